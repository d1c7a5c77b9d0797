//! Published names of path arguments: a renamed placeholder keeps the name of its argument, since
//! it is never sent.

use std::collections::BTreeMap;

use crate::template::{placeholders, shape};

/// The published names of arguments by their placeholders, where the two differ.
pub(crate) type Arguments = BTreeMap<String, String>;

/// Returns the published names of the arguments of `path`, which was published as `old_path` with
/// the names in `known`.
///
/// A placeholder that both paths have keeps its name wherever it is: if two swap their places, each
/// still denotes the same value. Any other was renamed if only names differ and the old one at its
/// place is gone.
pub(super) fn published(old_path: &str, known: &Arguments, path: &str) -> Arguments {
    let (old, new) = (placeholders(old_path), placeholders(path));
    let has_same_shape = shape(old_path) == shape(path);
    let mut names = Arguments::new();
    for (index, placeholder) in new.iter().enumerate() {
        let renamed = old.get(index).filter(|before| has_same_shape && !new.contains(before));
        let before = old.iter().find(|before| *before == placeholder).or(renamed);
        let name = before.map(|before| known.get(*before).map_or(*before, String::as_str));
        if let Some(name) = name.filter(|name| name != placeholder)
            && names.values().all(|other| other != name)
        {
            names.insert((*placeholder).to_owned(), name.to_owned());
        }
    }
    // A published name that is now the name of another placeholder would denote two values.
    let own: Vec<&str> = new.into_iter().filter(|name| !names.contains_key(*name)).collect();
    names.retain(|_, name| !own.contains(&name.as_str()));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(old_path: &str, known: &[(&str, &str)], path: &str) -> String {
        let known = known.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned()));
        let names = published(old_path, &known.collect(), path);
        let names: Vec<String> = names.iter().map(|(key, name)| format!("{key}={name}")).collect();
        names.join(" ")
    }

    #[test]
    fn a_renamed_placeholder_keeps_the_published_name_of_its_argument() {
        assert_eq!(names("/a/{id}", &[], "/a/{id}"), "");
        assert_eq!(names("/a/{id}", &[], "/a/{order_id}"), "order_id=id");
        assert_eq!(
            names("/a/{order_id}", &[("order_id", "id")], "/a/{order_id}"),
            "order_id=id"
        );
        assert_eq!(names("/a/{order_id}", &[("order_id", "id")], "/a/{order}"), "order=id");
        assert_eq!(names("/a/{order_id}", &[("order_id", "id")], "/a/{id}"), "");
        assert_eq!(names("/{a}/{b}/{c}", &[], "/{a}/{x}/{y}"), "x=b y=c");
    }

    #[test]
    fn a_placeholder_that_moves_takes_its_name_along() {
        assert_eq!(names("/{a}/{b}", &[], "/{b}/{a}"), "");
        assert_eq!(names("/{a}/{x}", &[("x", "b")], "/{x}/{a}"), "x=b");
        // `c` cannot be the new name of `b`, which is still there.
        assert_eq!(names("/{a}/{b}", &[], "/{b}/{c}"), "");
    }

    #[test]
    fn a_path_of_another_shape_keeps_only_the_names_of_the_same_placeholders() {
        assert_eq!(names("/v1/{id}", &[], "/v2/{order_id}"), "");
        assert_eq!(
            names("/v1/{order_id}", &[("order_id", "id")], "/v2/{order_id}"),
            "order_id=id"
        );
    }

    #[test]
    fn no_name_denotes_two_placeholders() {
        assert_eq!(names("/{a}/{a}", &[], "/{b}/{c}"), "b=a");
        assert_eq!(names("/v1/{x}", &[("x", "b")], "/v2/{b}/{x}"), "");
    }
}
