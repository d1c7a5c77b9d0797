//! Choices inside a conjunction: `oneOf` and `anyOf` beside other keywords, beside each other, and inside `allOf`.
//!
//! A value of such a schema is one of the alternatives and everything else that the schema says. So each alternative takes in what
//! stands beside it, and several choices become one choice of all their combinations.

use super::inheritance::whole;
use super::merge::Fit;
use super::union::{family, is_null, kind};
use super::{Combiner, MOST_LOOKED, properties, says_nothing};
use crate::node::{At, Kind, Node};
use crate::reference::schema_name;
use crate::structure::{WORD, structure};

/// Choices within choices are followed no deeper than this.
const DEEPEST: usize = 16;

/// More combinations than this are merged instead.
const MOST_COMBINATIONS: usize = 16;

/// The key of an alternative of which the page documents nothing but what stands beside the choice.
pub(super) const FREE: &str = "free";

/// The key of a schema whose `type` is not the page's: what is no object may be a value of it too.
pub(super) const IMPLIED: &str = "implied";

/// The alternatives of one `oneOf` or `anyOf`.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    at: At,
    pub(super) listed: Vec<Node>,
    pub(super) discriminator: Option<Node>,
}

impl Choice {
    /// Takes the choices out of a schema.
    pub(super) fn take(schema: &mut Node) -> Vec<Self> {
        let mut choices = Vec::new();
        for key in ["oneOf", "anyOf"] {
            let Some(Kind::Array(listed)) = schema.remove(key).map(|node| node.kind) else {
                continue;
            };
            if !listed.is_empty() {
                choices.push(Self {
                    at: schema.at,
                    listed,
                    discriminator: None,
                });
            }
        }
        if let Some(choice) = choices.first_mut() {
            choice.discriminator = schema.remove("discriminator");
        }
        choices
    }

    /// Puts the choice back into a schema.
    pub(super) fn put(self, schema: &mut Node) {
        schema.insert("oneOf", Node::new(self.at, Kind::Array(self.listed)));
        if let Some(discriminator) = self.discriminator {
            schema.insert("discriminator", discriminator);
        }
    }
}

impl Combiner<'_> {
    /// One choice in place of several; what is no choice any more is added to `parts`.
    pub(super) fn one_choice(
        &mut self,
        schema: &Node,
        mut choices: Vec<Choice>,
        parts: &mut Vec<Node>,
    ) -> Option<Choice> {
        let combinations = |choices: &[Choice]| choices.iter().map(|choice| choice.listed.len()).product::<usize>();
        while choices.len() > 1 && combinations(&choices) > MOST_COMBINATIONS {
            let largest = choices.iter().enumerate().max_by_key(|(_, choice)| choice.listed.len());
            let choice = choices.remove(largest.map_or(0, |(index, _)| index));
            let views: Vec<Node> = choice.listed.iter().flat_map(|node| self.leaves(node)).collect();
            if views.iter().all(|view| kind(view) == "object") {
                parts.push(self.merged_object(schema, &views, Fit::Always));
            } else {
                self.left_out(schema);
            }
        }
        let mut choices = choices.into_iter();
        let first = choices.next()?;
        Some(choices.fold(first, |all, next| self.combinations(all, next)))
    }

    /// Says that a choice is taken as any JSON, since it is too deep or too wide to be written out, and not all of it is objects.
    pub(super) fn left_out(&mut self, schema: &Node) {
        let message = "this choice is too large to be written out, and not all of its alternatives are objects; any JSON is taken for it";
        let hint = "describe fewer alternatives by an overlay, or make them components of their own";
        self.findings.lossy(schema.at, "merged-alternatives", message, hint);
    }

    /// Each alternative of one choice with each of another, but for those that no value can be.
    fn combinations(&mut self, one: Choice, other: Choice) -> Choice {
        let mut listed = Vec::new();
        let others: Vec<Node> = other.listed.iter().map(|node| self.view(node)).collect();
        for first in &one.listed {
            let view = self.view(first);
            let sound = other
                .listed
                .iter()
                .zip(&others)
                .filter(|(_, other)| !contradicts(&view, other));
            listed.extend(sound.map(|(second, _)| both(first, second)));
        }
        Choice {
            at: one.at,
            listed,
            discriminator: one.discriminator.or(other.discriminator),
        }
    }

    /// The alternatives of a schema with a choice, each with what stands beside the choice.
    pub(super) fn spread(&mut self, schema: &Node) -> Vec<Node> {
        let mut common = schema.clone();
        let choices = Choice::take(&mut common);
        for key in [
            "description",
            "title",
            "nullable",
            "example",
            "default",
            "deprecated",
            WORD,
        ] {
            common.remove(key);
        }
        if properties(&common).is_empty() {
            common.remove("properties");
        }
        let mut alternatives = Vec::new();
        let listed = choices.into_iter().flat_map(|choice| choice.listed);
        let listed: Vec<(Node, Node)> = listed.map(|node| (node.clone(), self.view(&node))).collect();
        let is_possible = |view: &Node| has_choice(view) || !is_null(view) && !contradicts(&common, view);
        let has_possible = listed.iter().any(|(_, view)| is_possible(view));
        for (alternative, view) in listed {
            if !self.adds_to(&common, (&alternative, &view)) {
                // What stands beside the choice may be left over from the editor where it leaves no alternative at all.
                if is_null(&view) || is_possible(&view) || !has_possible {
                    alternatives.push(alternative);
                }
            } else if !contradicts(&common, &view) {
                let is_object = matches!(kind(&view), "object" | "any") && view.items("enum").is_empty();
                let is_free = is_object && properties(&view).is_empty() && !has_choice(&view);
                let mut both = with_common(&common, alternative);
                if view.is_true("nullable") {
                    both.insert("nullable", Node::new(both.at, Kind::Bool(true)));
                }
                if is_free {
                    keep_all_members(&mut both, &view);
                }
                alternatives.push(both);
            }
        }
        alternatives
    }

    /// Whether a schema says more of a value than the alternative that it stands beside.
    fn adds_to(&mut self, common: &Node, (alternative, view): (&Node, &Node)) -> bool {
        if says_nothing(common) && common.get("required").is_none() || is_null(view) {
            return false;
        }
        let is_typed = common.get("properties").is_none() && !says_nothing(common) && kind(common) != "object";
        let mut leaves = self.leaves(alternative);
        leaves.retain(|leaf| matches!(kind(leaf), "object" | "any"));
        let requires = |leaf: &Node| {
            let mut required = common.strings("required");
            required.any(|name| leaf.strings("required").all(|own| own != name))
        };
        is_typed || leaves.iter().any(requires) || leaves.iter().any(|leaf| self.has_more(common, leaf, 0))
    }

    /// Whether an object has a property, or a property of one, that another lacks.
    fn has_more(&mut self, object: &Node, other: &Node, depth: usize) -> bool {
        let theirs = properties(other);
        properties(object).iter().any(|(name, mine)| match theirs.get(name) {
            None => true,
            Some(theirs) if depth == DEEPEST || structure(mine) == structure(theirs) => false,
            Some(theirs) => {
                let objects = |leaves: Vec<Node>| leaves.into_iter().filter(|leaf| kind(leaf) == "object");
                let others: Vec<Node> = objects(self.leaves(theirs)).collect();
                let mine: Vec<Node> = objects(self.leaves(mine)).collect();
                let mut pairs = mine
                    .iter()
                    .flat_map(|mine| others.iter().map(move |other| (mine, other)));
                pairs.any(|(mine, other)| self.has_more(mine, other, depth + 1))
            }
        })
    }

    /// What a schema may come to, without choices: itself, or the alternatives, and those of the alternatives.
    pub(super) fn leaves(&mut self, schema: &Node) -> Vec<Node> {
        let view = self.view(schema);
        if !has_choice(&view) {
            return vec![view];
        }
        self.inside(schema, |combiner| {
            let alternatives = combiner.spread(&view);
            alternatives.iter().flat_map(|node| combiner.leaves(node)).collect()
        })
    }

    /// Looks at the alternatives of a schema. A choice that is, by whatever way, one of its own alternatives adds none there.
    pub(super) fn inside<T: Default>(&mut self, schema: &Node, look: impl FnOnce(&mut Self) -> T) -> T {
        let itself = identity(schema);
        if self.looked > MOST_LOOKED || self.within.len() >= DEEPEST || self.within.contains(&itself) {
            return T::default();
        }
        self.within.push(itself);
        let found = look(self);
        self.within.pop();
        found
    }
}

