//! Edits a JSON document at a JSON pointer (RFC 6901).

use serde_json::Value;

/// What an edit does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Edit {
    /// Replaces an existing value.
    Set(Value),
    /// Adds a field to an object, or an item to an array.
    Add(Value),
    /// Removes a value.
    Remove,
}

/// Makes an edit. The error says why `pointer` does not allow it.
pub(crate) fn edit(document: &mut Value, pointer: &str, edit: &Edit) -> Result<(), String> {
    if !(pointer.is_empty() || pointer.starts_with('/')) {
        return Err("it does not begin with `/` (RFC 6901)".to_owned());
    }
    match edit {
        Edit::Set(value) => match document.pointer_mut(pointer) {
            Some(place) => {
                *place = value.clone();
                Ok(())
            }
            None => Err(format!("{}; use `add` for a new field", reached(document, pointer))),
        },
        Edit::Add(value) => add(document, pointer, value),
        Edit::Remove => remove(document, pointer),
    }
}

fn add(document: &mut Value, pointer: &str, value: &Value) -> Result<(), String> {
    let Some((parent, last)) = split(pointer) else {
        return Err("it is the whole document, which already exists; use `set` to replace it".to_owned());
    };
    match document.pointer_mut(parent) {
        Some(Value::Object(fields)) => {
            if fields.contains_key(&last) {
                return Err("the field already exists; use `set` to change it".to_owned());
            }
            fields.insert(last, value.clone());
            Ok(())
        }
        Some(Value::Array(items)) => match place_in(items.len(), &last) {
            Some(index) => {
                items.insert(index, value.clone());
                Ok(())
            }
            None => Err(reached(document, pointer)),
        },
        _ => Err(reached(document, pointer)),
    }
}

fn remove(document: &mut Value, pointer: &str) -> Result<(), String> {
    let Some((parent, last)) = split(pointer) else {
        return Err("it is the whole document; use `body(\"\")` for an empty body".to_owned());
    };
    if document.pointer(pointer).is_none() {
        return Err(reached(document, pointer));
    }
    match document.pointer_mut(parent) {
        Some(Value::Object(fields)) => drop(fields.remove(&last)),
        Some(Value::Array(items)) => {
            if let Some(index) = place_in(items.len(), &last).filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Splits a pointer into the pointer of the parent and the last step, with `~1` and `~0` decoded
/// (RFC 6901, section 4).
fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    Some((parent, last.replace("~1", "/").replace("~0", "~")))
}

/// Escapes a name as a step of a pointer (RFC 6901, section 3).
#[cfg(feature = "strict")]
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Returns the index at which an item can be inserted: an index without leading zeros, or `-` for
/// the end (RFC 6901, section 4).
fn place_in(length: usize, name: &str) -> Option<usize> {
    if name == "-" {
        return Some(length);
    }
    let index: usize = name.parse().ok()?;
    (index <= length && index.to_string() == name).then_some(index)
}

/// Says how far a pointer leads, and what is there.
fn reached(document: &Value, pointer: &str) -> String {
    let mut found = pointer;
    while let Some((parent, _)) = found.rsplit_once('/') {
        found = parent;
        if document.pointer(found).is_some() {
            break;
        }
    }
    let place = if found.is_empty() { "the document" } else { found };
    match document.pointer(found) {
        Some(Value::Object(fields)) if fields.is_empty() => format!("{place} is an object without fields"),
        Some(Value::Object(fields)) => {
            let names: Vec<_> = fields.keys().map(|name| format!("`{name}`")).collect();
            format!("{place} is an object with {}", names.join(", "))
        }
        Some(Value::Array(items)) => format!("{place} is an array of {}", items.len()),
        _ => format!("{place} is neither an object nor an array"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn edited(pointer: &str, how: &Edit) -> Result<Value, String> {
        let mut document = json!({"a": [1, 2], "b/c": {"~": null}, "": 3});
        edit(&mut document, pointer, how).map(|()| document)
    }

    #[test]
    fn a_pointer_names_what_is_set_added_or_removed() {
        for (pointer, how, expected) in [
            (
                "/a/1",
                Edit::Set(json!(9)),
                json!({"a": [1, 9], "b/c": {"~": null}, "": 3}),
            ),
            (
                "/b~1c/~0",
                Edit::Set(json!(9)),
                json!({"a": [1, 2], "b/c": {"~": 9}, "": 3}),
            ),
            (
                "/",
                Edit::Set(json!(9)),
                json!({"a": [1, 2], "b/c": {"~": null}, "": 9}),
            ),
            ("", Edit::Set(json!(9)), json!(9)),
            (
                "/a/0",
                Edit::Add(json!(9)),
                json!({"a": [9, 1, 2], "b/c": {"~": null}, "": 3}),
            ),
            (
                "/a/-",
                Edit::Add(json!(9)),
                json!({"a": [1, 2, 9], "b/c": {"~": null}, "": 3}),
            ),
            (
                "/a/2",
                Edit::Add(json!(9)),
                json!({"a": [1, 2, 9], "b/c": {"~": null}, "": 3}),
            ),
            (
                "/b~1c/~01",
                Edit::Add(json!(9)),
                json!({"a": [1, 2], "b/c": {"~": null, "~1": 9}, "": 3}),
            ),
            ("/a/0", Edit::Remove, json!({"a": [2], "b/c": {"~": null}, "": 3})),
            ("/b~1c", Edit::Remove, json!({"a": [1, 2], "": 3})),
        ] {
            assert_eq!(edited(pointer, &how), Ok(expected), "{pointer} {how:?}");
        }
    }

    #[test]
    fn a_pointer_that_leads_nowhere_says_how_far_it_leads() {
        for (pointer, how, why) in [
            ("a", Edit::Remove, "it does not begin with `/` (RFC 6901)"),
            ("/a/2", Edit::Remove, "/a is an array of 2"),
            ("/a/00", Edit::Remove, "/a is an array of 2"),
            ("/a/-", Edit::Remove, "/a is an array of 2"),
            ("/a/3", Edit::Add(json!(1)), "/a is an array of 2"),
            ("/a/+1", Edit::Add(json!(1)), "/a is an array of 2"),
            ("/a/0/x/y", Edit::Remove, "/a/0 is neither an object nor an array"),
            (
                "/x/y",
                Edit::Add(json!(1)),
                "the document is an object with ``, `a`, `b/c`",
            ),
            (
                "/a",
                Edit::Add(json!(1)),
                "the field already exists; use `set` to change it",
            ),
            (
                "/x",
                Edit::Set(json!(1)),
                "the document is an object with ``, `a`, `b/c`; use `add` for a new field",
            ),
        ] {
            assert_eq!(edited(pointer, &how), Err(why.to_owned()), "{pointer} {how:?}");
        }
        assert!(edited("", &Edit::Remove).is_err() && edited("", &Edit::Add(json!(1))).is_err());
    }
}
