//! `oneOf` and `anyOf`: a union whose alternatives cannot be confused, else one type that holds them all.

use std::collections::BTreeSet;

use super::merge::{array_of_all, string_of_all};
use super::{Combiner, properties, says_nothing, with_texts};
use crate::node::{Kind, Node};
use crate::resolve::schema_name;
use crate::structure::structure;

/// An alternative: as the page has it, and what it comes to.
struct Alternative {
    node: Node,
    view: Node,
}

/// The alternatives of one union.
struct Collected {
    all: Vec<Alternative>,
    nullable: bool,
    /// Those that were taken in flat already: they may hold each other.
    opened: BTreeSet<String>,
    /// The components among them.
    components: Vec<String>,
    /// A union that this one is within stays a reference, since what it is would go on without end.
    endless: bool,
    /// The structure of the union.
    itself: String,
}

impl Collected {
    fn holds(&self, node: &Node) -> bool {
        let mut others = self.all.iter();
        others.any(|other| structure(&other.node) == structure(node))
    }
}

impl Combiner<'_> {
    /// Settles `oneOf` and `anyOf` of a schema.
    pub(super) fn alternatives(&mut self, schema: &mut Node) {
        if schema.get("oneOf").is_none() && schema.get("anyOf").is_none() {
            return;
        }
        let itself = structure(schema);
        let mut listed = Vec::new();
        let mut lists = 0;
        for key in ["oneOf", "anyOf"] {
            if let Some(Kind::Array(parts)) = schema.remove(key).map(|node| node.kind) {
                lists += usize::from(!parts.is_empty());
                listed.extend(parts);
            }
        }
        if listed.is_empty() {
            return;
        }
        let discriminator = schema.remove("discriminator");
        let mut collected = Collected {
            all: Vec::new(),
            nullable: schema.is_true("nullable"),
            opened: BTreeSet::new(),
            components: Vec::new(),
            endless: false,
            itself,
        };
        self.collect(listed, &mut collected);
        let Collected {
            mut all,
            nullable,
            components,
            endless,
            ..
        } = collected;
        self.opened.extend(components);
        if !properties(schema).is_empty() {
            all.retain(|alternative| !says_nothing(&alternative.view)); // they only said what must be there
        }
        let mut site = with_texts(Node::object(schema.at, []), schema);
        if nullable {
            site.insert("nullable", Node::new(schema.at, Kind::Bool(true)));
        }
        let extends = |alternative: &Alternative| {
            let theirs = properties(&alternative.view);
            properties(schema).keys().all(|name| theirs.contains_key(name))
        };
        if !properties(schema).is_empty() && !all.iter().all(extends) {
            // Common members beside the alternatives: one object that has them all.
            let own = schema.clone();
            let mut views: Vec<Node> = all.iter().map(|alternative| alternative.view.clone()).collect();
            views.retain(|view| kind(view) == "object");
            *schema = with_texts(self.merged_object(schema, &views, Some(&own)), &site);
            return;
        }
        if lists > 1 {
            self.one_object(schema, &mut all);
        }
        *schema = match all.len() {
            1 if endless => with_texts(all.remove(0).node, &site),
            _ if endless => {
                let message = "this choice is within one of its own alternatives, without a name between; any JSON is taken for it";
                let hint = "make the alternative a component by an overlay, and refer to it";
                self.findings.lossy(schema.at, "endless", message, hint);
                site
            }
            0 if !properties(schema).is_empty() => std::mem::take(schema),
            0 => site,
            _ => with_texts(self.union(schema, &all, discriminator.as_ref()), &site),
        };
    }

    /// `oneOf` beside `anyOf`: a value is one of each, so an object may have members of several alternatives.
    fn one_object(&mut self, schema: &Node, all: &mut Vec<Alternative>) {
        let is_object = |alternative: &Alternative| kind(&alternative.view) == "object";
        if all.iter().filter(|alternative| is_object(alternative)).count() < 2 {
            return;
        }
        let (objects, mut rest): (Vec<Alternative>, Vec<Alternative>) =
            std::mem::take(all).into_iter().partition(is_object);
        let views: Vec<Node> = objects.into_iter().map(|alternative| alternative.view).collect();
        let node = self.merged_object(schema, &views, None);
        rest.push(Alternative {
            view: node.clone(),
            node,
        });
        *all = rest;
    }

    /// Takes alternatives in: nested ones flat, equal ones once, null aside, and not at all what leads back to the union itself.
    fn collect(&mut self, listed: Vec<Node>, collected: &mut Collected) {
        for mut node in listed {
            let view = self.view(&node);
            collected.nullable |= view.is_true("nullable");
            node.remove("nullable"); // the union says it for all
            if structure(&view) == collected.itself {
                continue;
            }
            let nested = nested(&view).filter(|parts| {
                let is_tagged = view.get("discriminator").is_some();
                properties(&view).is_empty() && (!is_tagged || self.leads_back(parts, collected, &mut BTreeSet::new()))
            });
            let component = node.get_str("$ref").and_then(schema_name);
            match nested {
                Some(_) if component.as_ref().is_some_and(|name| self.opened.contains(name)) => {
                    collected.endless = true;
                    if !collected.holds(&node) {
                        collected.all.push(Alternative { node, view });
                    }
                }
                Some(nested) if collected.opened.insert(structure(&node)) => {
                    collected.components.extend(component);
                    self.collect(nested, collected);
                }
                Some(_) => {}
                None if view.get_str("type") == Some("null") || is_only_null(&view) => collected.nullable = true,
                None if collected.holds(&node) => {}
                None => collected.all.push(Alternative { node, view }),
            }
        }
    }

    fn leads_back(&mut self, parts: &[Node], collected: &Collected, seen: &mut BTreeSet<String>) -> bool {
        parts.iter().any(|part| {
            let view = self.view(part);
            structure(&view) == collected.itself
                || seen.insert(structure(part))
                    && nested(&view).is_some_and(|parts| self.leads_back(&parts, collected, seen))
        })
    }

    fn union(&mut self, schema: &Node, all: &[Alternative], discriminator: Option<&Node>) -> Node {
        if all.iter().any(|alternative| kind(&alternative.view) == "any") {
            return Node::object(schema.at, []);
        }
        if let Some(union) = self.tagged(schema, all, discriminator) {
            return union;
        }
        let mut parts = Vec::new();
        for wanted in ["object", "array", "string", "boolean", "number"] {
            let group: Vec<&Alternative> = all
                .iter()
                .filter(|alternative| family(&alternative.view) == wanted)
                .collect();
            match (wanted, group.as_slice()) {
                (_, []) => {}
                (_, [only]) => parts.push(only.node.clone()),
                ("object", group) => parts.extend(self.objects(schema, group)),
                ("array", group) => parts.push(array_of_all(schema, &views(group))),
                ("string", group) => parts.push(string_of_all(schema, &views(group))),
                ("number", group) => {
                    let whole = group.iter().all(|alternative| kind(&alternative.view) == "integer");
                    parts.push(Node::object(
                        schema.at,
                        [(
                            "type",
                            Node::string(schema.at, if whole { "integer" } else { "number" }),
                        )],
                    ));
                }
                (kind, _) => parts.push(Node::object(schema.at, [("type", Node::string(schema.at, kind))])),
            }
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Node::object(schema.at, [("oneOf", Node::new(schema.at, Kind::Array(parts)))]),
        }
    }

    /// A union told apart by the value of one property: the page's discriminator, or a property that has one value of its own in each
    /// alternative.
    fn tagged(&mut self, schema: &Node, all: &[Alternative], discriminator: Option<&Node>) -> Option<Node> {
        // An object of which nothing is documented has no place for a tag.
        let is_described = |alternative: &Alternative| !properties(&alternative.view).is_empty();
        if all.len() < 2 || !all.iter().all(is_described) {
            return None;
        }
        let told = discriminator.and_then(|node| {
            let (name, values) = (node.get_str("propertyName")?, by_mapping(all, node)?);
            let mut tags = all.iter().zip(&values);
            tags.all(|(alternative, value)| self.may_be(alternative, name, value))
                .then_some((name.to_owned(), values))
        });
        let (name, values) = told.or_else(|| by_constant(all))?;
        let values: Vec<Node> = values.into_iter().map(|value| Node::string(schema.at, value)).collect();
        let nodes = all.iter().map(|alternative| alternative.node.clone()).collect();
        let tag = [
            ("propertyName", Node::string(schema.at, name)),
            ("values", Node::new(schema.at, Kind::Array(values))),
        ];
        let members = [
            ("oneOf", Node::new(schema.at, Kind::Array(nodes))),
            ("discriminator", Node::object(schema.at, tag)),
        ];
        Some(Node::object(schema.at, members))
    }

    /// Whether a property of an alternative can hold this tag; where it is not documented the tag stands beside the others.
    fn may_be(&mut self, alternative: &Alternative, name: &str, tag: &str) -> bool {
        let documented = properties(&alternative.view).remove(name);
        let Some(property) = documented.map(|property| self.view(&property)) else {
            return true;
        };
        let is_open = ["oneOf", "anyOf"].iter().all(|key| property.get(key).is_none());
        match (kind(&property), property.items("enum")) {
            ("string", [only]) => only.as_str() == Some(tag),
            ("string", _) => true,
            ("any", values) => is_open && values.is_empty(),
            _ => false,
        }
    }

    /// Several objects without a tag: themselves, if what they require tells them apart; else one object with all members. An object of
    /// which nothing is documented comes last: what is recognised as one of the others is not it.
    fn objects(&mut self, schema: &Node, group: &[&Alternative]) -> Vec<Node> {
        let is_free = |alternative: &&&Alternative| properties(&alternative.view).is_empty();
        let free: Vec<&Alternative> = group.iter().filter(is_free).copied().collect();
        let told: Vec<&Alternative> = group
            .iter()
            .filter(|alternative| !is_free(alternative))
            .copied()
            .collect();
        let recognisable = |alternative: &&Alternative| recognised_by(&alternative.view).next().is_some();
        if let ([free], true) = (free.as_slice(), !told.is_empty() && told.iter().all(recognisable)) {
            let mut parts = self.described_objects(schema, &told);
            // Merged, they may require nothing any more, and then the free one has to go in with them.
            if parts
                .iter()
                .all(|part| recognised_by(&self.view(part)).next().is_some())
            {
                parts.push(free.node.clone());
                return parts;
            }
        }
        self.described_objects(schema, group)
    }

    fn described_objects(&mut self, schema: &Node, group: &[&Alternative]) -> Vec<Node> {
        let requires_what_lacks = |a: &Node, b: &Node| {
            let theirs = properties(b);
            recognised_by(a).any(|name| !theirs.contains_key(name))
        };
        let distinct = group.iter().enumerate().all(|(index, a)| {
            let mut rest = group[index + 1..].iter();
            rest.all(|b| requires_what_lacks(&a.view, &b.view) && requires_what_lacks(&b.view, &a.view))
        });
        if distinct {
            return group.iter().map(|alternative| alternative.node.clone()).collect();
        }
        let views: Vec<Node> = group.iter().map(|alternative| alternative.view.clone()).collect();
        let names: Option<Vec<String>> = group
            .iter()
            .map(|alternative| alternative.node.get_str("$ref").and_then(schema_name))
            .collect();
        match names {
            Some(names) => vec![self.merged_component(schema, names, &views)],
            None => vec![self.merged_object(schema, &views, None)],
        }
    }
}

