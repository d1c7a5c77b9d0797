//! Merging: one type that can hold any of several alternatives that cannot be distinguished.

use std::collections::BTreeSet;

use super::choice::has_choice;
use super::descriptions::{add_descriptions, without_only_value};
use super::required::{required_by_all, required_by_any};
use super::union::kind;
use super::{Combiner, accepts_any, by_property, properties, with_annotations};
use crate::node::{Kind, Map, Node};
use crate::reference::schema_ref;
use crate::structure::{ALTERNATIVES, FILE_OR_TEXT, LOOSE, PARTLY_REQUIRED, WORD, structure};

/// The values that a merged object matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// All values.
    Always,
    /// All values; the page has a discriminator, which does not distinguish the alternatives.
    Undiscriminated,
    /// Values that fit; others stay JSON.
    OrJson,
}

impl Combiner<'_> {
    /// Merges components into one, made once and referred to, as they may contain each other.
    pub(super) fn merged_component(
        &mut self,
        schema: &Node,
        mut names: Vec<String>,
        (views, fit): (&[Node], Fit),
    ) -> Node {
        names.sort();
        let mut name = names.join(" or ");
        while self.components.contains_key(&name) {
            name.push_str(" merged");
        }
        if self.made.contains_key(&name) {
            self.report_merged(schema, fit); // at each place
        } else {
            let mut object = self.build_object(schema, views, fit);
            self.made.insert(name.clone(), object.clone()); // until its members are combined
            self.schema(&mut object);
            self.made.insert(name.clone(), object);
        }
        Node::reference(schema.at, &schema_ref(&name))
    }

    /// Merges schemas into one object, inline; a recursive use becomes a component.
    pub(super) fn merged_object(&mut self, schema: &Node, views: &[Node], fit: Fit) -> Node {
        let key = views.iter().map(structure).collect::<Vec<_>>().join("|");
        if !self.merging.contains(&key) {
            self.merging.push(key);
            return self.build_object(schema, views, fit);
        }
        if let Some(name) = self.merged.get(&key) {
            return Node::reference(schema.at, &schema_ref(name));
        }
        let outer = self.expanding.first().map_or("merged", String::as_str);
        let name = self.free_name(format!("{outer} alternatives"));
        self.merged.insert(key, name.clone());
        let mut object = self.build_object(schema, views, fit);
        self.made.insert(name.clone(), object.clone()); // until its members are combined
        self.schema(&mut object);
        self.made.insert(name.clone(), object);
        Node::reference(schema.at, &schema_ref(&name))
    }

    /// Merges several arrays into an array of any of their items.
    pub(super) fn array_of_all(&mut self, schema: &Node, group: &[&Node]) -> Node {
        let any = Node::object(schema.at, []);
        let items: Vec<Node> = group
            .iter()
            .map(|view| view.get("items").unwrap_or(&any).clone())
            .collect();
        let items = one_of(items);
        if has_choice(&items) {
            let message =
                "these arrays cannot be distinguished; one array is generated, which accepts the items of each";
            let hint = "nothing to do, if the items can be distinguished";
            self.findings.lossy(schema.at, "merged-arrays", message, hint);
        }
        Node::object(
            schema.at,
            [("type", Node::string(schema.at, "array")), ("items", items)],
        )
    }

    /// Keeps required what all alternatives require; a property that they describe differently
    /// becomes a union.
    pub(super) fn build_object(&mut self, schema: &Node, views: &[Node], fit: Fit) -> Node {
        self.report_merged(schema, fit);
        let merged: Map = by_property(views)
            .into_iter()
            .map(|(name, mut schemas)| {
                // An alternative that requires a property without describing it, or of which only a
                // part describes it, accepts any value there.
                let is_any = |view: &Node| {
                    view.strings("required").any(|required| name == *required)
                        && (!properties(view).contains_key(&name) || is_loose(view, &name))
                };
                if views.iter().any(is_any) {
                    return (name.clone(), self.undescribed(schema, &name, &schemas));
                }
                // `additionalProperties` of one alternative applies to the properties that only
                // others describe.
                let applies = |view: &&Node| fit != Fit::OrJson && !properties(view).contains_key(&name);
                let additional = views.iter().filter(applies);
                let additional = additional.filter_map(|view| view.get("additionalProperties"));
                let is_typed = |node: &&Node| node.as_object().is_some() && !accepts_any(node);
                schemas.extend(additional.filter(is_typed).cloned());
                (name, one_of(schemas))
            })
            .collect();
        let required = required_by_all(views);
        let partly: Vec<Node> = required_by_any(views).difference(&required).cloned().collect();
        let mut object = Node::object(schema.at, [("type", Node::string(schema.at, "object"))]);
        if self.keeps() {
            object.insert(ALTERNATIVES, Node::new(schema.at, Kind::Array(views.to_vec())));
        }
        if let Some(loose) = loose_members(schema, views).filter(|_| fit != Fit::OrJson) {
            object.insert(LOOSE, loose);
        }
        let mut additional = additional_properties(schema, views);
        if fit == Fit::OrJson {
            object.insert(WORD, Node::string(schema.at, "documented"));
            additional = Some(Node::object(schema.at, []));
        }
        if let Some(additional) = additional {
            object.insert("additionalProperties", additional);
        }
        if !merged.is_empty() {
            object.insert("properties", Node::new(schema.at, Kind::Object(merged)));
        }
        for (key, names) in [("required", required.into_iter().collect()), (PARTLY_REQUIRED, partly)] {
            if !names.is_empty() {
                object.insert(key, Node::new(schema.at, Kind::Array(names)));
            }
        }
        object
    }

    /// Returns the type of a property that one of the alternatives allows with any value: any JSON.
    pub(super) fn undescribed(&mut self, schema: &Node, name: &str, schemas: &[Node]) -> Node {
        let any = Node::object(schemas.first().unwrap_or(schema).at, []);
        if !schemas.iter().all(accepts_any) {
            let message = format!(
                "only some of the alternatives that are combined here describe `{name}`; any JSON is accepted for it"
            );
            let hint = "describe it in each of them by an overlay, or make them separate components";
            self.findings.lossy(schema.at, "merged-alternatives", message, hint);
        }
        schemas
            .first()
            .map_or(any.clone(), |first| with_annotations(any, first))
    }

    fn report_merged(&mut self, schema: &Node, fit: Fit) {
        const DISCRIMINATOR: &str =
            "give each of them a required one-value property (a discriminator) by an overlay, if the server sends one";
        let (message, hint) = match fit {
            Fit::Always => (
                "these alternatives cannot be distinguished; one object with the properties of all is generated",
                DISCRIMINATOR,
            ),
            Fit::Undiscriminated => (
                "the values of the discriminator do not distinguish these alternatives; one object with the properties \
                 of all is generated",
                "limit the discriminator in each of them to its own values by an overlay: an enum, or one value",
            ),
            Fit::OrJson => (
                "one of these alternatives allows any properties; one object with the properties of all is generated, \
                 and a value that does not fit it is kept as JSON",
                DISCRIMINATOR,
            ),
        };
        self.findings.lossy(schema.at, "merged-alternatives", message, hint);
    }
}