/// What a schema is, whatever it takes in from around it: a component, or its structure.
fn identity(schema: &Node) -> String {
    match (schema.get_str("$ref"), schema.items("allOf").last()) {
        (Some(target), _) => target.to_owned(),
        (None, Some(last)) => identity(last),
        (None, None) => structure(schema),
    }
}

/// Whether a schema leaves a choice.
pub(super) fn has_choice(schema: &Node) -> bool {
    ["oneOf", "anyOf"].iter().any(|key| !schema.items(key).is_empty())
}

/// The component that an alternative is, by itself or with what stands beside the choice.
pub(super) fn component_of(alternative: &Node) -> Option<String> {
    let target = alternative.get_str("$ref").and_then(schema_name);
    target.or_else(|| component_of(alternative.items("allOf").last()?))
}

/// An alternative that takes in what stands beside the choice. It is called by its component, of which it is more now.
fn with_common(common: &Node, alternative: Node) -> Node {
    let at = alternative.at;
    let name = component_of(&alternative);
    let parts = vec![common.clone(), whole(alternative)];
    let mut both = Node::object(at, [("allOf", Node::new(at, Kind::Array(parts)))]);
    if let Some(name) = name {
        both.insert(WORD, Node::string(at, name));
    }
    both
}

/// An object of which nothing is documented but what stands beside the choice keeps all of its members.
fn keep_all_members(both: &mut Node, view: &Node) {
    let at = both.at;
    both.insert(FREE, Node::new(at, Kind::Bool(true)));
    if view.get("additionalProperties").is_none() {
        both.insert("additionalProperties", Node::object(at, []));
    }
    if both.get(WORD).is_none() {
        both.insert(WORD, Node::string(at, "other"));
    }
}

/// Both of two schemas; one alone where they are the same.
fn both(one: &Node, other: &Node) -> Node {
    if structure(one) == structure(other) {
        return one.clone();
    }
    let parts = vec![whole(one.clone()), whole(other.clone())];
    Node::object(one.at, [("allOf", Node::new(one.at, Kind::Array(parts)))])
}

/// Whether no value is both.
pub(super) fn contradicts(common: &Node, view: &Node) -> bool {
    let (values, others) = (common.items("enum"), view.items("enum"));
    let shares = values.is_empty() || others.is_empty() || values.iter().any(|value| others.contains(value));
    !shares || declares_type(common) && declares_type(view) && family(common) != family(view)
}

/// Whether the page says of what type the values of a schema are.
pub(super) fn declares_type(schema: &Node) -> bool {
    schema.get_str("type").is_some() && !schema.is_true(IMPLIED)
}
