//! `oneOf` and `anyOf`: a union whose alternatives cannot be confused, else one type that holds them all.

use std::collections::BTreeSet;

use super::choice::{FREE, component_of, has_choice};
use super::inheritance::FALLBACK;
use super::merge::{Fit, numbers_of_all, string_of_all};
use super::{Combiner, properties, says_nothing, with_texts};
use crate::node::{Kind, Node};
use crate::reference::schema_name;
use crate::structure::structure;

/// The key of a union whose value may be none of its alternatives: an object of any members was one of them.
pub(crate) const OPEN: &str = "open";

/// An alternative: as the page has it, and what it comes to.
#[derive(Debug)]
pub(super) struct Alternative {
    pub(super) node: Node,
    pub(super) view: Node,
    /// The tag by which a union that it was taken out of tells it.
    pub(super) told: Option<(String, Vec<String>)>,
}

/// The alternatives of one union.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) all: Vec<Alternative>,
    nullable: bool,
    /// Those that were taken in flat already: they may hold each other.
    opened: BTreeSet<String>,
    /// The components among them.
    components: Vec<String>,
    /// A union that this one is within stays a reference, since what it is would go on without end.
    endless: bool,
    /// The structure of the union.
    itself: String,
    /// The page says which alternative is which by their components, so that these are not opened.
    is_tagged: bool,
}

impl Collected {
    fn add(&mut self, node: Node, view: Node) {
        let mut others = self.all.iter();
        if others.all(|other| structure(&other.node) != structure(&node)) {
            let told = None;
            self.all.push(Alternative { node, view, told });
        }
    }
}

