//! Positional arguments that are easily confused, which become the fields of a struct.

use std::collections::BTreeSet;

use crate::name::words::{MAX_LENGTH, fit};

/// The number of arguments above which positions are hard to distinguish.
const MAX_POSITIONAL: usize = 3;

/// Whether required arguments of these types are passed by name: there are many, or two of one
/// type, which could be swapped.
pub(crate) fn mislead(types: &[String]) -> bool {
    let distinct: BTreeSet<&String> = types.iter().collect();
    types.len() > MAX_POSITIONAL || distinct.len() < types.len()
}

/// Returns the name of the struct of what `owner` requires: the first free one of its own suffix,
/// another suffix, and numbered ones.
pub(crate) fn struct_name(owner: &str, ending: &str, is_used: impl Fn(&str) -> bool) -> String {
    let owner = short(owner, MAX_LENGTH - ending.len());
    let own = format!("{owner}{ending}");
    let mut others = std::iter::once(format!("{owner}Fields")).chain((2..=u32::MAX).map(|n| format!("{own}{n}")));
    if is_used(&own) {
        others.find(|name| !is_used(name)).unwrap_or(own)
    } else {
        own
    }
}

/// Shortens a type's name to the limit by removing words from its middle.
fn short(name: &str, limit: usize) -> String {
    if name.len() <= limit {
        return name.to_owned();
    }
    let starts = name.char_indices().filter(|(_, c)| c.is_ascii_uppercase());
    let mut starts: Vec<usize> = starts.map(|(index, _)| index).collect();
    starts.push(name.len());
    let words: Vec<String> = starts
        .windows(2)
        .map(|pair| name[pair[0]..pair[1]].to_owned())
        .collect();
    fit(&words, limit, 0).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_mislead_when_they_are_many_or_two_of_one_type() {
        let is_misleading = |types: &[&str]| mislead(&types.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(!is_misleading(&[]));
        assert!(!is_misleading(&["i64", "bool", "&str"]));
        assert!(is_misleading(&["&str", "i64", "&str"]));
        assert!(is_misleading(&["a", "b", "c", "d"]));
    }

    #[test]
    fn a_used_name_yields_to_the_next() {
        let name = |used: &[&str]| struct_name("Refund", "Required", |name| used.contains(&name));
        assert_eq!(name(&[]), "RefundRequired");
        assert_eq!(name(&["RefundRequired"]), "RefundFields");
        assert_eq!(name(&["RefundRequired", "RefundFields"]), "RefundRequired2");
    }
}
