//! Edits of a tree, one node at a time: it is dropped, duplicated, swapped with another, retyped,
//! renamed or truncated.

use serde_yaml::value::TaggedValue;
use serde_yaml::{Mapping, Value};

use crate::dice::Dice;

/// The depth to which a tree is walked: repeated edits may make it too deep for the stack.
const DEEPEST: usize = 100;

/// The indices of members or items, from the root.
type Path = Vec<usize>;

/// Makes a random edit in a tree, and returns its description. A tree without nodes below its root
/// does not change.
pub fn edit(root: &mut Value, dice: &mut Dice) -> String {
    let all = paths(root);
    if all.is_empty() {
        return "nothing".to_owned();
    }
    let path = all[dice.below(all.len())].clone();
    let place = pointer(root, &path);
    let edit = match dice.below(6) {
        0 => {
            drop_node(root, &path);
            "drop"
        }
        1 => {
            duplicate(root, &path);
            "duplicate"
        }
        2 => {
            let other = &all[dice.below(all.len())];
            let place = pointer(root, other);
            swap(root, &path, other);
            return format!("swap {} with {place}", pointer(root, &path));
        }
        3 => {
            if let Some(node) = node(root, &path) {
                *node = retyped(node, dice);
            }
            "retype"
        }
        4 => {
            let name = name(root, &all, dice);
            rename(root, &path, &name);
            "rename"
        }
        _ => {
            if let Some(node) = node(root, &path) {
                truncate(node);
            }
            "truncate"
        }
    };
    format!("{edit} {place}")
}

/// Returns the paths of all nodes below the root.
fn paths(root: &Value) -> Vec<Path> {
    fn walk(value: &Value, here: &mut Path, all: &mut Vec<Path>) {
        let count = count(value);
        for number in 0..count {
            here.push(number);
            all.push(here.clone());
            if let Some(child) = child(value, number).filter(|_| here.len() < DEEPEST) {
                walk(child, here, all);
            }
            here.pop();
        }
    }
    let mut all = Vec::new();
    walk(root, &mut Vec::new(), &mut all);
    all
}

fn count(value: &Value) -> usize {
    match value {
        Value::Sequence(items) => items.len(),
        Value::Mapping(members) => members.len(),
        Value::Tagged(tagged) => count(&tagged.value),
        _ => 0,
    }
}

fn child(value: &Value, number: usize) -> Option<&Value> {
    match value {
        Value::Sequence(items) => items.get(number),
        Value::Mapping(members) => members.values().nth(number),
        Value::Tagged(tagged) => child(&tagged.value, number),
        _ => None,
    }
}

fn node<'a>(root: &'a mut Value, path: &[usize]) -> Option<&'a mut Value> {
    path.iter().try_fold(root, |value, number| match untagged(value) {
        Value::Sequence(items) => items.get_mut(*number),
        Value::Mapping(members) => members.values_mut().nth(*number),
        _ => None,
    })
}

fn untagged(value: &mut Value) -> &mut Value {
    match value {
        Value::Tagged(tagged) => untagged(&mut tagged.value),
        other => other,
    }
}

/// Returns the parent of a node, and the index of the node in it.
fn holder<'a>(root: &'a mut Value, path: &[usize]) -> Option<(&'a mut Value, usize)> {
    let (last, above) = path.split_last()?;
    Some((untagged(node(root, above)?), *last))
}

fn key(value: &Value, number: usize) -> Option<Value> {
    match value {
        Value::Mapping(members) => members.keys().nth(number).cloned(),
        Value::Tagged(tagged) => key(&tagged.value, number),
        _ => None,
    }
}

fn pointer(root: &Value, path: &[usize]) -> String {
    let mut value = root;
    let mut text = String::new();
    for number in path {
        let step = match key(value, *number) {
            Some(Value::String(name)) => name,
            Some(other) => format!("{other:?}"),
            None => number.to_string(),
        };
        text = text + "/" + &step;
        match child(value, *number) {
            Some(child) => value = child,
            None => break,
        }
    }
    text
}

