//! Unions with a discriminator: the property of an object whose value identifies the alternative.

use std::collections::BTreeSet;

use super::choice::has_choice;
use super::inheritance::FALLBACK;
use super::merge::string_of_all;
use super::parts::component_of;
use super::union::{Alternative, is_null, kind};
use super::{Combiner, properties};
use crate::discriminator::{ONLY, SHARED, TagType};
use crate::node::{Kind, Node};
use crate::reference::{mapped_name, schema_ref};

/// The key, in a discriminator, of the base that declares it, where the base is no alternative.
pub(super) const OF_BASE: &str = "base";

/// The number of choices of one schema in each other to follow.
const MAX_CHOICES: usize = 8;

/// The values of one discriminator, for each alternative in order. An alternative without values
/// matches all other values.
pub(super) type Values = Vec<Vec<String>>;

impl Combiner<'_> {
    /// Builds a union that the value of one property distinguishes: the page's discriminator, or a
    /// property with different values in each alternative.
    pub(super) fn tagged(&mut self, schema: &Node, all: &[Alternative], discriminator: Option<&Node>) -> Option<Node> {
        let leaves: Vec<Vec<Node>> = all.iter().map(|alternative| self.leaves(&alternative.node)).collect();
        // An object without documented properties has no discriminator.
        let is_described = |leaf: &Node| !properties(leaf).is_empty();
        if all.len() < 2
            || !leaves
                .iter()
                .all(|leaves| !leaves.is_empty() && leaves.iter().all(is_described))
        {
            return None;
        }
        let documented = discriminator.and_then(|node| {
            let name = node.get_str("propertyName")?;
            let values = self.by_discriminator(all, &leaves, node)?;
            let mut tags = leaves.iter().zip(&values);
            tags.all(|(leaves, values)| leaves.iter().all(|leaf| self.can_hold(leaf, name, values)))
                .then(|| (name.to_owned(), values))
        });
        let is_inherited = discriminator.is_some_and(|node| node.get(FALLBACK).is_some());
        let (name, values) = match documented {
            Some(found) => found,
            None if is_inherited => return None,
            None => self.by_values(all, &leaves)?,
        };
        let tag_type = self.tag_type(&leaves, &name)?;
        if values.iter().all(|values| !values.is_empty()) {
            self.report_optional_tag(schema, &leaves, &name); // otherwise a base matches other values
        }
        let nodes = all.iter().map(|alternative| alternative.node.clone()).collect();
        let mut tag = discriminator_of(schema, name, values);
        if tag_type != TagType::Text {
            tag.insert("type", Node::string(schema.at, tag_type.name()));
        }
        Some(tagged_union(schema, nodes, tag))
    }

    /// Reports that a value may lack the property that distinguishes the alternatives of a union.
    fn report_optional_tag(&mut self, schema: &Node, leaves: &[Vec<Node>], name: &str) {
        let mut leaves = leaves.iter().flatten();
        let may_be_null = |leaf: &Node| {
            leaf.get("properties")
                .and_then(|all| all.get(name))
                .is_some_and(|tag| tag.is_true("nullable"))
        };
        let is_required = |leaf: &Node| leaf.strings("required").any(|required| required == name) && !may_be_null(leaf);
        if self.visiting.is_empty() && !leaves.all(is_required) {
            let message = format!(
                "`{name}` distinguishes these alternatives, and may be absent or null in some of them: such a value is read as `Unknown`, which keeps it as JSON"
            );
            let hint =
                format!("write `{name}` in `required` of each alternative by an overlay, if it always has a value");
            self.findings.note(schema.at, "open-union", message, hint);
        }
    }

    /// Returns the values of the page's discriminator: those in its mapping, otherwise those that
    /// the alternative itself lists, otherwise the name of its component, as OpenAPI defines.
    fn by_discriminator(&mut self, all: &[Alternative], leaves: &[Vec<Node>], discriminator: &Node) -> Option<Values> {
        if discriminator.is_true(SHARED) {
            return None;
        }
        if let Some(settled) = settled(discriminator) {
            return (settled.len() == all.len()).then_some(settled);
        }
        let name = discriminator.get_str("propertyName")?;
        let fallback = discriminator.get_str(FALLBACK);
        let components = all.iter().map(|alternative| component_of(&alternative.node));
        let claimed: BTreeSet<String> = components
            .flat_map(|name| mapped(discriminator, name.as_deref()))
            .collect();
        let of_base = self.listed_by_base(discriminator);
        let mut has_unlisted = false;
        let mut values = Values::new();
        for (alternative, leaves) in all.iter().zip(leaves) {
            let component = component_of(&alternative.node);
            let mapped = mapped(discriminator, component.as_deref());
            let mut listed = self.listed(alternative, leaves, name).unwrap_or_default();
            let is_inherited = of_base.as_ref().is_some_and(|all| listed.iter().eq(all));
            if is_inherited {
                listed.clear(); // the values of all components that extend the base
            }
            if fallback.is_some() && mapped.is_empty() {
                // A component in the mapping extends the base, whatever other alternative lists the
                // value.
                listed.retain(|value| !claimed.contains(value));
            }
            let is_fallback = component.is_some() && component.as_deref() == fallback;
            if listed.len() == 1 && !mapped.iter().all(|value| listed.contains(value)) {
                return None; // the mapping contradicts the type itself
            }
            let mut own = mapped;
            // A base may list the values of all components that extend it: those belong to the
            // components.
            own.extend(listed.into_iter().filter(|_| !is_fallback));
            if own.is_empty() && !is_fallback {
                let named = self.documented_name(&component?);
                let alike = of_base
                    .as_ref()
                    .filter(|_| is_inherited)
                    .map(|all| spelled_alike(all, &named));
                has_unlisted |= alike == Some(None);
                own.push(alike.flatten().unwrap_or(named));
            }
            dedupe(&mut own);
            values.push(own);
        }
        let is_claimed = |value: &String| values.iter().any(|own| own.contains(value));
        if has_unlisted && !of_base.iter().flatten().all(is_claimed) {
            return None; // a value of the base may be that of a component by another name
        }
        if fallback.is_some() && self.tag_type(leaves, name) == Some(TagType::Text) {
            self.add_names(all, leaves, name, &mut values);
        }
        let fallbacks = values.iter().filter(|values| values.is_empty()).count();
        let is_sound = fallbacks <= usize::from(fallback.is_some());
        (is_sound && distinct(&values)).then_some(values)
    }

    /// Returns the values that a base lists for all components that extend it, if it lists several.
    fn listed_by_base(&mut self, discriminator: &Node) -> Option<Vec<String>> {
        let base = discriminator.get_str(FALLBACK).or(discriminator.get_str(OF_BASE))?;
        let base = self.view(&Node::reference(discriminator.at, &schema_ref(base)));
        let listed = self.listed_in(&[base], discriminator.get_str("propertyName")?)?;
        (listed.len() > 1).then_some(listed)
    }

    /// Adds the names of components to the values that a mapping lists for them, as OpenAPI
    /// defines. Without a base, a value that no name matches is kept whole anyway; a base would
    /// match it and keep its own properties only.
    fn add_names(&mut self, all: &[Alternative], leaves: &[Vec<Node>], tag: &str, values: &mut Values) {
        for (index, (alternative, leaves)) in all.iter().zip(leaves).enumerate() {
            let name = component_of(&alternative.node).map(|name| self.documented_name(&name));
            let is_free = |name: &String| values.iter().all(|values| !values.contains(name));
            if let Some(name) = name.filter(is_free)
                && !values[index].is_empty()
                && self.listed(alternative, leaves, tag).is_none()
            {
                values[index].push(name);
            }
        }
    }

    /// Returns the type of a discriminator. `None` if it is not the same in all alternatives.
    fn tag_type(&mut self, leaves: &[Vec<Node>], name: &str) -> Option<TagType> {
        let mut types = BTreeSet::new();
        for leaf in leaves.iter().flatten() {
            let property = properties(leaf).remove(name).map(|property| self.tag_view(&property));
            types.insert(property.map_or(TagType::Text, |property| TagType::of_type(kind(&property))));
        }
        types.pop_first().filter(|_| types.is_empty())
    }

    /// Returns the expanded view of a discriminator: a choice of one schema is that schema, and one of
    /// several strings is a string.
    pub(super) fn tag_view(&mut self, property: &Node) -> Node {
        let mut view = self.view(property);
        for _ in 0..MAX_CHOICES {
            let listed = view.items("oneOf").iter().chain(view.items("anyOf"));
            let mut alternatives: Vec<Node> = listed.map(|alternative| self.view(alternative)).collect();
            alternatives.retain(|alternative| !is_null(alternative));
            let is_string = |one: &Node| !has_choice(one) && kind(one) == "string";
            match alternatives.as_slice() {
                [only] => view = only.clone(),
                [_, _, ..] if alternatives.iter().all(is_string) => {
                    return string_of_all(property, &alternatives.iter().collect::<Vec<_>>());
                }
                _ => return view,
            }
        }
        view
    }

    /// Finds a property with different values in each alternative.
    fn by_values(&mut self, all: &[Alternative], leaves: &[Vec<Node>]) -> Option<(String, Values)> {
        let names = properties(leaves.first()?.first()?).into_keys().map(String::from);
        let mut candidates: Vec<(String, Values)> = Vec::new();
        for name in names {
            let listed = all.iter().zip(leaves).map(|(alternative, leaves)| {
                if (alternative.inner_tag.is_some() || is_named_only(alternative)) && !self.is_closed(leaves, &name) {
                    return None; // it may have the values of the alternatives beside its union
                }
                let listed = self.listed(alternative, leaves, &name)?;
                // A property with several values distinguishes the alternative only if it is
                // required.
                let is_required = |leaf: &Node| leaf.strings("required").any(|required| required == name);
                (listed.len() == 1 || leaves.iter().all(is_required)).then_some(listed)
            });
            let values: Option<Values> = listed.collect();
            candidates.extend(values.filter(|values| distinct(values)).map(|values| (name, values)));
        }
        // A property with sentences, such as a description, may be worded otherwise.
        let is_sentence = |value: &String| value.contains(' ');
        candidates.into_iter().min_by_key(|(_, values)| {
            let has_several = values.iter().any(|values| values.len() > 1);
            (has_several, values.iter().flatten().any(is_sentence))
        })
    }

    /// Whether all objects list the values of a property.
    fn is_closed(&mut self, leaves: &[Node], name: &str) -> bool {
        leaves.iter().all(|leaf| {
            let property = properties(leaf).remove(name);
            property.is_some_and(|property| !values_of(&self.tag_view(&property)).is_empty())
        })
    }

    /// Returns the values that an alternative itself lists for a discriminator: by its enum, or as
    /// a union by its own discriminator.
    fn listed(&mut self, alternative: &Alternative, leaves: &[Node], name: &str) -> Option<Vec<String>> {
        if let Some((tag, values)) = &alternative.inner_tag
            && tag == name
        {
            return Some(values.clone()).filter(|values| !values.is_empty()); // a base matches any other value
        }
        let mut all = Vec::new();
        if let Some(discriminator) = alternative
            .view
            .get("discriminator")
            .filter(|node| node.get_str("propertyName") == Some(name))
        {
            let values = self.visit_alternatives(&alternative.node, |combiner| {
                let inner = combiner.collected(&alternative.view).all;
                combiner.inner_tags(&inner, Some(discriminator))
            });
            let values = values?.1;
            if values.iter().any(Vec::is_empty) {
                return None; // the base matches any other value
            }
            all.extend(values.into_iter().flatten());
        } else {
            all.extend(self.listed_in(leaves, name)?);
        }
        dedupe(&mut all);
        Some(all).filter(|all| !all.is_empty())
    }

    /// Returns the values that all objects list for a property.
    fn listed_in(&mut self, leaves: &[Node], name: &str) -> Option<Vec<String>> {
        let mut all = Vec::new();
        for leaf in leaves {
            let property = self.tag_view(leaf.get("properties")?.get(name)?);
            let tag_type = TagType::of_type(kind(&property));
            let listed = values_of(&property);
            let values: Vec<String> = listed.iter().filter_map(|value| tag_type.text(value)).collect();
            if values.is_empty() || values.len() != listed.len() {
                return None;
            }
            all.extend(values);
        }
        Some(all)
    }

    /// Returns the discriminator by which a union distinguishes its own alternatives, with its
    /// values.
    pub(super) fn inner_tags(&mut self, all: &[Alternative], discriminator: Option<&Node>) -> Option<(String, Values)> {
        let discriminator = discriminator?;
        let leaves: Vec<Vec<Node>> = all.iter().map(|alternative| self.leaves(&alternative.node)).collect();
        let values = self.by_discriminator(all, &leaves, discriminator)?;
        Some((discriminator.get_str("propertyName")?.to_owned(), values))
    }

    /// Whether a property of an object can hold these values; where it is not documented, it is an
    /// additional property.
    fn can_hold(&mut self, leaf: &Node, name: &str, tags: &[String]) -> bool {
        let Some(property) = properties(leaf).remove(name).map(|property| self.tag_view(&property)) else {
            return true;
        };
        let is_open = ["oneOf", "anyOf"].iter().all(|key| property.get(key).is_none());
        let tag_type = TagType::of_type(kind(&property));
        match (kind(&property), values_of(&property)) {
            ("string" | "integer" | "boolean", [only]) => {
                tags.is_empty() || tag_type.text(only).is_some_and(|only| tags.contains(&only))
            }
            // A boolean that is not limited has the values of the other alternatives too; a base
            // matches what is left.
            ("boolean", _) => tags.is_empty(),
            ("string" | "integer", _) => tags.iter().all(|tag| tag_type.reads(tag)),
            ("any", values) => is_open && values.is_empty(),
            _ => false,
        }
    }
}

