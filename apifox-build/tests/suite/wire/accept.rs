//! The `Accept` header of a request: the media types of its successful responses.

use serde_json::Value;

use super::document::{Operation, essence, is_json};

/// Returns the media types of the successful responses, JSON first (RFC 9110, 12.5.1); JSON if none
/// is documented, anything if there is no successful response.
pub(crate) fn accept(operation: &Operation) -> String {
    let mut preferred: Vec<&str> = Vec::new();
    let mut others: Vec<&str> = Vec::new();
    for (_, response) in operation.successes() {
        let Some((first, json)) = response.content.first() else {
            continue;
        };
        preferred.push(first);
        let is_of_its_own = |(name, media): &&(String, Value)| {
            let is_data = is_json(name) || name.ends_with("xml") || name.starts_with("text/plain");
            let is_same = is_json(first) && is_data && media["schema"] == json["schema"];
            !is_same && essence(name) != "text/event-stream"
        };
        let further = response.content[1..].iter().filter(is_of_its_own);
        others.extend(further.map(|(name, _)| name.as_str()));
    }
    others.retain(|name| !preferred.contains(name));
    let mut types: Vec<String> = Vec::new();
    for list in [&mut preferred, &mut others] {
        list.sort_by_key(|name| !name.contains("json"));
    }
    let less = others.iter().map(|name| format!("{name};q=0.9"));
    for name in preferred.iter().map(ToString::to_string).chain(less) {
        if !types.contains(&name) {
            types.push(name);
        }
    }
    if operation.successes().next().is_none() {
        "*/*".to_owned()
    } else if types.is_empty() {
        "application/json".to_owned()
    } else {
        types.join(", ")
    }
}
