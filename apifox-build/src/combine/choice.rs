//! Choices inside a conjunction: `oneOf` and `anyOf` beside other keywords, beside each other, and
//! inside `allOf`.
//!
//! A value of such a schema matches one of the alternatives and all other keywords of the schema.
//! So each alternative absorbs the keywords beside it, and several choices become one choice of all
//! their combinations.

use super::merge::Fit;
use super::parts::{whole, with_common};
use super::union::{family, is_null, kind};
use super::{Combiner, accepts_any, further_members, is_unrestricted, properties};
use crate::discriminator::ONLY;
use crate::node::{At, Kind, Node};
use crate::structure::{WORD, structure};

/// The depth to which nested choices are followed.
const MAX_DEPTH: usize = 16;

/// The number of combinations beyond which they are merged instead.
const MAX_COMBINATIONS: usize = 16;

/// The key of an alternative that documents nothing but the keywords beside the choice.
pub(super) const FREE: &str = "free";

/// The key of a schema whose `type` is inferred, so that other JSON may be a value of it too.
pub(super) const IMPLIED: &str = "implied";

/// Choices that are too large to expand, and not all of objects.
#[derive(Debug)]
pub(super) struct LeftOut;

/// The alternatives of one `oneOf` or `anyOf`.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    at: At,
    /// Its keyword, `oneOf` or `anyOf`.
    key: &'static str,
    pub(super) alternatives: Vec<Node>,
    pub(super) discriminator: Option<Node>,
}

impl Choice {
    /// Removes the choices from a schema and returns them.
    pub(super) fn take(schema: &mut Node) -> Vec<Self> {
        let mut choices = Vec::new();
        for key in ["oneOf", "anyOf"] {
            let Some(Kind::Array(alternatives)) = schema.remove(key).map(|node| node.kind) else {
                continue;
            };
            if !alternatives.is_empty() {
                choices.push(Self {
                    at: schema.at,
                    key,
                    alternatives,
                    discriminator: None,
                });
            }
        }
        if let Some(choice) = choices.first_mut() {
            choice.discriminator = schema.remove("discriminator");
        }
        choices
    }

    /// Sets the choice on a schema.
    pub(super) fn restore(self, schema: &mut Node) {
        schema.insert(self.key, Node::new(self.at, Kind::Array(self.alternatives)));
        if let Some(discriminator) = self.discriminator {
            schema.insert("discriminator", discriminator);
        }
    }
}

