//! Determines which documented properties the instances have.

use std::collections::BTreeSet;

use super::json::Json;
use super::spec::Place;

const DEEPEST: usize = 12;
const MOST: usize = 5000;

/// Returns the paths of all documented properties, such as `/data/[]/id`; recursive schemas are
/// followed once.
pub(crate) fn documented(place: &Place) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    walk(place, "", &mut Vec::new(), &mut paths);
    paths
}

fn walk<'a>(place: &Place<'a>, path: &str, trail: &mut Vec<&'a Json>, paths: &mut BTreeSet<String>) {
    let is_known = |schema: &&Json| trail.iter().any(|known| std::ptr::eq(*known, *schema));
    if trail.len() > DEEPEST * 20
        || path.matches('/').count() > DEEPEST
        || paths.len() > MOST
        || place.schemas.iter().any(is_known)
    {
        return;
    }
    let before = trail.len();
    trail.extend(&place.schemas);
    for name in place.properties() {
        let path = format!("{path}/{name}");
        walk(&place.member(name), &path, trail, paths);
        paths.insert(path);
    }
    if let Some(further) = place.further() {
        walk(&further, &format!("{path}/*"), trail, paths);
    }
    let item = place.item(0);
    if !item.schemas.is_empty() {
        walk(&item, &format!("{path}/[]"), trail, paths);
    }
    trail.truncate(before);
}

/// Adds the paths of the properties that a value has.
pub(crate) fn note(value: &Json, place: &Place, path: &str, reached: &mut BTreeSet<String>) {
    match value {
        Json::Object(members) => {
            let properties = place.properties();
            for (name, value) in members {
                let is_property = properties.contains(&name.as_str());
                let path = format!("{path}/{}", if is_property { name } else { "*" });
                note(value, &place.member(name), &path, reached);
                reached.insert(path);
            }
        }
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                note(item, &place.item(index), &format!("{path}/[]"), reached);
            }
        }
        _ => {}
    }
}
