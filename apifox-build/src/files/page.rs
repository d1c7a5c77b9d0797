//! Joins one page with the files that it refers to.

use std::collections::{BTreeSet, VecDeque};

use smol_str::SmolStr;

use super::grammar::{Holds, Role};
use super::names::{Names, own_name};
use super::reach::{Reach, Reason, normal_name};
use super::target::{MOST_STEPS, Target, fragment, leaves, looks_like_file};
use crate::node::{At, Kind, Node};
use crate::page::Page;
use crate::reference::schema_ref;

/// The depth to which parts of other files may be nested.
const MAX_DEPTH: usize = 64;

/// The state while one page is joined.
pub(super) struct Join<'r, 'a> {
    pub(super) reach: &'r mut Reach<'a>,
    pub(super) page: String,
    pub(super) file: String,
    is_swagger: bool,
    is_newer: bool,
    names: Names,
    waiting: VecDeque<(String, Node)>,
    /// References of files to parts of the page, as already reported.
    pub(super) borrowed: BTreeSet<(String, String)>,
    /// The parts that are being inserted.
    inserting: Vec<Target>,
}

impl<'r, 'a> Join<'r, 'a> {
    pub(super) fn new(root: &Node, reach: &'r mut Reach<'a>) -> Self {
        let page = reach.sources.page_of(root.at).map_or("", Page::name).to_owned();
        let file = normal_name(&page);
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let version = root.get("openapi").map(|node| node.to_value().to_string());
        Self {
            reach,
            page,
            file,
            is_swagger: root.get("swagger").is_some(),
            is_newer: version.is_some_and(|version| !version.trim_start_matches('"').starts_with("3.0")),
            names: Names::new(folder),
            waiting: VecDeque::new(),
            borrowed: BTreeSet::new(),
            inserting: Vec::new(),
        }
    }

    pub(super) fn page(mut self, mut root: Node) -> Node {
        self.section(&mut root);
        self.use_component_names(&mut root);
        self.walk(&mut root, Role::Document);
        let mut made = Vec::new();
        while let Some((name, mut schema)) = self.waiting.pop_front() {
            self.walk(&mut schema, Role::Schema);
            made.push((name, schema));
        }
        if made.is_empty() {
            return root;
        }
        let at = root.at;
        let path: &[&str] = if self.is_swagger {
            &["definitions"]
        } else {
            &["components", "schemas"]
        };
        let mut here = &mut root;
        for key in path {
            if here.get(key).is_none_or(|node| node.as_object().is_none()) {
                here.insert(key, Node::object(at, []));
            }
            let Some(next) = here.get_mut(key) else { return root };
            here = next;
        }
        if let Some(schemas) = here.as_object_mut() {
            schemas.extend(made);
        }
        root
    }

    /// Inserts the schemas section, which may itself be in another file, before anything is named.
    fn section(&mut self, root: &mut Node) {
        if self.is_swagger {
            if let Some(schemas) = root.get_mut("definitions") {
                self.insert_target(schemas, Role::Unknown);
            }
            return;
        }
        if let Some(components) = root.get_mut("components") {
            self.insert_target(components, Role::Unknown);
            if let Some(schemas) = components.get_mut("schemas") {
                self.insert_target(schemas, Role::Unknown);
            }
        }
    }

    /// Names the schemas of other files after components that only refer to them, and replaces
    /// these components.
    fn use_component_names(&mut self, root: &mut Node) {
        let schemas = if self.is_swagger {
            root.get_mut("definitions")
        } else {
            root.get_mut("components").and_then(|node| node.get_mut("schemas"))
        };
        let Some(schemas) = schemas.and_then(Node::as_object_mut) else {
            return;
        };
        schemas.keys().for_each(|name| self.names.reserve(name));
        // If several components refer to one schema, the one with the file's name for it gives the
        // name.
        for has_own_name in [true, false] {
            for (name, schema) in schemas.iter_mut() {
                let Some((target, node)) = self.final_target(schema) else {
                    continue;
                };
                let is_only = schema.as_object().is_some_and(|members| members.len() == 1);
                let is_new = target.file != self.file && is_only && self.names.get(&target).is_none();
                if is_new && (!has_own_name || own_name(&target) == *name) {
                    self.names.assign(target.clone(), name);
                    *schema = remove_definitions(node, &target);
                }
            }
        }
        // If the section was read from a file, its members are also known by their positions there.
        let own: Vec<(SmolStr, At)> = schemas.iter().map(|(name, node)| (name.clone(), node.at)).collect();
        for (name, at) in own {
            let file = self.file_of(at);
            if file != self.file {
                let keys = self.reach.sources.path(at).into_iter().map(str::to_owned).collect();
                self.names.assign(Target { file, keys }, &name);
            }
        }
    }

    pub(super) fn file_of(&self, at: At) -> String {
        let page = self.reach.sources.page_of(at).map_or(self.page.as_str(), Page::name);
        normal_name(page)
    }

    fn walk(&mut self, node: &mut Node, is: Role) {
        if is == Role::Unknown || self.inserting.len() > MAX_DEPTH {
            return;
        }
        let depth = self.inserting.len();
        if is == Role::Schema {
            self.schema(node);
        } else {
            self.insert_target(node, is);
        }
        if let Kind::Object(members) = &mut node.kind {
            for (key, member) in members.iter_mut() {
                match is.member(key) {
                    Holds::One(is) => self.member(member, is),
                    Holds::Many(is) => self.many(member, is),
                }
            }
        }
        self.inserting.truncate(depth);
    }

