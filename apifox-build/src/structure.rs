//! The structure of schemas, without annotations, examples and editor notes, for comparing them.

use std::fmt::Write as _;

use crate::discriminator::ONLY;
use crate::grammar::{Holds, Shape};
use crate::node::{Kind, Node};

/// The key of an alternative's name, if the generator made it.
pub(crate) const WORD: &str = "word";

/// The key under which an object that was merged from alternatives keeps, for each member that only
/// some of them describe, the names that each of the others requires.
pub(crate) const LOOSE: &str = "x-loose";

/// The key under which an object that was merged from alternatives keeps the names of the members
/// that only some of them require.
pub(crate) const PARTLY_REQUIRED: &str = "x-partly-required";

/// The key of a string or of any JSON that is a file in one of its alternatives, and a text in others.
pub(crate) const FILE_OR_TEXT: &str = "x-file-or-text";

/// The key under which a schema that was merged from alternatives keeps them, for a comparison.
pub const ALTERNATIVES: &str = "x-alternatives";

/// The key under which any JSON keeps the parts that it is combined of, for a comparison.
pub const PARTS: &str = "x-parts";

/// Members of a schema that do not affect which JSON it accepts.
const ANNOTATIONS: [&str; 8] = [
    WORD, "description", "title", "example", "examples", "default", "externalDocs", "deprecated",
];

/// Returns a string that is equal for two schemas exactly if they accept the same JSON through the
/// same members.
pub(crate) fn structure(schema: &Node) -> String {
    let mut text = String::new();
    schema_text(schema, &mut text);
    text
}

fn schema_text(node: &Node, text: &mut String) {
    let Kind::Object(members) = &node.kind else {
        text.push_str(&node.json());
        return;
    };
    text.push('{');
    for (key, member) in members {
        let is_note = key.starts_with("x-") && ![LOOSE, ONLY, PARTLY_REQUIRED].contains(&key.as_str());
        if ANNOTATIONS.contains(&key.as_str()) || is_note {
            continue;
        }
        text.push_str(key);
        text.push(':');
        match (Shape::Schema.member(key), &member.kind) {
            (Holds::One(Shape::Schema), _) => schema_text(member, text),
            (Holds::List(Shape::Schema), Kind::Array(items)) => items.iter().for_each(|item| schema_text(item, text)),
            (Holds::Named(Shape::Schema), Kind::Object(named)) => {
                for (name, schema) in named {
                    let _ = write!(text, "{name:?}");
                    schema_text(schema, text);
                }
            }
            _ if key == "required" => {
                let mut names: Vec<_> = member
                    .as_array()
                    .unwrap_or_default()
                    .iter()
                    .filter_map(Node::as_str)
                    .collect();
                names.sort_unstable();
                names.dedup();
                let _ = write!(text, "{names:?}");
            }
            _ if key == "enum" => {
                let mut values: Vec<_> = member.as_array().unwrap_or_default().iter().map(Node::json).collect();
                values.sort_unstable();
                values.dedup();
                let _ = write!(text, "{values:?}");
            }
            _ => text.push_str(&member.json()),
        }
        text.push(',');
    }
    text.push('}');
}
