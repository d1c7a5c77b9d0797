//! Scalars without quotes where a string is documented: `036`, `1.10`, `0x1F`, `true`. The schema's
//! type decides, so the value is the string as written in the page, not what YAML reads it as (1.1,
//! 31).

use smol_str::{SmolStr, ToSmolStr as _};

use super::{Dialect, enums, references, types};
use crate::finding::Severity;
use crate::node::{At, Kind, Node};

/// The scalars at one position that were read as strings.
#[derive(Default)]
struct Unquoted {
    first: Option<(At, SmolStr)>,
    count: usize,
    /// Whether some digits could not be read from the page's source.
    is_guessed: bool,
}

impl Dialect<'_> {
    /// Fixes the values in a schema of type `string`, and in the parts of its `allOf` that leave
    /// the type to it.
    pub(super) fn unquoted_values(&mut self, schema: &mut Node) {
        if !is_string_schema(schema, &self.schemas, 0) {
            return;
        }
        self.values_of_string(schema);
        if let Some(Kind::Array(parts)) = schema.get_mut("allOf").map(|node| &mut node.kind) {
            for part in parts.iter_mut().filter(|part| part.get("type").is_none()) {
                self.values_of_string(part);
            }
        }
    }

    fn values_of_string(&mut self, schema: &mut Node) {
        for (key, severity) in [
            ("const", Severity::Repaired),
            ("enum", Severity::Repaired),
            ("default", Severity::Note),
            ("example", Severity::Note),
            ("examples", Severity::Note),
        ] {
            let mut unquoted = Unquoted::default();
            let Some(node) = schema.get_mut(key) else { continue };
            match &mut node.kind {
                Kind::Array(values) if matches!(key, "enum" | "examples") => {
                    for value in values {
                        self.unquote(value, &mut unquoted);
                    }
                }
                _ => self.unquote(node, &mut unquoted),
            }
            self.unquoted(unquoted, severity);
        }
    }

    /// Fixes an example or a default according to its schema.
    pub(super) fn unquoted_example(&mut self, value: &mut Node, schema: &Node, schemas: &Node) {
        let mut unquoted = Unquoted::default();
        self.unquote_by_schema(value, &[schema], schemas, &mut unquoted);
        self.unquoted(unquoted, Severity::Note);
    }

    /// Fixes a value according to `places`, the schemas that apply to it: one, or those of the
    /// parts of a composition.
    fn unquote_by_schema(&mut self, value: &mut Node, places: &[&Node], schemas: &Node, unquoted: &mut Unquoted) {
        if matches!(value.kind, Kind::Null | Kind::String(_)) {
            return;
        }
        let mut parts = Vec::new();
        for place in places {
            collect_parts(place, value, schemas, &mut parts);
        }
        match &mut value.kind {
            Kind::Bool(_) | Kind::Number(_) => {
                let mut names = parts.iter().filter_map(|part| part.get_str("type"));
                let fits = names.clone().any(|name| enums::fits(value, name));
                if !fits && names.any(|name| name == "string") {
                    self.unquote(value, unquoted);
                }
            }
            Kind::Array(items) => {
                let below: Vec<&Node> = parts.iter().filter_map(|part| part.get("items")).collect();
                for item in items {
                    self.unquote_by_schema(item, &below, schemas, unquoted);
                }
            }
            Kind::Object(members) => {
                for (name, member) in members {
                    let below = parts.iter().filter_map(|part| {
                        let property = part.get("properties").and_then(|properties| properties.get(name));
                        property.or_else(|| part.get("additionalProperties"))
                    });
                    self.unquote_by_schema(member, &below.collect::<Vec<_>>(), schemas, unquoted);
                }
            }
            Kind::Null | Kind::String(_) => {}
        }
    }

    /// Replaces a number or a boolean by the string in the page.
    fn unquote(&mut self, value: &mut Node, unquoted: &mut Unquoted) {
        let Some((text, is_guessed)) = self.source_text(value) else {
            return;
        };
        value.kind = Kind::String(text.clone());
        unquoted.first.get_or_insert((value.at, text));
        unquoted.count += 1;
        unquoted.is_guessed |= is_guessed;
    }

    /// Returns the source text of a number or a boolean, and whether the page may write it
    /// differently.
    pub(super) fn source_text(&mut self, value: &Node) -> Option<(SmolStr, bool)> {
        let (read, has_many_forms) = match &value.kind {
            Kind::Bool(value) => (value.to_smolstr(), false),
            Kind::Number(number) => (number.to_smolstr(), number.is_f64()),
            _ => return None,
        };
        let text = self.scalars.written(value);
        if text.is_some() && has_many_forms {
            self.findings.retract(value.at, "wide-integer"); // no digit was lost
        }
        let is_guessed = text.is_none() && has_many_forms;
        Some((text.unwrap_or(read), is_guessed))
    }

    fn unquoted(&mut self, unquoted: Unquoted, severity: Severity) {
        let Some((at, text)) = unquoted.first else { return };
        let more = match unquoted.count {
            1 => String::new(),
            count => format!(" ({count} values here)"),
        };
        let hint = format!("write it in quotes: '{text}'");
        let message = if unquoted.is_guessed {
            format!(
                "`{text}` is a number where a string is documented, and is read as a string{more}; the page may write other digits"
            )
        } else {
            format!("`{text}` has no quotes where a string is documented: it is read as that string{more}")
        };
        match severity {
            Severity::Note => self.findings.note(at, "unquoted-string", message, hint),
            _ if unquoted.is_guessed => self.findings.lossy(at, "unquoted-string", message, hint),
            _ => self.findings.repaired(at, "unquoted-string", message, hint),
        }
    }
}

