//! Unions with a discriminator whose property may have the same values in several alternatives, as
//! when all refer to one enum.
//!
//! The mapping names the alternative of a value, but an object with this value may also be one of
//! another alternative. So the union selects an alternative only for objects that it holds
//! completely: without the properties that only the other alternatives describe.

use super::choice::has_choice;
use super::inheritance::FALLBACK;
use super::parts::component_of;
use super::tags::{Values, discriminator_of, distinct, mapped, settled, spelled_alike, tagged_union, values_of};
use super::union::{Alternative, kind};
use super::{Combiner, by_property, properties};
use crate::discriminator::SHARED;
use crate::node::{Kind, Node};
use crate::structure::structure;

impl Combiner<'_> {
    /// Builds a union that a discriminator with shared values distinguishes. `None` if it does not
    /// name each alternative, or if one of them would lose part of what another describes in the
    /// same property.
    pub(super) fn by_shared_tag(
        &mut self,
        schema: &Node,
        group: &[&Alternative],
        discriminator: Option<&Node>,
    ) -> Option<Node> {
        let discriminator = discriminator.filter(|node| node.get(FALLBACK).is_none())?;
        let name = discriminator.get_str("propertyName")?;
        let views: Vec<Node> = group.iter().map(|one| one.view.clone()).collect();
        let described = by_property(&views);
        let mut others = described.iter().filter(|(other, _)| *other != name);
        if views.iter().any(has_choice) || !others.all(|(_, schemas)| self.can_read_any(schemas)) {
            return None;
        }
        let values = match settled(discriminator) {
            Some(settled) => settled,
            None => self.shared_values(group, discriminator, name)?,
        };
        if values.len() != group.len() || values.iter().any(Vec::is_empty) || !distinct(&values) {
            return None;
        }
        let nodes = group.iter().map(|one| one.node.clone()).collect();
        let mut tag = discriminator_of(schema, name.to_owned(), values);
        tag.insert(SHARED, Node::new(schema.at, Kind::Bool(true)));
        Some(tagged_union(schema, nodes, tag))
    }

    /// Whether none of several schemas loses part of a value of another: they are the same, or
    /// reading a value of another fails.
    fn can_read_any(&mut self, schemas: &[Node]) -> bool {
        let mut structures = schemas.iter().map(structure);
        let first = structures.next();
        let is_whole = |kind: &str| !matches!(kind, "object" | "array");
        structures.all(|other| Some(other) == first)
            || schemas.iter().all(|schema| {
                let view = self.view(schema);
                !has_choice(&view) && is_whole(kind(&view))
            })
    }

    /// Returns the values that name each alternative: those of the mapping, or the listed one that
    /// is spelled like its component.
    fn shared_values(&mut self, group: &[&Alternative], discriminator: &Node, name: &str) -> Option<Values> {
        let mut values = Values::new();
        for alternative in group {
            let property = self.tag_view(&properties(&alternative.view).remove(name)?);
            let listed: Vec<String> = values_of(&property)
                .iter()
                .filter_map(Node::as_str)
                .map(str::to_owned)
                .collect();
            if kind(&property) != "string" {
                return None;
            }
            let component = component_of(&alternative.node)?;
            let mut own = mapped(discriminator, Some(&component));
            if own.is_empty() {
                own.push(spelled_alike(&listed, &self.documented_name(&component))?);
            }
            if !listed.is_empty() && !own.iter().any(|value| listed.contains(value)) {
                return None; // the mapping contradicts the enum
            }
            values.push(own);
        }
        Some(values)
    }
}