fn drop_node(root: &mut Value, path: &[usize]) {
    match holder(root, path) {
        Some((Value::Sequence(items), number)) => drop(items.remove(number)),
        Some((Value::Mapping(members), number)) => {
            let key = members.keys().nth(number).cloned();
            key.and_then(|key| members.shift_remove(&key));
        }
        _ => {}
    }
}

fn duplicate(root: &mut Value, path: &[usize]) {
    match holder(root, path) {
        Some((Value::Sequence(items), number)) => items.insert(number, items[number].clone()),
        Some((Value::Mapping(members), number)) => {
            if let Some((key, value)) = members
                .iter()
                .nth(number)
                .map(|(key, value)| (key.clone(), value.clone()))
            {
                let name = key.as_str().map_or("2".to_owned(), |name| format!("{name}2"));
                members.insert(Value::String(name), value);
            }
        }
        _ => {}
    }
}

/// Swaps two nodes. If one contains the other, it is replaced by that.
fn swap(root: &mut Value, one: &[usize], other: &[usize]) {
    let (outer, inner) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let Some(value) = node(root, inner).cloned() else {
        return;
    };
    let Some(place) = node(root, outer) else {
        return;
    };
    let old = std::mem::replace(place, value);
    if !inner.starts_with(outer)
        && let Some(place) = node(root, inner)
    {
        *place = old;
    }
}

fn retyped(value: &Value, dice: &mut Dice) -> Value {
    match dice.below(10) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => Value::Number(0.into()),
        3 => Value::Number((-1.5).into()),
        4 => Value::Number(u64::MAX.into()),
        5 => Value::String(String::new()),
        6 => Value::Sequence(vec![value.clone()]),
        7 => {
            let name = ["value", "$ref", "type", "properties"][dice.below(4)];
            Value::Mapping(Mapping::from_iter([(name.into(), value.clone())]))
        }
        8 => Value::Tagged(Box::new(TaggedValue {
            tag: serde_yaml::value::Tag::new("odd"),
            value: value.clone(),
        })),
        _ => match value {
            Value::Mapping(members) => members.values().cloned().collect(),
            Value::Sequence(items) => {
                let members = items
                    .iter()
                    .enumerate()
                    .map(|(number, item)| (number.into(), item.clone()));
                Value::Mapping(members.collect())
            }
            Value::String(text) => text.parse::<i64>().map_or(Value::Mapping(Mapping::new()), Value::from),
            other => Value::String(format!("{other:?}")),
        },
    }
}

/// Returns a name from elsewhere in the tree, or an unusual one.
fn name(root: &Value, all: &[Path], dice: &mut Dice) -> Value {
    let elsewhere = &all[dice.below(all.len())];
    let holder = elsewhere.split_last().and_then(|(last, above)| {
        let holder = above.iter().try_fold(root, |value, number| child(value, *number))?;
        key(holder, *last)
    });
    match holder {
        Some(name) if dice.chance(60) => name,
        _ => {
            let odd = [
                "", "$ref", "x-odd", "type", "allOf", "200", "get", "/", "名", "a b", "~1/~0", "\u{0}",
            ];
            Value::String(dice.pick(&odd).to_owned())
        }
    }
}

/// Renames a member, and replaces another of that name.
fn rename(root: &mut Value, path: &[usize], name: &Value) {
    if let Some((Value::Mapping(members), number)) = holder(root, path) {
        let renamed = std::mem::take(members).into_iter().enumerate();
        *members = renamed
            .map(|(at, (key, value))| {
                if at == number {
                    (name.clone(), value)
                } else {
                    (key, value)
                }
            })
            .collect();
    }
}

fn truncate(value: &mut Value) {
    match untagged(value) {
        Value::String(text) => {
            let half = text.chars().count() / 2;
            *text = text.chars().take(half).collect();
        }
        Value::Sequence(items) => items.truncate(items.len() / 2),
        Value::Mapping(members) => {
            let half = members.len() / 2;
            *members = std::mem::take(members).into_iter().take(half).collect();
        }
        other => *other = Value::Null,
    }
}
