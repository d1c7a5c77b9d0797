//! `oneOf` and `anyOf`: a union of distinguishable alternatives, or one type that holds them all.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::has_choice;
use super::descriptions::add_descriptions;
use super::inheritance::FALLBACK;
use super::merge::{Fit, is_file, string_of_all};
use super::parts::component_of;
use super::single_part::lift_only_part;
use super::{Combiner, MAX_RECURSION, properties, with_annotations};
use crate::discriminator::ONLY;
use crate::node::{Kind, Node};
use crate::reference::schema_name;
use crate::structure::{FILE_OR_TEXT, structure};

/// The key of a union whose value may match none of its alternatives, as one of them was an object
/// without documented properties.
pub(crate) const OPEN: &str = "open";

/// An alternative: as written in the page, and its expanded view.
#[derive(Debug, Clone)]
pub(super) struct Alternative {
    pub(super) node: Node,
    pub(super) view: Node,
    /// The discriminator by which a flattened union distinguishes it.
    pub(super) inner_tag: Option<(String, Vec<String>)>,
}

/// The alternatives of one union.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) all: Vec<Alternative>,
    /// The index of each alternative, by its structure.
    indices: BTreeMap<String, usize>,
    /// The index of the first alternative of each structure, expanded.
    expanded: BTreeMap<String, usize>,
    nullable: bool,
    /// The unions that were already flattened, as they may contain each other.
    flattened: BTreeSet<String>,
    /// The components among the alternatives.
    components: Vec<String>,
    /// Whether a union that contains this one stays a reference, since expanding it would never
    /// end.
    endless: bool,
    /// The structure of the union.
    itself: String,
    /// The number of choices of which what is beside them contradicts all alternatives.
    excluded: usize,
    /// Whether the page distinguishes the alternatives by their components, which are therefore not
    /// flattened.
    is_tagged: bool,
}

impl Collected {
    /// Adds an alternative. A component, and the same schema inline, are one alternative.
    fn add(&mut self, node: Node, view: Node) {
        let next = self.all.len();
        let alike = *self.expanded.entry(structure(&view)).or_insert(next);
        let is_same = self.all.get(alike).is_some_and(|known| {
            let (one, other) = (component_of(&known.node), component_of(&node));
            one == other || one.is_none() || other.is_none()
        });
        let index = *self
            .indices
            .entry(structure(&node))
            .or_insert(if is_same { alike } else { next });
        match self.all.get_mut(index) {
            Some(known) => {
                if node.get("$ref").is_some() && known.node.get("$ref").is_none() {
                    let inline = std::mem::replace(&mut known.node, node.clone());
                    add_descriptions(&mut known.node, &inline);
                    keep_common(&mut known.node, &inline);
                }
                add_descriptions(&mut known.node, &node);
                add_descriptions(&mut known.view, &view);
                keep_common(&mut known.node, &node);
                keep_common(&mut known.view, &view);
            }
            None => self.all.push(Alternative {
                node,
                view,
                inner_tag: None,
            }),
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
            return; // already settled
        }
        if self.only_require(schema) {
            self.report_partly_required(schema);
            return;
        }
        if !self.can_compose() && !properties(schema).is_empty() {
            return self.merge_beside(schema);
        }
        let mut collected = self.collected(schema);
        if collected.endless && collected.all.len() > 1 && self.nesting < MAX_RECURSION {
            return self.named_composition(schema, None);
        }
        let discriminator = schema.remove("discriminator");
        let all = std::mem::take(&mut collected.all);
        self.flattening.extend(collected.components);
        if all.is_empty() && collected.excluded > 0 {
            self.report_excluded(schema);
        }
        self.report_left_over(schema, &all);
        self.retract_items_of_all(schema, &all);
        let mut site = with_annotations(Node::object(schema.at, []), schema);
        if collected.nullable {
            site.insert("nullable", Node::new(schema.at, Kind::Bool(true)));
        }
        *schema = match all.len() {
            0 => {
                self.keep_documented(&mut site, schema);
                site
            }
            1 if collected.endless || has_choice(&all[0].view) || kind(&all[0].view) != "any" => {
                with_annotations(all[0].node.clone(), &site)
            }
            _ if collected.endless => {
                let message = "this choice leads back to itself through too many other choices; any JSON is accepted";
                let hint = "describe fewer choices within each other by an overlay";
                self.findings.lossy(schema.at, "endless", message, hint);
                self.keep_documented(&mut site, schema);
                site
            }
            _ => with_annotations(self.union(schema, all, discriminator.as_ref()), &site),
        };
    }