/// Writes a union that a discriminator distinguishes.
pub(super) fn tagged_union(schema: &Node, alternatives: Vec<Node>, discriminator: Node) -> Node {
    let members = [
        ("oneOf", Node::new(schema.at, Kind::Array(alternatives))),
        ("discriminator", discriminator),
    ];
    Node::object(schema.at, members)
}

/// Writes a discriminator as later stages read it.
pub(super) fn discriminator_of(schema: &Node, name: String, values: Values) -> Node {
    let array = |items| Node::new(schema.at, Kind::Array(items));
    let string = |value| Node::string(schema.at, value);
    let lists = values
        .into_iter()
        .map(|values| array(values.into_iter().map(string).collect()));
    Node::object(
        schema.at,
        [("propertyName", string(name)), ("values", array(lists.collect()))],
    )
}

/// Whether an alternative is a union whose discriminator has no mapping: only the names of its
/// components are values of it.
fn is_named_only(alternative: &Alternative) -> bool {
    let discriminator = alternative.view.get("discriminator");
    discriminator.is_some_and(|node| node.get("mapping").is_none() && node.get("values").is_none())
}

/// The values of a discriminator that this stage has written before.
pub(super) fn settled(discriminator: &Node) -> Option<Values> {
    let lists = discriminator.get("values").and_then(Node::as_array)?;
    let texts = |list: &Node| {
        let values = list.as_array().unwrap_or_default().iter();
        values.filter_map(Node::as_str).map(str::to_owned).collect()
    };
    Some(lists.iter().map(texts).collect())
}