impl Combiner<'_> {
    /// Combines several choices into one; an alternative that is not a choice any more is added to
    /// `parts`. Fails if they become any JSON.
    pub(super) fn combine_choices(
        &mut self,
        schema: &Node,
        mut choices: Vec<Choice>,
        parts: &mut Vec<Node>,
    ) -> Result<Option<Choice>, LeftOut> {
        let combinations = |choices: &[Choice]| {
            let lengths = choices.iter().map(|choice| choice.alternatives.len());
            lengths.fold(1, usize::saturating_mul)
        };
        if combinations(&choices) > MAX_COMBINATIONS {
            self.retain_shared_types(&mut choices, parts);
        }
        self.join_optional(schema, &mut choices);
        while choices.len() > 1 && combinations(&choices) > MAX_COMBINATIONS {
            let largest = choices
                .iter()
                .enumerate()
                .max_by_key(|(_, choice)| choice.alternatives.len());
            let choice = choices.remove(largest.map_or(0, |(index, _)| index));
            let views: Vec<Node> = choice.alternatives.iter().flat_map(|node| self.leaves(node)).collect();
            if views.iter().any(|view| kind(view) != "object") {
                self.report_left_out(schema);
                return Err(LeftOut);
            }
            // Inline, since its members become those of the `allOf` it is a part of.
            parts.push(self.build_object(schema, &views, Fit::Always));
        }
        let mut choices = choices.into_iter();
        let Some(first) = choices.next() else { return Ok(None) };
        Ok(Some(choices.fold(first, |all, next| self.combinations(all, next))))
    }

    /// Combines each alternative of one choice with each of another, except for contradictions.
    fn combinations(&mut self, one: Choice, other: Choice) -> Choice {
        let mut alternatives = Vec::new();
        let others: Vec<Node> = other.alternatives.iter().map(|node| self.view(node)).collect();
        for first in &one.alternatives {
            let view = self.view(first);
            let sound = other
                .alternatives
                .iter()
                .zip(&others)
                .filter(|(_, other)| !contradicts(&view, other));
            alternatives.extend(sound.map(|(second, other)| {
                if applies_to_objects(&view, other) {
                    second.clone()
                } else if applies_to_objects(other, &view) {
                    first.clone()
                } else {
                    conjunction(first, second)
                }
            }));
        }
        Choice {
            at: one.at,
            key: one.key.min(other.key), // `anyOf` if one of them is
            alternatives,
            discriminator: one.discriminator.or(other.discriminator),
        }
    }

    /// Returns the alternatives of a schema with a choice, each with the keywords beside the
    /// choice.
    pub(super) fn distribute(&mut self, schema: &Node) -> Vec<Node> {
        let mut common = schema.clone();
        let choices = Choice::take(&mut common);
        for key in [
            "description", "title", "nullable", "example", "default", "deprecated", WORD,
        ] {
            common.remove(key);
        }
        if properties(&common).is_empty() {
            common.remove("properties");
        }
        let may_be_object = matches!(kind(&common), "object" | "any");
        let mut distributed = Vec::new();
        let alternatives = choices.into_iter().flat_map(|choice| choice.alternatives);
        let alternatives: Vec<(Node, Node)> = alternatives.map(|node| (node.clone(), self.view(&node))).collect();
        let is_possible = |view: &Node| has_choice(view) || !is_null(view) && !contradicts(&common, view);
        let has_possible = alternatives.iter().any(|(_, view)| is_possible(view));
        for (alternative, view) in alternatives {
            if !self.is_restricting(&common, (&alternative, &view)) {
                // Keywords beside the choice that leave no alternative at all may be left over from
                // the editor.
                if is_null(&view) || is_possible(&view) || !has_possible {
                    distributed.push(alternative);
                }
            } else if !contradicts(&common, &view) {
                let is_object = matches!(kind(&view), "object" | "any") && view.items("enum").is_empty();
                let is_free = may_be_object && is_object && properties(&view).is_empty() && !has_choice(&view);
                let mut conjunction = with_common(&common, alternative);
                if view.is_true("nullable") {
                    conjunction.insert("nullable", Node::new(conjunction.at, Kind::Bool(true)));
                }
                if is_free {
                    keep_all_members(&mut conjunction, &view);
                }
                distributed.push(conjunction);
            }
        }
        distributed
    }

    /// Whether a schema restricts a value further than the alternative beside it.
    fn is_restricting(&mut self, common: &Node, (alternative, view): (&Node, &Node)) -> bool {
        if is_unrestricted(common) && common.get("required").is_none() || is_null(view) {
            return false;
        }
        if declares_type(common) && kind(view) == "any" && !has_choice(view) {
            return true;
        }
        let is_typed = common.get("properties").is_none() && !is_unrestricted(common) && kind(common) != "object";
        let mut leaves = self.leaves(alternative);
        leaves.retain(|leaf| matches!(kind(leaf), "object" | "any"));
        let requires = |leaf: &Node| {
            let mut required = common.strings("required");
            required.any(|name| leaf.strings("required").all(|own| own != name))
        };
        is_typed || leaves.iter().any(requires) || leaves.iter().any(|leaf| self.has_more(common, leaf, 0))
    }

    /// Whether an object has a property, or a property of one, or typed additional properties, that
    /// another lacks.
    fn has_more(&mut self, object: &Node, other: &Node, depth: usize) -> bool {
        let theirs = properties(other);
        let has_more_beside = match (further_members(object), further_members(other)) {
            (Some(mine), Some(theirs)) => self.describes_more(mine, theirs, depth),
            (mine, _) => mine.is_some(),
        };
        has_more_beside
            || properties(object).iter().any(|(name, mine)| match theirs.get(name) {
                None => true,
                Some(theirs) => self.describes_more(mine, theirs, depth),
            })
    }

    /// Whether a value of the first schema has a type, or members, that the second does not describe.
    fn describes_more(&mut self, mine: &Node, theirs: &Node, depth: usize) -> bool {
        if depth == MAX_DEPTH || structure(mine) == structure(theirs) {
            return false;
        }
        let (mine, others) = (self.leaves(mine), self.leaves(theirs));
        let mut pairs = mine
            .iter()
            .flat_map(|mine| others.iter().map(move |other| (mine, other)));
        pairs.any(|(mine, other)| match (kind(mine), kind(other)) {
            ("object", "object") => self.has_more(mine, other, depth + 1),
            ("array", "array") => match (mine.get("items"), other.get("items")) {
                (Some(mine), Some(other)) => self.describes_more(mine, other, depth + 1),
                (mine, _) => mine.is_some_and(|mine| !accepts_any(mine)),
            },
            ("any", _) => false,
            (_, "any") | ("integer", "number") => true,
            _ => !mine.items("enum").is_empty() && other.items("enum").is_empty(),
        })
    }

    /// Returns a schema without choices: itself, or its alternatives, expanded recursively.
    pub(super) fn leaves(&mut self, schema: &Node) -> Vec<Node> {
        let view = self.view(schema);
        if !has_choice(&view) {
            return vec![view];
        }
        self.visit_alternatives(schema, |combiner| {
            let alternatives = combiner.distribute(&view);
            alternatives.iter().flat_map(|node| combiner.leaves(node)).collect()
        })
    }

    /// Visits the alternatives of a schema. A choice that is directly or indirectly its own
    /// alternative adds none there.
    pub(super) fn visit_alternatives<T: Default>(&mut self, schema: &Node, visit: impl FnOnce(&mut Self) -> T) -> T {
        let itself = identity(schema);
        if self.is_too_large() || self.visiting.len() >= MAX_DEPTH || self.visiting.contains(&itself) {
            return T::default();
        }
        self.visiting.push(itself);
        let found = visit(self);
        self.visiting.pop();
        found
    }
}

