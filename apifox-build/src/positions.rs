//! Where positional arguments mislead: then they are the fields of a struct.

use std::collections::BTreeSet;

use crate::name::words::{MAX_LENGTH, fit};

/// More than this nobody tells apart by their places.
const MOST: usize = 3;

/// Whether required arguments of these types are given by name: there are many, or two of one type, which could be swapped.
pub(crate) fn mislead(types: &[String]) -> bool {
    let distinct: BTreeSet<&String> = types.iter().collect();
    types.len() > MOST || distinct.len() < types.len()
}

/// The name of the struct of what `owner` requires: the first that is free, of its own ending, of another one, of numbered ones.
pub(crate) fn struct_name(owner: &str, ending: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let owner = short(owner, MAX_LENGTH - ending.len());
    let own = format!("{owner}{ending}");
    let mut others = std::iter::once(format!("{owner}Fields")).chain((2..=u32::MAX).map(|n| format!("{own}{n}")));
    if is_taken(&own) {
        others.find(|name| !is_taken(name)).unwrap_or(own)
    } else {
        own
    }
}

/// A type's name with words left out of its middle until it is no longer than this.
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
        let told = |types: &[&str]| mislead(&types.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(!told(&[]));
        assert!(!told(&["i64", "bool", "&str"]));
        assert!(told(&["&str", "i64", "&str"]));
        assert!(told(&["a", "b", "c", "d"]));
    }

    #[test]
    fn a_taken_name_gives_way_to_the_next() {
        let name = |taken: &[&str]| struct_name("Refund", "Required", |name| taken.contains(&name));
        assert_eq!(name(&[]), "RefundRequired");
        assert_eq!(name(&["RefundRequired"]), "RefundFields");
        assert_eq!(name(&["RefundRequired", "RefundFields"]), "RefundRequired2");
    }
}