    /// Merges the alternatives of a schema, and the properties beside them, into one object.
    fn merge_beside(&mut self, schema: &mut Node) {
        let views = self.leaves(schema);
        let site = with_annotations(Node::object(schema.at, []), schema);
        *schema = if views.iter().all(|view| kind(view) == "object") {
            with_annotations(self.merged_object(schema, &views, Fit::Always), &site)
        } else {
            self.report_left_out(schema);
            self.findings.leave_out("composition", schema.clone());
            site
        };
    }

    /// Collects the alternatives of a schema.
    pub(super) fn collected(&mut self, schema: &Node) -> Collected {
        let mut collected = Collected {
            nullable: schema.is_true("nullable"),
            itself: structure(schema),
            is_tagged: schema.get("discriminator").is_some(),
            ..Collected::default()
        };
        let listed = self.distribute(schema);
        collected.excluded = usize::from(listed.is_empty());
        self.collect(listed, &mut collected);
        collected
    }

    /// Adds alternatives: nested ones flattened, equal ones once, null aside, and without those
    /// that lead back to the union itself.
    fn collect(&mut self, listed: Vec<Node>, collected: &mut Collected) {
        for mut node in listed {
            let view = self.view(&node);
            collected.nullable |= view.is_true("nullable") || node.is_true("nullable");
            node.remove("nullable"); // the union has it for all alternatives
            lift_only_part(&mut node);
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
            if self.stays_nested(&node, &view, collected) && !self.is_recursive(&node, &view, collected) {
                collected.add(node, view);
            } else if component.as_ref().is_some_and(|name| self.is_endless(name)) {
                collected.endless = true;
                collected.add(node, view);
            } else if collected.flattened.insert(structure(&node)) {
                collected.components.extend(component);
                self.visit_alternatives(&node, |combiner| {
                    let nested = combiner.distribute(&view);
                    collected.excluded += usize::from(nested.is_empty());
                    combiner.collect(nested, collected);
                });
            }
        }
    }

    /// Whether flattening a component here would never end.
    fn is_endless(&self, name: &String) -> bool {
        let may_recur = self.uses.recursive.contains(name) || !self.components.contains_key(name);
        may_recur && self.flattening.contains(name)
    }

    /// Whether a union that is an alternative of another stays a separate type, because it has a
    /// discriminator or the outer union distinguishes it as a whole.
    fn stays_nested(&mut self, node: &Node, view: &Node, collected: &Collected) -> bool {
        let is_known = collected.is_tagged && component_of(node).is_some();
        let can_stay = view.get("discriminator").is_some() || is_known;
        can_stay && self.leaves(node).iter().all(|leaf| kind(leaf) == "object")
    }

    fn is_recursive(&mut self, node: &Node, view: &Node, collected: &Collected) -> bool {
        structure(view) == collected.itself
            || has_choice(view)
                && self.visit_alternatives(node, |combiner| {
                    let nested = combiner.distribute(view);
                    nested.iter().any(|part| {
                        let view = combiner.view(part);
                        combiner.is_recursive(part, &view, collected)
                    })
                })
    }

    /// Builds a union of alternatives that are choices themselves, such as those with a condition,
    /// if a property has different values in each of them.
    fn tagged_as_listed(&mut self, schema: &Node, discriminator: Option<&Node>) -> Option<Node> {
        let mut all = Vec::new();
        for mut node in self.distribute(schema) {
            let view = self.view(&node);
            node.remove("nullable"); // the union has it for all alternatives
            if !is_null(&view) {
                all.push(Alternative {
                    node,
                    view,
                    inner_tag: None,
                });
            }
        }
        if !all.iter().any(|one| has_choice(&one.view)) {
            return None; // the same as flattened
        }
        self.tagged(schema, &all, discriminator)
    }