    fn member(&mut self, member: &mut Node, is: Role) {
        if let (Role::Schema, Kind::Array(items)) = (is, &mut member.kind) {
            for item in items {
                self.walk(item, is);
            }
        } else {
            self.walk(member, is);
        }
    }

    fn many(&mut self, held: &mut Node, is: Role) {
        let depth = self.inserting.len();
        if held.get_str("$ref").is_some() {
            self.insert_target(held, Role::Part);
        }
        match &mut held.kind {
            Kind::Object(members) => members.iter_mut().for_each(|(_, member)| self.walk(member, is)),
            Kind::Array(items) => items.iter_mut().for_each(|item| self.walk(item, is)),
            _ => {}
        }
        self.inserting.truncate(depth);
    }

    /// Replaces a reference to a schema by one to a component.
    fn schema(&mut self, node: &mut Node) {
        self.mapping(node);
        let Some(reference) = node.get("$ref").cloned() else {
            return;
        };
        let Some(text) = self.reference(&reference, false) else {
            return;
        };
        if let Some(reference) = node.get_mut("$ref") {
            reference.kind = Kind::String(text);
        }
    }

    /// Replaces values of a discriminator that name files. A bare word is the name of a component.
    fn mapping(&mut self, node: &mut Node) {
        let mapping = node.get_mut("discriminator").and_then(|node| node.get_mut("mapping"));
        for (_, value) in mapping.and_then(Node::as_object_mut).into_iter().flatten() {
            let text = value.as_str().unwrap_or_default();
            if (text.starts_with("#/") || looks_like_file(text))
                && let Some(text) = self.reference(&value.clone(), true)
            {
                value.kind = Kind::String(text);
            }
        }
    }

    /// Returns the replacement for a reference to a schema; nothing if it may stay.
    fn reference(&mut self, reference: &Node, is_silent: bool) -> Option<SmolStr> {
        let text = reference.as_str()?;
        let from = self.file_of(reference.at);
        if from == self.file && !leaves(text) {
            return None;
        }
        match self.find(&from, text) {
            Ok((target, _)) if target.file == self.file => Some(fragment(&target.keys).into()),
            Ok((target, node)) => {
                let known = self.names.get(&target).cloned();
                let name = known.unwrap_or_else(|| {
                    let name = self.names.name(&target);
                    self.waiting
                        .push_back((name.clone(), remove_definitions(node, &target)));
                    name
                });
                let text = schema_ref(&name);
                Some(if self.is_swagger {
                    text.replace("#/components/schemas/", "#/definitions/").into()
                } else {
                    text.into()
                })
            }
            Err(reason) => {
                if !is_silent && (looks_like_file(text) || from != self.file) {
                    self.reach.findings.explain(reference.at, reason.message, reason.hint);
                }
                (from != self.file && !leaves(text)).then(|| format!("{from}{text}").into())
            }
        }
    }

    /// Replaces a reference by its target, which is walked as part of this node.
    fn insert_target(&mut self, node: &mut Node, is: Role) {
        if let Some(named) = node.get_str("externalValue").map(str::to_owned) {
            let _ = self.reach.file(&self.file_of(node.at), &named, &self.page); // marks it as not a page
        }
        for _ in 0..MOST_STEPS {
            let Some(reference) = node.get("$ref").cloned() else {
                return;
            };
            let Some(text) = reference.as_str() else { return };
            let is_only = node.as_object().is_some_and(|members| members.len() == 1);
            let from = self.file_of(reference.at);
            if (is == Role::Data && !is_only) || (from == self.file && !leaves(text)) {
                return;
            }
            let found = self.find(&from, text).and_then(|(target, found)| {
                if self.inserting.contains(&target) {
                    let hint = "write the inner part out, without the reference back";
                    return Err(Reason::new(
                        format!("`$ref: {text}` refers back to the part that contains it"),
                        hint,
                    ));
                }
                Ok((target, found))
            });
            match found {
                // The page's own parts are resolved by the next stage.
                Ok((target, _)) if target.file == self.file && is != Role::Unknown && is != Role::Data => {
                    node.insert("$ref", Node::string(reference.at, fragment(&target.keys)));
                    return;
                }
                Ok((target, found)) => {
                    self.inserting.push(target);
                    let own = std::mem::replace(node, found);
                    self.beside(node, own, is);
                }
                Err(reason) => {
                    if is != Role::Data {
                        self.reach.findings.explain(reference.at, reason.message, reason.hint);
                    }
                    if from != self.file && !leaves(text) {
                        node.insert("$ref", Node::string(reference.at, format!("{from}{text}")));
                    }
                    return;
                }
            }
        }
    }

    /// Keeps what is allowed beside a reference: anything at a path item, descriptions from OpenAPI
    /// 3.1 on.
    fn beside(&self, node: &mut Node, own: Node, is: Role) {
        let Kind::Object(own) = own.kind else { return };
        for (key, member) in own {
            let is_text = self.is_newer && matches!(key.as_str(), "description" | "summary");
            if key != "$ref" && (is == Role::PathItem || is_text) {
                node.insert(&key, member);
            }
        }
    }
}

/// Removes the definitions of a file from the schema that the file is.
fn remove_definitions(mut schema: Node, target: &Target) -> Node {
    if target.keys.is_empty() {
        for key in ["$defs", "definitions", "components", "$schema", "$id"] {
            schema.remove(key);
        }
    }
    schema
}
