//! The names of all types: published ones first, then the rest.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::aliases::point_at_names;
use super::ascii::ascii_words;
use super::hoist::{Context, Hoister};
use super::lock::{Lock, plain};
use super::types::{Owner, Site, first_free};
use super::words::{pascal, words};
use crate::finding::Findings;
use crate::grammar::Shape;
use crate::node::{At, Kind, Map, Node};
use crate::structure::WORD;

/// The weights of the places of a type: any number of numbered alternatives is less than a component.
const PLACE: u64 = 2 * COMPONENT;
const COMPONENT: u64 = 1 << 32;
const NUMBERED: u64 = 1;

/// The names of the types of a document.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Types with a single value that are used by required properties.
    pub(crate) constants: BTreeSet<String>,
    /// The places where types are used, with the type's name.
    pub(crate) sites: Vec<(String, String)>,
}

impl Hoister<'_> {
    /// Names every entry and puts it under `components`.
    pub(super) fn finish(self, root: &mut Node, lock: &Lock, context: &mut Context<'_>) -> Names {
        let mut names = self.names(lock);
        self.note_spelled(&names, lock, context.findings);
        let harvest = &mut *context.harvest;
        for (inline, component) in &self.folded {
            if let Some(name) = names.get(component).cloned() {
                names.insert(*inline, name);
            }
        }
        let sites = self.all_sites(&names);
        let mut schemas = Vec::new();
        let mut constants = BTreeSet::new();
        for (index, mut entry) in self
            .entries
            .into_iter()
            .enumerate()
            .filter(|(_, entry)| !entry.node.is_null())
        {
            let name = &names[&index];
            point_at_names(&mut entry.node, Shape::Schema, &names);
            entry.node.remove("title");
            entry.node.remove(WORD);
            if entry.constant {
                constants.insert(name.clone());
            }
            if let Some(notes) = entry.origins.iter().find_map(|at| harvest.enum_notes.get(at)).cloned() {
                harvest.enum_notes.insert(entry.node.at, notes);
            }
            schemas.push((name.as_str(), entry.node));
        }
        point_at_names(root, Shape::Document, &names);
        if let Some(components) = root.get_mut("components") {
            let schemas: Map = schemas.into_iter().collect();
            components.insert("schemas", Node::new(At::default(), Kind::Object(schemas)));
        }
        Names { constants, sites }
    }

    /// Returns a name for every entry that becomes a type.
    fn names(&self, lock: &Lock) -> BTreeMap<usize, String> {
        let mut order: Vec<usize> = (0..self.entries.len())
            .filter(|index| !self.entries[*index].node.is_null())
            .collect();
        // Names given by a maintainer are assigned first, then those of components.
        order.sort_by_cached_key(|index| {
            let entry = &self.entries[*index];
            let inline = entry.component.is_none().then(|| {
                let shortest = entry.hints.iter().map(|hint| hint.path.len()).min();
                (shortest, entry.hints.first())
            });
            (
                self.given_name(&entry.node).is_none(),
                inline,
                entry.is_respelled(),
                *index,
            )
        });
        let mut names = BTreeMap::new();
        self.locked_names(&order, lock, &mut names);
        let mut used_names: BTreeSet<String> = lock.type_names().into_iter().map(str::to_owned).collect();
        let (first, rest): (Vec<usize>, Vec<usize>) = order.iter().partition(|index| {
            let entry = &self.entries[**index];
            entry.component.is_some() || self.given_name(&entry.node).is_some()
        });
        self.new_names(&first, &mut used_names, &mut names);
        // A component that is not a type itself, such as a form, has no published name, but the
        // types inside it have.
        self.locked_names(&rest, lock, &mut names);
        self.new_names(&rest, &mut used_names, &mut names);
        names
    }

    /// Reports types that are named by a transliteration.
    fn note_spelled(&self, names: &BTreeMap<usize, String>, lock: &Lock, findings: &mut Findings) {
        let published = lock.type_names();
        for (index, name) in names.iter().filter(|(_, name)| !published.contains(name.as_str())) {
            let entry = &self.entries[*index];
            let leaf = entry.hints.first().map_or("", |hint| hint.leaf());
            let texts = [entry.component.as_deref().unwrap_or_default(), leaf];
            let is_transliterated =
                |text: &&&str| !text.is_ascii() && words(text).is_empty() && name.contains(&pascal(&ascii_words(text)));
            if let Some(text) = texts.iter().find(is_transliterated).filter(|_| !entry.node.is_null()) {
                let message = format!("the type of `{text}` is called `{name}` in Rust");
                let hint = "for another name, give the schema another `title` by an overlay";
                findings.note(entry.node.at, "ascii-name", message, hint);
            }
        }
    }

    /// Assigns the best free name to each entry that has none.
    fn new_names(&self, order: &[usize], used_names: &mut BTreeSet<String>, names: &mut BTreeMap<usize, String>) {
        for index in order {
            let entry = &self.entries[*index];
            names
                .entry(*index)
                .or_insert_with(|| first_free(entry.candidates(self.given_name(&entry.node)), used_names));
        }
    }

    /// Assigns the published names: a type keeps its name while it is used in any of its published
    /// places. A place outweighs a component's own key two to one, since components are renamed
    /// more easily than APIs are changed. An alternative known by its number only is moved more
    /// easily than either, so its place counts only where nothing else does.
    fn locked_names(&self, order: &[usize], lock: &Lock, names: &mut BTreeMap<usize, String>) {
        let mut used: BTreeSet<String> = names.values().cloned().collect();
        let mut by_range = false;
        loop {
            let mut claims = Vec::new();
            for index in order.iter().filter(|index| !names.contains_key(index)) {
                let mut votes: BTreeMap<&str, u64> = BTreeMap::new();
                for (site, weight) in self.sites(*index, names) {
                    let published = if by_range {
                        lock.types_in_range(&site)
                    } else {
                        lock.type_at(&site).into_iter().collect()
                    };
                    for name in published.into_iter().filter(|name| !used.contains(*name)) {
                        *votes.entry(name).or_default() += weight;
                    }
                }
                claims.extend(votes.into_iter().map(|(name, votes)| (Reverse(votes), name, *index)));
            }
            if claims.is_empty() && by_range {
                return;
            }
            // Places that are the same come first, all of them; then `2XX` for `200`, and the other
            // way round.
            by_range = claims.is_empty();
            claims.sort_unstable();
            for (_, name, index) in claims {
                if !names.contains_key(&index) && used.insert(name.to_owned()) {
                    names.insert(index, name.to_owned());
                }
            }
        }
    }

    /// The places where an entry is used, except those in types without a name, with their weights.
    fn sites(&self, index: usize, names: &BTreeMap<usize, String>) -> Vec<(String, u64)> {
        let entry = &self.entries[index];
        let own = entry
            .component
            .iter()
            .map(|key| (plain(&format!("component {key}")), COMPONENT));
        let used = entry.hints.iter().flat_map(|hint| {
            let sites = [self.site(&hint.site, names), self.site_in_type(&hint.site, names)];
            let weight = if hint.site.is_numbered() { NUMBERED } else { PLACE };
            sites.into_iter().flatten().map(move |site| (site, weight))
        });
        own.chain(used).collect()
    }

    fn site(&self, site: &Site, names: &BTreeMap<usize, String>) -> Option<String> {
        let owner = match &site.owner {
            Owner::Operation(part) => part.to_string(),
            Owner::Component(index) => match (names.get(index), &self.entries[*index]) {
                (Some(name), _) => name.clone(),
                // It is not a type itself, but is expanded where it is used.
                (None, entry) if entry.node.is_null() => format!("component {}", entry.component.as_deref()?),
                (None, _) => return None,
            },
        };
        Some(plain(&format!("{owner}{}", site.steps)))
    }

    /// Names a place inside a request or response by the type of that, so that it stays the same
    /// when the vendor makes the type a component, or no longer does.
    fn site_in_type(&self, site: &Site, names: &BTreeMap<usize, String>) -> Option<String> {
        let Owner::Operation(part) = &site.owner else {
            return None;
        };
        let index = self.roots.get(part).filter(|_| !site.steps.is_empty())?;
        let name = names.get(self.folded.get(index).unwrap_or(index))?;
        Some(plain(&format!("{name}{}", site.steps)))
    }

    fn all_sites(&self, names: &BTreeMap<usize, String>) -> Vec<(String, String)> {
        let live = names.iter().filter(|(index, _)| !self.entries[**index].node.is_null());
        live.flat_map(|(index, name)| {
            let sites = self.sites(*index, names).into_iter();
            sites.map(move |(site, _)| (site, name.clone()))
        })
        .collect()
    }
}