/// Identifies a schema, whatever it absorbs from around it: by its component, or its structure.
fn identity(schema: &Node) -> String {
    match (schema.get_str("$ref"), schema.items("allOf").last()) {
        (Some(target), _) => target.to_owned(),
        (None, Some(last)) => identity(last),
        (None, None) => structure(schema),
    }
}

/// The number of alternatives in a schema and in the parts of its `allOf`.
pub(super) fn number_of_alternatives(schema: &Node) -> usize {
    let parts = schema.items("allOf").iter().chain([schema]);
    parts
        .map(|part| part.items("oneOf").len() + part.items("anyOf").len())
        .sum()
}

/// Whether a schema has a choice.
pub(super) fn has_choice(schema: &Node) -> bool {
    ["oneOf", "anyOf"].iter().any(|key| !schema.items(key).is_empty())
}

/// Keeps all members of an object that documents nothing but the keywords beside the choice.
fn keep_all_members(conjunction: &mut Node, view: &Node) {
    let at = conjunction.at;
    conjunction.insert(FREE, Node::new(at, Kind::Bool(true)));
    if view.get("additionalProperties").is_none() {
        conjunction.insert("additionalProperties", Node::object(at, []));
    }
    if conjunction.get(WORD).is_none() {
        conjunction.insert(WORD, Node::string(at, "other"));
    }
}