/// Whether only some of the alternatives that a schema was merged of describe a property.
pub(super) fn is_loose(schema: &Node, name: &str) -> bool {
    schema.get(LOOSE).is_some_and(|loose| loose.get(name).is_some())
}

/// The properties that some alternatives describe and others allow undescribed, with what each of
/// the others requires.
fn loose_members(schema: &Node, views: &[Node]) -> Option<Node> {
    let documented = by_property(views);
    let mut loose = Map::new();
    for name in documented.keys() {
        let is_documented = |name: &Node| name.as_str().is_some_and(|name| documented.contains_key(name));
        let required: BTreeSet<BTreeSet<Node>> = views
            .iter()
            .flat_map(|view| requirements(view, name))
            .map(|names| names.iter().filter(|name| is_documented(name)).cloned().collect())
            .collect();
        // Whatever has more than another list requires has what that list requires.
        let adds = |list: &&BTreeSet<Node>| !required.iter().any(|other| other != *list && other.is_subset(list));
        let required: Vec<&BTreeSet<Node>> = required.iter().filter(adds).collect();
        if !required.is_empty() {
            let lists = required
                .into_iter()
                .map(|names| Node::new(schema.at, Kind::Array(names.iter().cloned().collect())));
            loose.insert(name.as_str(), Node::new(schema.at, Kind::Array(lists.collect())));
        }
    }
    (!loose.is_empty()).then(|| Node::new(schema.at, Kind::Object(loose)))
}

/// What an alternative requires of a value in which it does not describe a property; several lists
/// if it is itself merged of alternatives that do not describe it.
fn requirements<'n>(view: &'n Node, name: &str) -> Vec<&'n [Node]> {
    if let Some(lists) = view.get(LOOSE).and_then(|loose| loose.get(name)) {
        return lists
            .as_array()
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_array)
            .collect();
    }
    let is_open = view.get("additionalProperties").is_none_or(accepts_any);
    Vec::from_iter((is_open && !properties(view).contains_key(name)).then(|| view.items("required")))
}