/// Whether a schema, or a part of its `allOf`, is of type `string`.
fn is_string_schema(schema: &Node, schemas: &Node, depth: u8) -> bool {
    let schema = references::follow(schema, schemas);
    if let Some(declared) = schema.get("type") {
        return types::is_string(declared);
    }
    let mut parts = schema.items("allOf").iter();
    depth < 8 && parts.any(|part| is_string_schema(part, schemas, depth + 1))
}

/// Collects a schema, the parts of its composition and the alternatives that a value may match,
/// following references.
fn collect_parts<'n>(schema: &'n Node, value: &Node, schemas: &'n Node, parts: &mut Vec<&'n Node>) {
    let schema = references::follow(schema, schemas);
    if parts.iter().any(|part| std::ptr::eq(*part, schema)) {
        return;
    }
    parts.push(schema);
    for part in schema.items("allOf") {
        collect_parts(part, value, schemas, parts);
    }
    for key in ["oneOf", "anyOf"] {
        let all = schema.items(key);
        let tagged = all.iter().find(|one| is_tagged(schema, one, value));
        let is_possible = |one: &&Node| tagged.is_none() && !contradicts(one, value, schemas);
        let mut possible: Vec<&Node> = all.iter().filter(is_possible).collect();
        possible.extend(tagged);
        let alternatives = if possible.is_empty() {
            all.iter().collect()
        } else {
            possible
        };
        for one in alternatives {
            collect_parts(one, value, schemas, parts);
        }
    }
}

/// Whether the discriminator of a value names this alternative.
fn is_tagged(union: &Node, alternative: &Node, value: &Node) -> bool {
    let Some(discriminator) = union.get("discriminator") else {
        return false;
    };
    let name = discriminator.get_str("propertyName").unwrap_or_default();
    let (Some(tag), Some(reference)) = (value.get_str(name), alternative.get_str("$ref")) else {
        return false;
    };
    let mapped = discriminator.get("mapping").and_then(|mapping| mapping.get_str(tag));
    let name_of = |reference: &str| reference.rsplit('/').next().map(str::to_owned);
    name_of(mapped.unwrap_or(tag)) == name_of(reference)
}

/// Whether a member of a value is not among the values that the alternative lists for it.
fn contradicts(alternative: &Node, value: &Node, schemas: &Node) -> bool {
    let alternative = references::follow(alternative, schemas);
    value.as_object().into_iter().flatten().any(|(name, member)| {
        let property = alternative
            .get("properties")
            .and_then(|properties| properties.get(name));
        let listed = property.map(|property| references::follow(property, schemas).items("enum"));
        member.as_str().is_some() && listed.is_some_and(|listed| !listed.is_empty() && !listed.contains(member))
    })
}
