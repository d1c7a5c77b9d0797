//! Names of the alternatives of a union.

use std::collections::BTreeSet;

use super::ascii::ascii_words;
use super::types::OPTION;
use super::words::is_english;
use crate::node::Node;
use crate::structure::WORD;

/// Names each alternative after its discriminator value, its own title, a property that only it
/// has, or its JSON type; otherwise by a number.
pub(crate) fn alternatives(schema: &Node) -> Vec<String> {
    let parts = schema.items("oneOf");
    let lists = schema.get("discriminator").map_or(&[][..], |tag| tag.items("values"));
    let mut used = BTreeSet::new();
    let words = parts.iter().enumerate().map(|(index, part)| {
        let own = own_property(index, parts);
        let title = part.get_str("title").filter(|title| is_english(title));
        let value = lists.get(index).and_then(|list| list.as_array()?.first()?.as_str());
        let two = two_properties(index, parts);
        let candidates = [
            value,
            part.get_str(WORD),
            title,
            own,
            two.as_deref(),
            Some(json_type(part)),
        ];
        let word = candidates
            .into_iter()
            .flatten()
            .find(|word| is_english(word) && used.insert((*word).to_owned()));
        let spelled = || {
            let texts = candidates.into_iter().flatten().map(|text| ascii_words(text).join(" "));
            texts
                .filter(|text| !text.is_empty())
                .find(|text| used.insert(text.clone()))
        };
        let word = word.map(str::to_owned).or_else(spelled);
        word.unwrap_or_else(|| format!("{OPTION}{}", index + 1))
    });
    words.collect()
}

/// The first two properties that not all alternatives have: where each is in another alternative,
/// none may have both.
fn two_properties(index: usize, parts: &[Node]) -> Option<String> {
    let is_in = |part: &Node, name: &str| part.members("properties").any(|(other, _)| other == name);
    let names = parts[index].members("properties").map(|(name, _)| name);
    let mut distinctive = names.filter(|name| !parts.iter().all(|part| is_in(part, name)));
    let first = distinctive.next()?;
    Some(format!("{first} {}", distinctive.next().unwrap_or_default()))
}

/// The JSON type of a schema.
fn json_type(schema: &Node) -> &str {
    match schema.get_str("type") {
        Some("string") => "text",
        Some("array") => "list",
        Some("boolean") => "flag",
        Some("object") if schema.get("properties").is_none() => "map",
        Some(kind) => kind,
        None if schema.get("properties").or(schema.get("discriminator")).is_some() => "object",
        None => "",
    }
}

/// The first required property that no other alternative has, otherwise the first optional one.
fn own_property(index: usize, parts: &[Node]) -> Option<&str> {
    let others = parts.iter().enumerate().filter(|(other, _)| *other != index);
    let theirs: BTreeSet<&str> = others
        .flat_map(|(_, part)| part.members("properties").map(|(name, _)| name))
        .collect();
    let own: Vec<&str> = parts[index]
        .members("properties")
        .map(|(name, _)| name)
        .filter(|name| !theirs.contains(name))
        .collect();
    let required = own
        .iter()
        .find(|name| parts[index].strings("required").any(|required| required == **name));
    required.or(own.first()).copied()
}
