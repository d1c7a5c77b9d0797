//! Makes a failing document small: what can go while it still fails in the same way, goes.

use serde_json::Value;

use testkit_documents::document::Pages;

/// At most this many tries; each runs the generator.
const TRIES: usize = 80;

/// The least that still fails.
pub(crate) fn shrink(pages: &Pages, fails: impl Fn(&Pages) -> bool) -> Pages {
    let mut least = pages.clone();
    let mut tries = 0;
    loop {
        let before = least.clone();
        let mut number = 0;
        while tries < TRIES {
            let mut smaller = least.clone();
            if !edit_pages(&mut smaller, number) {
                break;
            }
            tries += 1;
            if smaller != least && fails(&smaller) {
                least = smaller;
            } else {
                number += 1;
            }
        }
        if least == before || tries >= TRIES {
            return least;
        }
    }
}

/// Makes the edit of this number; false if there are not so many.
fn edit_pages(pages: &mut Pages, mut number: usize) -> bool {
    let documents = &mut pages.documents;
    if documents.len() > 1 {
        if number < documents.len() {
            documents.remove(number);
            return true;
        }
        number -= documents.len();
    }
    documents.iter_mut().any(|document| edit(document, &mut number))
}

/// Counts `number` down over the edits below a node and makes the one at 0: a member or item goes,
/// or takes its holder's place.
fn edit(node: &mut Value, number: &mut usize) -> bool {
    let count = match node {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => return false,
    };
    if *number < count {
        remove(node, *number);
        return true;
    }
    *number -= count;
    if *number < count {
        let child = child(node, *number).take();
        *node = child;
        return true;
    }
    *number -= count;
    (0..count).any(|index| edit(child(node, index), number))
}

fn remove(node: &mut Value, index: usize) {
    match node {
        Value::Array(items) => drop(items.remove(index)),
        Value::Object(members) => {
            let key = members.keys().nth(index).cloned().unwrap_or_default();
            members.remove(&key);
        }
        _ => {}
    }
}

fn child(node: &mut Value, index: usize) -> &mut Value {
    match node {
        Value::Array(items) => &mut items[index],
        Value::Object(members) => members.values_mut().nth(index).unwrap(),
        _ => node,
    }
}
