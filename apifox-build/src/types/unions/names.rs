//! Names of variants: alternatives → identifiers.
//!
//! Invariant: those of `unique_names`; and no name is that of the variant for undocumented values.

use std::collections::BTreeSet;

use super::OPEN;
use crate::types::shape::{Tag, TypeKind, TypeUse};
use crate::types::unique_names::{self, Case};

/// The variant of the base that the other alternatives extend.
const BASE: &str = "Base";

/// Returns the names of the variants, in the order of the alternatives.
pub(super) fn variants(
    union: &str,
    alternatives: &[TypeUse<'_>],
    tag: Option<&Tag<'_>>,
    spell: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Vec<String> {
    if let Some((_, listed)) = alternatives.split_last()
        && tag.is_some_and(Tag::has_base)
    {
        let mut names = listed_variants(union, listed, tag, spell);
        let longer = |name: &String| Some(format!("{name}Value"));
        names.extend(std::iter::successors(Some(BASE.to_owned()), longer).find(|name| !names.contains(name)));
        return names;
    }
    listed_variants(union, alternatives, tag, spell)
}

fn listed_variants(
    union: &str,
    alternatives: &[TypeUse<'_>],
    tag: Option<&Tag<'_>>,
    spell: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Vec<String> {
    let components: Vec<&str> = alternatives
        .iter()
        .filter_map(|site| match site.bare {
            TypeKind::Named(name) => Some(name),
            _ => None,
        })
        .collect();
    if let Some(tag) = tag.filter(|_| !are_distinct(&components)) {
        // Only the tags distinguish alternatives of the same type.
        let values: Vec<&str> = tag
            .values
            .iter()
            .map(|values| values.first().copied().unwrap_or("other"))
            .collect();
        return unique_names::variants(&values, Some(OPEN), spell);
    }
    let mut short = shortened(union, &components).into_iter();
    let mut used: BTreeSet<String> = short.as_slice().iter().cloned().collect();
    used.insert(OPEN.to_owned());
    let has_integer = alternatives.iter().any(|site| matches!(site.bare, TypeKind::Integer));
    let preferred: Vec<(&str, String)> = alternatives
        .iter()
        .map(|site| {
            let is_second = matches!(site.bare, TypeKind::Unsigned) && has_integer;
            let plain = if is_second { "Unsigned" } else { plain(&site.bare) };
            let (text, name) = match (&site.bare, plain) {
                (TypeKind::Named(name), _) => (*name, short.next().unwrap_or_else(|| (*name).to_owned())),
                (_, plain) if used.contains(plain) => (plain, format!("{plain}Value")),
                (_, plain) => (plain, plain.to_owned()),
            };
            (text, if name == OPEN { name + "Value" } else { name })
        })
        .collect();
    unique_names::unique_names(&preferred, Case::Pascal, Some(OPEN))
}

fn plain(bare: &TypeKind<'_>) -> &'static str {
    match bare {
        TypeKind::Named(_) | TypeKind::Any => "Any",
        TypeKind::Text | TypeKind::Formatted(_) => "Text",
        TypeKind::Integer | TypeKind::Unsigned => "Integer",
        TypeKind::Number => "Number",
        TypeKind::Narrow(_, wide) => plain(&(*wide).into()),
        TypeKind::Boolean => "Boolean",
        TypeKind::List(_) => "List",
        TypeKind::Map(_) => "Map",
        TypeKind::Free => "Object",
    }
}

/// Removes the words that all names and the union begin or end with, if the rest is a distinct
/// valid name for each.
fn shortened(union: &str, names: &[&str]) -> Vec<String> {
    let split: Vec<Vec<&str>> = names.iter().map(|name| words(name)).collect();
    let own = words(union);
    let shared = |word: &dyn Fn(&[&str], usize) -> Option<String>| {
        (0..own.len())
            .take_while(|index| split.iter().all(|words| word(words, *index) == word(&own, *index)))
            .count()
    };
    let at_start = shared(&|words, index| words.get(index).map(ToString::to_string));
    let at_end = shared(&|words, index| words.iter().rev().nth(index).map(ToString::to_string));
    let short: Vec<String> = split
        .iter()
        .map(|words| {
            words
                .get(at_start..words.len().saturating_sub(at_end))
                .unwrap_or_default()
                .concat()
        })
        .collect();
    let fits = |name: &String| name != OPEN && syn::parse_str::<syn::Ident>(name).is_ok();
    if short.iter().all(fits) && are_distinct(&short) {
        short
    } else {
        names.iter().map(ToString::to_string).collect()
    }
}

fn are_distinct<T: Ord>(names: &[T]) -> bool {
    names.iter().collect::<BTreeSet<_>>().len() == names.len()
}

/// Splits a name in Pascal case into words.
fn words(name: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = name
        .char_indices()
        .filter(|(index, c)| *index == 0 || c.is_uppercase())
        .map(|(index, _)| index)
        .collect();
    starts.push(name.len());
    starts.windows(2).map(|pair| &name[pair[0]..pair[1]]).collect()
}