impl Combiner<'_> {
    /// Settles the choice of a schema.
    pub(super) fn alternatives(&mut self, schema: &mut Node) {
        if !has_choice(schema) {
            schema.remove("oneOf");
            schema.remove("anyOf");
            return;
        }
        if schema.is_true(OPEN) {
            return; // settled before
        }
        if self.only_require(schema) {
            let message = "which of these members must be there together is not checked: each of them may be absent";
            let hint = "say it in the description";
            self.findings.note(schema.at, "required-alternatives", message, hint);
            return;
        }
        if !self.may_compose() && !properties(schema).is_empty() {
            let views = self.leaves(schema);
            let site = with_texts(Node::object(schema.at, []), schema);
            *schema = if views.iter().all(|view| kind(view) == "object") {
                with_texts(self.merged_object(schema, &views, Fit::Always), &site)
            } else {
                self.left_out(schema);
                site
            };
            return;
        }
        let mut collected = self.collected(schema);
        let discriminator = schema.remove("discriminator");
        let all = std::mem::take(&mut collected.all);
        self.opened.extend(collected.components);
        let mut site = with_texts(Node::object(schema.at, []), schema);
        if collected.nullable {
            site.insert("nullable", Node::new(schema.at, Kind::Bool(true)));
        }
        *schema = match all.len() {
            0 => site,
            1 if collected.endless || has_choice(&all[0].view) || kind(&all[0].view) != "any" => {
                with_texts(all[0].node.clone(), &site)
            }
            _ if collected.endless => {
                let message = "this choice is within one of its own alternatives, without a name between; any JSON is taken for it";
                let hint = "make the alternative a component by an overlay, and refer to it";
                self.findings.lossy(schema.at, "endless", message, hint);
                site
            }
            _ => with_texts(self.union(schema, all, discriminator.as_ref()), &site),
        };
    }

    /// Whether the alternatives only say which of the object's own properties must be there together. Then they are left out: which
    /// of them a value is makes no difference to its type.
    pub(super) fn only_require(&self, schema: &mut Node) -> bool {
        if properties(schema).is_empty() || !has_choice(schema) {
            return false;
        }
        let requires = |node: &Node| says_nothing(self.target(node).map_or(node, |(_, target)| target));
        let mut listed = ["oneOf", "anyOf"].iter().flat_map(|key| schema.items(key));
        if !listed.all(requires) {
            return false;
        }
        for key in ["oneOf", "anyOf", "discriminator"] {
            schema.remove(key);
        }
        true
    }

    /// The alternatives of a schema.
    pub(super) fn collected(&mut self, schema: &Node) -> Collected {
        let mut collected = Collected {
            nullable: schema.is_true("nullable"),
            itself: structure(schema),
            is_tagged: schema.get("discriminator").is_some(),
            ..Collected::default()
        };
        let listed = self.spread(schema);
        self.collect(listed, &mut collected);
        collected
    }

    /// Takes alternatives in: nested ones flat, equal ones once, null aside, and not at all what leads back to the union itself.
    fn collect(&mut self, listed: Vec<Node>, collected: &mut Collected) {
        for mut node in listed {
            let view = self.view(&node);
            collected.nullable |= view.is_true("nullable") || node.is_true("nullable");
            node.remove("nullable"); // the union says it for all
            if structure(&view) == collected.itself {
                continue;
            }
            if !has_choice(&view) {
                if is_null(&view) {
                    collected.nullable = true;
                } else {
                    collected.add(node, view);
                }
                continue;
            }
            let component = node.get_str("$ref").and_then(schema_name);
            if self.stays_nested(&node, &view, collected) && !self.leads_back(&node, &view, collected) {
                collected.add(node, view);
            } else if component.as_ref().is_some_and(|name| self.opened.contains(name)) {
                collected.endless = true;
                collected.add(node, view);
            } else if collected.opened.insert(structure(&node)) {
                collected.components.extend(component);
                self.inside(&node, |combiner| {
                    let nested = combiner.spread(&view);
                    combiner.collect(nested, collected);
                });
            }
        }
    }

    /// Whether a union that is an alternative of another stays a type of its own: it tells its objects apart by a tag, or the outer union
    /// tells it as a whole.
    fn stays_nested(&mut self, node: &Node, view: &Node, collected: &Collected) -> bool {
        let is_known = collected.is_tagged && component_of(node).is_some();
        let may_stay = view.get("discriminator").is_some() || is_known;
        may_stay && self.leaves(node).iter().all(|leaf| kind(leaf) == "object")
    }

    fn leads_back(&mut self, node: &Node, view: &Node, collected: &Collected) -> bool {
        structure(view) == collected.itself
            || has_choice(view)
                && self.inside(node, |combiner| {
                    let nested = combiner.spread(view);
                    nested.iter().any(|part| {
                        let view = combiner.view(part);
                        combiner.leads_back(part, &view, collected)
                    })
                })
    }

    fn union(&mut self, schema: &Node, all: Vec<Alternative>, discriminator: Option<&Node>) -> Node {
        let is_any = |alternative: &Alternative| !has_choice(&alternative.view) && kind(&alternative.view) == "any";
        if let Some(any) = all.iter().find(|alternative| is_any(alternative)) {
            let message = "this alternative is any JSON, so the choice is; what the others document is not in the type";
            let hint = "if null was meant, remove it by an overlay, and write `nullable: true` beside the choice";
            self.findings.note(any.node.at, "any-alternative", message, hint);
            return Node::object(schema.at, []);
        }
        let mut is_open = false;
        if let Some(union) = self.tagged(schema, &all, discriminator) {
            return union;
        }
        if let Some(base) = discriminator.and_then(|node| node.get_str(FALLBACK)) {
            return self.untold_children(schema, &all, base);
        }
        let all = self.opened_unions(all);
        let mut parts = Vec::new();
        for wanted in ["object", "array", "string", "boolean", "number"] {
            let group: Vec<&Alternative> = all.iter().filter(|one| family(&one.view) == wanted).collect();
            match (wanted, group.as_slice()) {
                (_, []) => {}
                (_, [only]) => parts.push(only.node.clone()),
                ("object", group) => {
                    let (objects, has_free) = self.objects(schema, group);
                    parts.extend(objects);
                    is_open |= has_free;
                }
                ("array", group) => parts.push(self.array_of_all(schema, &views(group))),
                ("string", group) => parts.push(string_of_all(schema, &views(group))),
                ("number", group) => parts.extend(numbers_of_all(schema, &views(group))),
                (kind, _) => parts.push(Node::object(schema.at, [("type", Node::string(schema.at, kind))])),
            }
        }
        match parts.len() {
            1 if !is_open => parts.remove(0),
            _ => {
                let mut union = Node::object(schema.at, [("oneOf", Node::new(schema.at, Kind::Array(parts)))]);
                if is_open {
                    union.insert(OPEN, Node::new(schema.at, Kind::Bool(true)));
                }
                union
            }
        }
    }

    /// A base whose tag does not tell the components that extend it: one object for all of them, with what the base requires.
    fn untold_children(&mut self, schema: &Node, all: &[Alternative], base: &str) -> Node {
        let views: Vec<Node> = all
            .iter()
            .flat_map(|alternative| self.leaves(&alternative.node))
            .filter(|view| !matches!(kind(view), "array" | "string" | "boolean" | "integer" | "number")) // the base is an object
            .collect();
        let is_merged = !views.is_empty() && views.iter().all(|view| kind(view) == "object");
        let message = if is_merged {
            "the tag does not tell apart the components that extend this base; one object with the members of all is generated"
        } else {
            "the tag does not tell apart the components that extend this base; only the members of the base are read"
        };
        let hint = "give each of them a one-value enum for the tag, or list their values in `mapping`, by an overlay";
        self.findings.lossy(schema.at, "untold-children", message, hint);
        if !is_merged {
            return self.components.get(base).cloned().unwrap_or_default();
        }
        let findings = std::mem::take(self.findings);
        let object = self.merged_object(schema, &views, Fit::Always);
        *self.findings = findings; // it is said above that they are one object
        object
    }

    /// The alternatives with those of unions within them in their place: no tag of the outer union tells these as a whole.
    fn opened_unions(&mut self, all: Vec<Alternative>) -> Vec<Alternative> {
        let mut opened = Vec::new();
        for alternative in all {
            if !has_choice(&alternative.view) {
                opened.push(alternative);
                continue;
            }
            let inside = self.inside(&alternative.node, |combiner| {
                let mut inner = combiner.collected(&alternative.view).all;
                let tag = combiner.inner_tags(&inner, alternative.view.get("discriminator"));
                for (one, values) in inner.iter_mut().zip(tag.iter().flat_map(|(_, values)| values)) {
                    one.told = tag.as_ref().map(|(name, _)| (name.clone(), values.clone()));
                }
                combiner.opened_unions(inner)
            });
            opened.extend(inside);
        }
        opened
    }

    /// Several objects without a tag: themselves, if what they require tells them apart; else one object with all members. An object of
    /// which nothing is documented comes last: what is recognised as one of the others is not it. Whether it is left out, since nothing
    /// tells the others from it: then what does not decode as one of them is of the free one.
    fn objects(&mut self, schema: &Node, group: &[&Alternative]) -> (Vec<Node>, bool) {
        let is_free = |one: &&&Alternative| properties(&one.view).is_empty() || one.view.is_true(FREE);
        let free: Vec<&Alternative> = group.iter().filter(is_free).copied().collect();
        let described: Vec<&Alternative> = group.iter().filter(|one| !is_free(one)).copied().collect();
        if free.is_empty() || described.is_empty() {
            return (self.described_objects(schema, group), false);
        }
        let shared = free.first().map(|one| properties(&one.view)).unwrap_or_default();
        let is_recognised = |view: &Node| recognised_by(view).any(|name| !shared.contains_key(name));
        if let ([free], true) = (free.as_slice(), described.iter().all(|one| is_recognised(&one.view))) {
            let findings = std::mem::take(self.findings);
            let mut parts = self.described_objects(schema, &described);
            let found = std::mem::replace(self.findings, findings);
            // Merged, they may require nothing any more.
            if parts.iter().all(|part| is_recognised(&self.view(part))) {
                self.findings.append(found);
                parts.push(free.node.clone());
                return (parts, false);
            }
        }
        (
            vec![self.merged_object(schema, &cloned_views(group), Fit::OrJson)],
            true,
        )
    }

    fn described_objects(&mut self, schema: &Node, group: &[&Alternative]) -> Vec<Node> {
        if let [only] = group {
            return vec![only.node.clone()];
        }
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
        let views = cloned_views(group);
        let references = group
            .iter()
            .map(|alternative| alternative.node.get_str("$ref").and_then(schema_name));
        let names: Option<Vec<String>> = references.collect();
        match names {
            Some(names) => vec![self.merged_component(schema, names, &views)],
            None => vec![self.merged_object(schema, &views, Fit::Always)],
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

fn views<'a>(group: &[&'a Alternative]) -> Vec<&'a Node> {
    group.iter().map(|alternative| &alternative.view).collect()
}

fn cloned_views(group: &[&Alternative]) -> Vec<Node> {
    group.iter().map(|alternative| alternative.view.clone()).collect()
}

/// Whether a schema takes null only, which `nullable` says of the whole.
pub(super) fn is_null(view: &Node) -> bool {
    view.get_str("type") == Some("null") || matches!(view.items("enum"), [value] if value.is_null())
}

/// The JSON kind of a schema.
pub(super) fn kind(view: &Node) -> &str {
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
pub(super) fn family(view: &Node) -> &str {
    match kind(view) {
        "integer" => "number",
        other => other,
    }
}
