//! The canonical form of a part without generated code.

use std::collections::BTreeSet;

use apifox_build::internals::{ALTERNATIVES, Kind, Map, Node, PARTS, schema_name, unescaped};

/// Keywords whose lists have no order.
const UNORDERED: [&str; 8] = [
    "required", "enum", "type", "allOf", "oneOf", "anyOf", ALTERNATIVES, PARTS,
];

/// Keywords of schemas by name.
const NAMED: [&str; 3] = ["properties", "patternProperties", "dependentSchemas"];

/// The length of a form beyond which it names components instead of containing them, as components
/// that contain each other multiply.
const LONGEST: usize = 50_000;

/// The number of components within each other beyond which a form names them, too.
const DEEPEST: usize = 64;

/// Returns a canonical form of a part without generated code, with the components it refers to and
/// without descriptions. Parts with the same meaning are equal.
pub(crate) fn canonical(part: &Node, root: &Node, unchanged: &BTreeSet<&str>) -> String {
    let mut form = Form {
        root,
        inlines: true,
        within: Vec::new(),
        references: Vec::new(),
        written: 0,
    };
    let text = form.of(part);
    if form.written <= LONGEST {
        return text;
    }
    form.inlines = false;
    let mut text = form.of(part);
    let mut known = BTreeSet::new();
    while let Some(reference) = form.references.pop() {
        let is_same = schema_name(&reference).is_some_and(|name| unchanged.contains(name.as_str()));
        if is_same || known.contains(&reference) {
            continue;
        }
        if let Some(target) = target(&reference, root) {
            text.push_str(&reference);
            text.push_str(&form.of(target));
        }
        known.insert(reference);
    }
    text
}

/// Writes parts of a document.
struct Form<'a> {
    root: &'a Node,
    /// Whether components are written in the place of their references.
    inlines: bool,
    /// The references that lead to the current part.
    within: Vec<&'a str>,
    /// References that were written.
    references: Vec<String>,
    /// The number of characters written.
    written: usize,
}

impl<'a> Form<'a> {
    fn of(&mut self, node: &'a Node) -> String {
        let mut text = String::new();
        if !self.inlines || self.written <= LONGEST {
            self.write(node, &mut text);
            self.written += text.len();
        }
        text
    }

    fn write(&mut self, node: &'a Node, text: &mut String) {
        match &node.kind {
            Kind::Object(members) => {
                let mut members: Vec<(&str, &Node)> =
                    members.iter().map(|(key, member)| (key.as_str(), member)).collect();
                members.retain(|(key, member)| !is_for_people(key, member));
                if let (Some(reference), true) = (node.get_str("$ref"), self.inlines) {
                    members.retain(|(key, _)| *key != "$ref");
                    self.write_target(reference, text);
                    if members.is_empty() {
                        return;
                    }
                } else {
                    self.references.extend(node.get_str("$ref").map(str::to_owned));
                }
                text.push('{');
                for (key, member) in members {
                    text.push_str(key);
                    text.push(':');
                    self.write_member(key, member, text);
                    text.push(',');
                }
                text.push('}');
            }
            Kind::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.of(item)).collect();
                write_list(&items, text);
            }
            _ => text.push_str(&node.json()),
        }
    }

    /// Writes a component in the place of its reference. A reference within itself is written as the
    /// number of references that lead back.
    fn write_target(&mut self, reference: &'a str, text: &mut String) {
        let outer = self.within.iter().rev().position(|outer| *outer == reference);
        match (outer, target(reference, self.root)) {
            (Some(distance), _) => {
                text.push_str("$ref:");
                text.push_str(&distance.to_string());
            }
            (None, None) => text.push_str(reference),
            // Deeper ones would exhaust the stack.
            (None, Some(_)) if self.within.len() >= DEEPEST => self.written = LONGEST + 1,
            (None, Some(target)) => {
                self.within.push(reference);
                text.push_str(&self.of(target));
                self.within.pop();
            }
        }
    }

    fn write_member(&mut self, key: &str, member: &'a Node, text: &mut String) {
        match &member.kind {
            _ if matches!(key, "const" | "default") => text.push_str(&member.json()),
            Kind::Array(items) if UNORDERED.contains(&key) => self.write_set(items, text),
            // A property may be called `example`.
            Kind::Object(named) if NAMED.contains(&key) => {
                self.write_named(named, text, |form, schema, text| text.push_str(&form.of(schema)));
            }
            // The tags of each alternative.
            Kind::Array(items) if key == "values" && items.iter().all(|one| one.as_array().is_some()) => {
                self.write_set(items, text);
            }
            // The names that others require.
            Kind::Object(names) if key == "dependentRequired" => {
                self.write_named(names, text, |form, required, text| {
                    form.write_set(required.as_array().unwrap_or_default(), text);
                });
            }
            _ => text.push_str(&self.of(member)),
        }
    }

    /// Writes members whose keys are names, not keywords.
    fn write_named(&mut self, named: &'a Map, text: &mut String, write: impl Fn(&mut Self, &'a Node, &mut String)) {
        text.push('{');
        for (name, member) in named {
            text.push_str(name);
            text.push(':');
            write(self, member, text);
            text.push(',');
        }
        text.push('}');
    }

    /// Writes a list without its order.
    fn write_set(&mut self, items: &'a [Node], text: &mut String) {
        let mut written: Vec<String> = items.iter().map(|item| self.of(item)).collect();
        written.sort();
        write_list(&written, text);
    }
}

fn write_list(items: &[String], text: &mut String) {
    text.push('[');
    for item in items {
        text.push_str(item);
        text.push(',');
    }
    text.push(']');
}

/// Whether a member only describes its schema.
fn is_for_people(key: &str, member: &Node) -> bool {
    matches!(key, "description" | "summary") && member.as_str().is_some() || matches!(key, "example" | "examples")
}

/// Resolves a reference within the document.
fn target<'a>(reference: &str, root: &'a Node) -> Option<&'a Node> {
    let mut steps = reference.strip_prefix("#/")?.split('/');
    steps.try_fold(root, |node, step| node.get(&unescaped(step)))
}