/// What an object requires and documents; of what it only requires there is no field, and what is `readOnly` or `writeOnly` need not be
/// there where its component goes both ways.
fn recognised_by(view: &Node) -> impl Iterator<Item = &str> {
    let is_there = |property: &Node| !property.is_true("readOnly") && !property.is_true("writeOnly");
    let is_sure = move |name: &&str| {
        view.get("properties")
            .and_then(|node| node.get(name))
            .is_some_and(is_there)
    };
    view.strings("required").filter(is_sure)
}

/// The alternatives within one.
fn nested(view: &Node) -> Option<Vec<Node>> {
    let lists = ["oneOf", "anyOf"].iter();
    lists
        .filter_map(|key| view.get(key))
        .find_map(|node| Some(node.as_array()?.to_vec()))
}

fn views<'a>(group: &[&'a Alternative]) -> Vec<&'a Node> {
    group.iter().map(|alternative| &alternative.view).collect()
}

/// The tag of each alternative by the discriminator's mapping, else by the name of its component, as OpenAPI has it.
fn by_mapping(all: &[Alternative], discriminator: &Node) -> Option<Vec<String>> {
    if let Some(values) = discriminator.get("values").and_then(Node::as_array) {
        let values: Vec<String> = values.iter().filter_map(Node::as_str).map(str::to_owned).collect();
        return (values.len() == all.len()).then_some(values); // settled before
    }
    let name = discriminator.get_str("propertyName")?;
    let values: Option<Vec<String>> = all
        .iter()
        .map(|alternative| {
            let target = alternative.node.get_str("$ref").and_then(schema_name);
            let mapped = discriminator.members("mapping").find(|(_, to)| {
                let to = to.as_str().unwrap_or_default();
                schema_name(to).as_deref().or(Some(to)) == target.as_deref() && target.is_some()
            });
            let constant = constant(alternative.view.get("properties")?.get(name));
            match (mapped, constant) {
                (Some((value, _)), Some(constant)) if value != constant => None, // the mapping contradicts the type itself
                (Some((value, _)), _) => Some(value.to_owned()),
                (None, constant) => constant.or(target),
            }
        })
        .collect();
    values.filter(|values| distinct(values))
}