    fn union(&mut self, schema: &Node, all: Vec<Alternative>, discriminator: Option<&Node>) -> Node {
        let is_any = |alternative: &Alternative| !has_choice(&alternative.view) && kind(&alternative.view) == "any";
        if let Some(any) = all.iter().find(|alternative| is_any(alternative)) {
            self.report_any(any.node.at);
            let mut any = Node::object(schema.at, []);
            let is_of_files = |view: &Node| is_file(view) || view.get("items").is_some_and(is_file);
            if all.iter().any(|alternative| is_of_files(&alternative.view)) {
                any.insert(FILE_OR_TEXT, Node::new(schema.at, Kind::Bool(true)));
            }
            self.keep_documented(&mut any, schema);
            return any;
        }
        let mut is_open = false;
        if let Some(union) = self.tagged(schema, &all, discriminator) {
            return union;
        }
        if let Some(union) = self.tagged_as_listed(schema, discriminator) {
            return union;
        }
        if let Some(union) = self.tagged_with_bases(schema, &all, discriminator) {
            return union;
        }
        if let Some(base) = discriminator.and_then(|node| node.get_str(FALLBACK)) {
            return self.indistinct_children(schema, &all, base);
        }
        // The discriminator does not name the alternatives of an alternative.
        let discriminator = discriminator.filter(|_| all.iter().all(|one| !has_choice(&one.view)));
        let all = self.separate(all);
        let mut parts = Vec::new();
        for type_name in ["object", "array", "string", "boolean", "number"] {
            let group: Vec<&Alternative> = all.iter().filter(|one| family_of(one) == type_name).collect();
            match (type_name, group.as_slice()) {
                (_, []) => {}
                (_, [only]) => parts.push(only.node.clone()),
                ("object", group) => {
                    let (objects, has_free) = self.objects(schema, group, discriminator);
                    parts.extend(objects);
                    is_open |= has_free;
                }
                ("array", group) => {
                    let array = self.array_of_all(schema, &views(group));
                    parts.push(self.keep_merged(array, &views(group)));
                }
                ("string", group) => {
                    let string = string_of_all(schema, &views(group));
                    parts.push(self.keep_merged(string, &views(group)));
                }
                ("number", group) => parts.extend(self.numbers_of_all(schema, &views(group))),
                (_, group) => parts.push(self.boolean_of(schema, &views(group))),
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

    /// Merges the components that extend a base whose discriminator does not distinguish them into
    /// one object, with what the base requires.
    fn indistinct_children(&mut self, schema: &Node, all: &[Alternative], base: &str) -> Node {
        let views: Vec<Node> = all
            .iter()
            .flat_map(|alternative| self.leaves(&alternative.node))
            // The base is an object.
            .filter(|view| !matches!(kind(view), "array" | "string" | "boolean" | "integer" | "number"))
            .collect();
        let is_merged = !views.is_empty() && views.iter().all(|view| kind(view) == "object");
        let message = if is_merged {
            "the discriminator does not distinguish the components that extend this base; one object with the properties of all is generated"
        } else {
            "the discriminator does not distinguish the components that extend this base; only the properties of the base are read"
        };
        let hint =
            "give each of them values of its own by an overlay, the same in `mapping` and in the enum of the property";
        self.findings.lossy(schema.at, "untold-children", message, hint);
        if !is_merged {
            return self.components.get(base).cloned().unwrap_or_default();
        }
        let findings = std::mem::take(self.findings);
        let object = self.merged_object(schema, &views, Fit::Always);
        *self.findings = findings; // the merge is already reported above
        object
    }
}

/// Removes the annotations of a schema that an equal one does not have.
fn keep_common(schema: &mut Node, other: &Node) {
    for key in ["default", "deprecated"] {
        if schema.get(key) != other.get(key) {
            schema.remove(key);
        }
    }
}

/// The type of an alternative. A union that is one is of objects.
fn family_of(alternative: &Alternative) -> &str {
    if has_choice(&alternative.view) {
        return "object";
    }
    family(&alternative.view)
}

fn views<'a>(group: &[&'a Alternative]) -> Vec<&'a Node> {
    group.iter().map(|alternative| &alternative.view).collect()
}

/// Whether a schema accepts only null, which `nullable` of the whole covers.
pub(super) fn is_null(view: &Node) -> bool {
    let is_only_null = |key: &str| matches!(view.items(key), [value] if value.is_null());
    view.get_str("type") == Some("null") || is_only_null("enum") || is_only_null(ONLY)
}

/// The JSON type of a schema.
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

/// The type as far as JSON itself distinguishes it; an integer is a number.
pub(super) fn family(view: &Node) -> &str {
    match kind(view) {
        "integer" => "number",
        other => other,
    }
}