/// Merges `additionalProperties` of objects, if any of them keeps undocumented members: an object
/// without documented properties keeps all.
fn additional_properties(schema: &Node, objects: &[Node]) -> Option<Node> {
    let described = |view: &&Node| {
        view.get("additionalProperties")
            .is_some_and(|additional| additional.as_object().is_some())
    };
    let accepts_any = |view: &Node| view.get("additionalProperties").and_then(Node::as_bool) == Some(true);
    let is_free = |view: &&Node| properties(view).is_empty() && !described(view);
    let is_open = |view: &&Node| view.get("additionalProperties").is_none();
    // If one of them types its additional properties, those of another that leaves them undescribed
    // are of any type.
    if objects.iter().any(|view| is_free(&view) || accepts_any(view))
        || objects.iter().any(|view| described(&view)) && objects.iter().any(|view| is_open(&view))
    {
        return Some(Node::object(schema.at, []));
    }
    let schemas: Vec<Node> = objects
        .iter()
        .filter(described)
        .filter_map(|view| view.get("additionalProperties").cloned())
        .collect();
    (!schemas.is_empty()).then(|| one_of(schemas))
}

/// Combines several schemas of one property: a single one if they agree, otherwise alternatives,
/// which are settled when the walk reaches them.
fn one_of(schemas: Vec<Node>) -> Node {
    let mut different: Vec<Node> = Vec::new();
    for node in schemas {
        match different.iter_mut().find(|other| structure(other) == structure(&node)) {
            Some(known) => add_descriptions(known, &node),
            None => different.push(node),
        }
    }
    if different.len() == 1 {
        return different.remove(0);
    }
    let at = different.first().map(|node| node.at).unwrap_or_default();
    Node::object(at, [("oneOf", Node::new(at, Kind::Array(different)))])
}

/// Merges several strings into an enum of all values if all are enums (enums are open), otherwise
/// into any string.
pub(super) fn string_of_all(schema: &Node, group: &[&Node]) -> Node {
    let mut string = Node::object(schema.at, [("type", Node::string(schema.at, "string"))]);
    if group.iter().all(|view| !view.items("enum").is_empty()) {
        let mut values: Vec<Node> = Vec::new();
        for value in group.iter().flat_map(|view| view.items("enum")) {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
        string.insert("enum", Node::new(schema.at, Kind::Array(values)));
    }
    match group.iter().filter(|view| is_file(view)).count() {
        0 if group.iter().all(|view| !view.is_true(FILE_OR_TEXT)) => {}
        files if files == group.len() => string.insert("format", Node::string(schema.at, "binary")),
        _ => string.insert(FILE_OR_TEXT, Node::new(schema.at, Kind::Bool(true))),
    }
    string
}

/// Whether a string is a file, where it is a part of a form.
pub(super) fn is_file(view: &Node) -> bool {
    matches!(view.get_str("format"), Some("binary" | "byte" | "base64"))
}

/// Merges several booleans into one that may have both values, with the descriptions of all.
pub(super) fn boolean_of_all(group: &[&Node]) -> Node {
    let mut all = group.iter().map(|view| without_only_value(view));
    let mut merged = all.next().unwrap_or_default();
    all.for_each(|other| add_descriptions(&mut merged, &other));
    merged
}

impl Combiner<'_> {
    /// Merges several numbers into a number if any of them may have a fraction, otherwise into
    /// signed and unsigned integers.
    pub(super) fn numbers_of_all(&self, schema: &Node, group: &[&Node]) -> Vec<Node> {
        let number = |name: &'static str| Node::object(schema.at, [("type", Node::string(schema.at, name))]);
        if group.iter().any(|view| kind(view) != "integer") {
            return vec![self.keep_merged(number("number"), group)];
        }
        let (unsigned, signed): (Vec<&Node>, Vec<&Node>) =
            group.iter().partition(|view| view.get_str("format") == Some("uint64"));
        let mut all = Vec::new();
        if !signed.is_empty() {
            all.push(self.keep_merged(number("integer"), &signed));
        }
        if !unsigned.is_empty() {
            let mut integer = number("integer");
            integer.insert("format", Node::string(schema.at, "uint64"));
            all.push(self.keep_merged(integer, &unsigned));
        }
        all
    }
}