/// Whether a schema only describes objects, without a type of its own, and another one is of a type
/// to which that does not apply.
fn applies_to_objects(schema: &Node, other: &Node) -> bool {
    let is_other = declares_type(other) && !matches!(kind(other), "object" | "any");
    is_other && !declares_type(schema) && kind(schema) == "object"
}

/// Combines two schemas by `allOf`; equal ones stay one.
fn conjunction(one: &Node, other: &Node) -> Node {
    if structure(one) == structure(other) {
        return one.clone();
    }
    let parts = vec![whole(one.clone()), whole(other.clone())];
    Node::object(one.at, [("allOf", Node::new(one.at, Kind::Array(parts)))])
}

/// Whether no value matches both.
pub(super) fn contradicts(common: &Node, view: &Node) -> bool {
    lists_other_values(common, view)
        || declares_type(common) && declares_type(view) && family(common) != family(view)
        || requires_other_values(common, view)
}

/// Whether both list their values, and none is in both.
fn lists_other_values(one: &Node, other: &Node) -> bool {
    ["enum", ONLY].iter().any(|key| {
        let (values, others) = (one.items(key), other.items(key));
        !values.is_empty() && !others.is_empty() && values.iter().all(|value| !others.contains(value))
    })
}

/// Whether a property that one of them requires has other values in the other, as discriminators
/// have.
fn requires_other_values(one: &Node, other: &Node) -> bool {
    let theirs = other.get("properties");
    one.members("properties").any(|(name, mine)| {
        let is_excluded = |theirs: &Node| {
            lists_other_values(mine, theirs) && !(mine.is_true("nullable") && theirs.is_true("nullable"))
        };
        let mut required = one.strings("required").chain(other.strings("required"));
        theirs.and_then(|theirs| theirs.get(name)).is_some_and(is_excluded) && required.any(|required| required == name)
    })
}

/// Whether the page declares the type of a schema's values.
pub(super) fn declares_type(schema: &Node) -> bool {
    schema.get_str("type").is_some() && !schema.is_true(IMPLIED)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::Config;

    #[test]
    fn alternatives_that_are_choices_add_up() {
        let mut page = "openapi: 3.0.1\ninfo: {title: '', version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
                        {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Root'}}}}\n\
                        components:\n  schemas:\n    Root:\n      discriminator: {propertyName: kind}\n      oneOf:\n"
            .to_owned();
        for number in 0..60 {
            let _ = writeln!(page, "        - {{$ref: '#/components/schemas/Kind{number}'}}");
        }
        for number in 0..60 {
            let _ = writeln!(
                page,
                "    Kind{number}: {{allOf: [{{type: object, required: [kind], properties: {{kind: {{type: string, enum: [Kind{number}]}}}}}}, \
                 {{oneOf: [{{type: object, required: [a], properties: {{a: {{type: string}}}}}}, \
                 {{type: object, required: [b], properties: {{b: {{type: integer}}}}}}]}}]}}"
            );
        }
        let report = Config::new().page_text("page.yaml", page).generate();
        assert_eq!(report.findings().len(), 0, "{:#?}", report.findings());
        assert!(report.code().unwrap().contains("pub enum Root {"));
    }

    #[test]
    fn any_number_of_choices_is_combined() {
        let mut page = "openapi: 3.0.1\ninfo: {title: '', version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          \
                        description: OK\n          content:\n            application/json:\n              schema:\n                \
                        type: object\n                allOf:\n"
            .to_owned();
        for number in 0..64 {
            let _ = writeln!(
                page,
                "                - anyOf: [{{properties: {{x{number}: {{type: string}}}}, required: [x{number}]}}, {{}}]"
            );
        }
        let report = Config::new().page_text("page.yaml", page).generate();
        let code = report.code().unwrap();
        assert!(code.contains("pub x0: ") && code.contains("pub x63: "), "{code}");
    }
}