/// The value that is spelled like a name, be it in another case or with other signs between the
/// words.
pub(super) fn spelled_alike(values: &[String], name: &str) -> Option<String> {
    let letters = |text: &str| {
        text.to_lowercase()
            .replace(|letter: char| !letter.is_alphanumeric(), "")
    };
    let mut alike = values.iter().filter(|value| letters(value) == letters(name));
    let exact = values.iter().find(|value| *value == name);
    exact.or(alike.next().filter(|_| alike.next().is_none())).cloned()
}

/// The values that a property lists.
pub(super) fn values_of(property: &Node) -> &[Node] {
    if kind(property) == "boolean" {
        property.items(ONLY)
    } else {
        property.items("enum")
    }
}

/// The values that the mapping has for a component.
pub(super) fn mapped(discriminator: &Node, component: Option<&str>) -> Vec<String> {
    let is_target = |to: &Node| component.is_some() && to.as_str().map(mapped_name).as_deref() == component;
    let entries = discriminator.members("mapping").filter(|(_, to)| is_target(to));
    entries.map(|(value, _)| value.to_owned()).collect()
}

fn dedupe(values: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    values.retain(|value| seen.insert(value.clone()));
}

/// Whether no value belongs to two alternatives.
pub(super) fn distinct(values: &[Vec<String>]) -> bool {
    let all: Vec<&String> = values.iter().flatten().collect();
    all.iter().collect::<BTreeSet<_>>().len() == all.len()
}