fn by_constant(all: &[Alternative]) -> Option<(String, Vec<String>)> {
    let candidates = properties(&all.first()?.view).into_keys();
    candidates.into_iter().find_map(|name| {
        let values: Option<Vec<String>> = all
            .iter()
            .map(|alternative| constant(alternative.view.get("properties")?.get(&name)))
            .collect();
        Some((name.into(), values.filter(|values| distinct(values))?))
    })
}

/// The one string a property can be.
fn constant(property: Option<&Node>) -> Option<String> {
    match property?.items("enum") {
        [value] => value.as_str().map(str::to_owned),
        _ => None,
    }
}

fn distinct(values: &[String]) -> bool {
    values.iter().collect::<BTreeSet<_>>().len() == values.len()
}

fn is_only_null(view: &Node) -> bool {
    matches!(view.items("enum"), [value] if value.is_null())
}

/// The JSON kind of a schema.
fn kind(view: &Node) -> &str {
    let has = |key: &str| view.get(key).is_some();
    match view.get_str("type") {
        Some(kind @ ("object" | "array" | "string" | "boolean" | "integer" | "number")) => kind,
        None if has("properties") || has("additionalProperties") => "object",
        None if has("items") => "array",
        None if !view.items("enum").is_empty() && view.items("enum").iter().all(|value| value.as_str().is_some()) => {
            "string"
        }
        _ => "any",
    }
}

/// Kinds that JSON itself tells apart; an integer is a number.
fn family(view: &Node) -> &str {
    match kind(view) {
        "integer" => "number",
        other => other,
    }
}
