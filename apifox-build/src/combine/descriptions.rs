//! Descriptions of alternatives that are the same type: all of them are kept.

use crate::discriminator::ONLY;
use crate::node::{Kind, Node};

/// The first line of a description that lists several.
const SEVERAL: &str = "Depending on the alternative:\n";

/// Adds the descriptions of a schema to those of another with the same structure, also of their
/// properties and items.
pub(super) fn add_descriptions(kept: &mut Node, other: &Node) {
    if let (Some(mine), Some(theirs)) = (kept.get_str("description"), other.get_str("description"))
        && let Some(both) = both(mine, theirs)
    {
        kept.insert("description", Node::string(kept.at, both));
    }
    if let (Some(mine), Some(theirs)) = (kept.get_mut("items"), other.get("items")) {
        add_descriptions(mine, theirs);
    }
    let properties = kept.get_mut("properties").map(|properties| &mut properties.kind);
    if let (Some(Kind::Object(mine)), Some(theirs)) = (properties, other.get("properties")) {
        for (name, property) in mine.iter_mut() {
            if let Some(theirs) = theirs.get(name) {
                add_descriptions(property, theirs);
            }
        }
    }
}

/// Returns a boolean without its only value, which its description may end with.
pub(super) fn without_only_value(boolean: &Node) -> Node {
    let mut free = boolean.clone();
    let Some(Kind::Array(only)) = free.remove(ONLY).map(|only| only.kind) else {
        return free;
    };
    let statement = only.first().map(|value| format!("Always `{}`", value.json()));
    let description = free.get_str("description").zip(statement);
    let rest = description.map(|(text, statement)| {
        let end = text.rfind(&statement).unwrap_or(text.len());
        text[..end].trim_end().to_owned()
    });
    free.remove("description");
    if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
        free.insert("description", Node::string(free.at, rest));
    }
    free
}

/// Returns a list of both descriptions; `None` if the first has the second already.
fn both(mine: &str, theirs: &str) -> Option<String> {
    let item = |text: &str| format!("\n* {}", text.trim().replace('\n', "\n  "));
    let listed = match mine.strip_prefix(SEVERAL) {
        Some(listed) => listed.to_owned(),
        None => item(mine),
    };
    let added = item(theirs);
    let is_known =
        theirs.trim().is_empty() || mine.trim().is_empty() || format!("{listed}\n").contains(&format!("{added}\n"));
    (!is_known).then(|| format!("{SEVERAL}{listed}{added}"))
}
