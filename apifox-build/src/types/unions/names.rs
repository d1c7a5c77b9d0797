//! Names of variants: alternatives → identifiers.
//!
//! Invariant: those of `told_apart`; and none is called like the variant for what is not documented.

use std::collections::BTreeSet;

use super::OPEN;
use crate::types::shape::{Bare, Site, Tag};
use crate::types::told_apart::{self, Case};

/// The variant for what no tag tells, where others extend it.
const BASE: &str = "Base";

/// The variants' names, in the order of the alternatives.
pub(super) fn variants(
    union: &str,
    alternatives: &[Site<'_>],
    tag: Option<&Tag<'_>>,
    spell: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Vec<String> {
    if let Some((_, listed)) = alternatives.split_last()
        && tag.is_some_and(Tag::has_base)
    {
        let mut names = of_listed(union, listed, tag, spell);
        let longer = |name: &String| Some(format!("{name}Value"));
        names.extend(std::iter::successors(Some(BASE.to_owned()), longer).find(|name| !names.contains(name)));
        return names;
    }
    of_listed(union, alternatives, tag, spell)
}

fn of_listed(
    union: &str,
    alternatives: &[Site<'_>],
    tag: Option<&Tag<'_>>,
    spell: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Vec<String> {
    let components: Vec<&str> = alternatives
        .iter()
        .filter_map(|site| match site.bare {
            Bare::Named(name) => Some(name),
            _ => None,
        })
        .collect();
    if let Some(tag) = tag.filter(|_| !distinct(&components)) {
        // The same type under several tags: only these tell it apart.
        let values: Vec<&str> = tag
            .values
            .iter()
            .map(|values| values.first().copied().unwrap_or("other"))
            .collect();
        return told_apart::variants(&values, Some(OPEN), spell);
    }
    let mut short = shortened(union, &components).into_iter();
    let mut taken: BTreeSet<String> = short.as_slice().iter().cloned().collect();
    taken.insert(OPEN.to_owned());
    let has_integer = alternatives.iter().any(|site| matches!(site.bare, Bare::Integer));
    let wanted: Vec<(&str, String)> = alternatives
        .iter()
        .map(|site| {
            let is_second = matches!(site.bare, Bare::Unsigned) && has_integer;
            let plain = if is_second { "Unsigned" } else { plain(&site.bare) };
            let (text, name) = match (&site.bare, plain) {
                (Bare::Named(name), _) => (*name, short.next().unwrap_or_else(|| (*name).to_owned())),
                (_, plain) if taken.contains(plain) => (plain, format!("{plain}Value")),
                (_, plain) => (plain, plain.to_owned()),
            };
            (text, if name == OPEN { name + "Value" } else { name })
        })
        .collect();
    told_apart::told_apart(&wanted, Case::Pascal, Some(OPEN))
}

fn plain(bare: &Bare<'_>) -> &'static str {
    match bare {
        Bare::Named(_) | Bare::Any => "Any",
        Bare::Text | Bare::Formatted(_) => "Text",
        Bare::Integer | Bare::Unsigned => "Integer",
        Bare::Number => "Number",
        Bare::Narrow(_, wide) => plain(&(*wide).into()),
        Bare::Boolean => "Boolean",
        Bare::List(_) => "List",
        Bare::Map(_) => "Map",
        Bare::Free => "Object",
    }
}

/// The names without the words that all of them and the union begin or end with, if what is left still is a name for each.
fn shortened(union: &str, names: &[&str]) -> Vec<String> {
    let split: Vec<Vec<&str>> = names.iter().map(|name| words(name)).collect();
    let own = words(union);
    let shared = |word: &dyn Fn(&[&str], usize) -> Option<String>| {
        (0..own.len())
            .take_while(|index| split.iter().all(|words| word(words, *index) == word(&own, *index)))
            .count()
    };
    let before = shared(&|words, index| words.get(index).map(ToString::to_string));
    let behind = shared(&|words, index| words.iter().rev().nth(index).map(ToString::to_string));
    let short: Vec<String> = split
        .iter()
        .map(|words| {
            words
                .get(before..words.len().saturating_sub(behind))
                .unwrap_or_default()
                .concat()
        })
        .collect();
    let fits = |name: &String| name != OPEN && syn::parse_str::<syn::Ident>(name).is_ok();
    if short.iter().all(fits) && distinct(&short) {
        short
    } else {
        names.iter().map(ToString::to_string).collect()
    }
}

fn distinct<T: Ord>(names: &[T]) -> bool {
    names.iter().collect::<BTreeSet<_>>().len() == names.len()
}

/// The words of a name in Pascal case.
fn words(name: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = name
        .char_indices()
        .filter(|(index, c)| *index == 0 || c.is_uppercase())
        .map(|(index, _)| index)
        .collect();
    starts.push(name.len());
    starts.windows(2).map(|pair| &name[pair[0]..pair[1]]).collect()
}
