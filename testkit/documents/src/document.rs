//! Random documents, one or several pages, and how they are written.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::dice::Dice;
use crate::schemas::Schemas;
use crate::words::COMPONENT_NAMES;

/// What a run reads, before it is text.
#[derive(Debug, Clone, PartialEq)]
pub struct Pages {
    /// The style of all pages.
    pub style: Style,
    /// The documents, one for each page.
    pub documents: Vec<Value>,
}

/// How the pages are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Style {
    /// Markdown with the document in a fence.
    Markdown,
    /// Plain YAML.
    Yaml,
    /// YAML in braces, equal parts written once, with an anchor.
    Anchors,
    /// JSON.
    Json,
}

impl Pages {
    /// The pages of a seed.
    #[must_use]
    pub fn random(seed: u64) -> Self {
        Self::thrown(Dice::new(seed))
    }

    /// What the dice say.
    #[must_use]
    pub fn thrown(mut dice: Dice) -> Self {
        let style = [
            Style::Markdown,
            Style::Markdown,
            Style::Yaml,
            Style::Anchors,
            Style::Json,
        ][dice.below(5)];
        let plain = dice.chance(25);
        let mut names: Vec<String> = Vec::new();
        for _ in 0..dice.below(9) {
            let end = if dice.chance(50) { 4 } else { COMPONENT_NAMES.len() };
            names.push(COMPONENT_NAMES[dice.below(end)].to_owned());
        }
        names.sort();
        names.dedup();
        let mut schemas = Schemas {
            dice: &mut dice,
            names: names.clone(),
            plain,
        };
        let components: Vec<(String, Value)> = names.into_iter().map(|name| (name, schemas.component())).collect();
        let operations = schemas.operations();
        let count = if schemas.dice.chance(30) {
            schemas.dice.below(3) + 1
        } else {
            1
        };
        let mut paths = vec![Map::new(); count];
        for (method, path, operation) in operations {
            let page = schemas.dice.below(count);
            let item = paths[page].entry(path).or_insert_with(|| json!({}));
            item[method] = operation;
        }
        let documents = paths
            .into_iter()
            .map(|paths| schemas.page(&paths, components.clone()))
            .collect();
        Self { style, documents }
    }

    /// Whether no page has an extension.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self
            .documents
            .iter()
            .any(|document| document.to_string().contains("\"x-"))
    }

    /// Names and texts, keys in order or shuffled.
    #[must_use]
    pub fn texts(&self, mut order: Option<&mut Dice>) -> Vec<(String, String)> {
        let mut texts: Vec<(String, String)> = Vec::new();
        for (number, document) in self.documents.iter().enumerate() {
            let text = match self.style {
                Style::Markdown => format!(
                    "# Page\n\n## OpenAPI Specification\n\n```yaml\n{}```\n",
                    yaml(document, order.as_deref_mut())
                ),
                Style::Yaml => yaml(document, order.as_deref_mut()),
                Style::Anchors => Flow::new(order.as_deref_mut()).write(document),
                Style::Json => ordered(document, order.as_deref_mut()).to_string(),
            };
            texts.push((format!("page{number}.{}", self.style.ending()), text));
        }
        if let Some(dice) = order {
            dice.shuffle(&mut texts);
        }
        texts
    }
}

impl Style {
    fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Yaml | Self::Anchors => "yaml",
            Self::Json => "json",
        }
    }
}

impl Schemas<'_> {
    /// One page: its paths, and the components, of which one may differ here.
    fn page(&mut self, paths: &Map<String, Value>, mut components: Vec<(String, Value)>) -> Value {
        if !components.is_empty() && self.dice.chance(10) {
            let index = self.dice.below(components.len());
            components[index].1 = self.component();
        }
        let components: Map<String, Value> = components.into_iter().collect();
        let schemes = [
            json!({}),
            json!({"bearer": {"type": "bearer"}, "令牌": {"type": "apiKey", "in": "header", "name": "X-Key"}}),
        ];
        let page = json!({"name": "page", "in": "query", "schema": {"type": "integer"}});
        let mut document = json!({
            "openapi": "3.0.1",
            "info": {"title": "", "description": "", "version": "1.0.0"},
            "tags": [],
            "paths": paths,
            "components": {"schemas": components, "securitySchemes": schemes[self.dice.below(2)], "parameters": {"Page": page}},
            "servers": [],
            "security": [],
        });
        let title = self.text();
        self.set(&mut document["info"], 20, "title", json!(title));
        let url = self.dice.pick(&[
            "",
            "https://api.example.com/v1",
            "localhost:3000",
            "{{host}}/x",
            "/relative",
            "https://{region}.example.com",
        ]);
        self.set(
            &mut document,
            50,
            "servers",
            json!([{"url": url, "description": title}]),
        );
        self.set(&mut document, 20, "security", json!([{"bearer": []}]));
        document
    }
}

fn yaml(document: &Value, order: Option<&mut Dice>) -> String {
    serde_yaml::to_string(&ordered(document, order)).unwrap()
}

/// A value with its keys in their order of writing.
enum Ordered<'a> {
    Leaf(&'a Value),
    List(Vec<Ordered<'a>>),
    Object(Vec<(&'a str, Ordered<'a>)>),
}

/// Keys in the order of the alphabet, or shuffled.
fn ordered<'a>(value: &'a Value, mut order: Option<&mut Dice>) -> Ordered<'a> {
    match value {
        Value::Array(items) => Ordered::List(items.iter().map(|item| ordered(item, order.as_deref_mut())).collect()),
        Value::Object(members) => {
            let mut members: Vec<(&str, Ordered<'_>)> = members
                .iter()
                .map(|(key, value)| (key.as_str(), ordered(value, order.as_deref_mut())))
                .collect();
            if let Some(dice) = order {
                dice.shuffle(&mut members);
            }
            Ordered::Object(members)
        }
        leaf => Ordered::Leaf(leaf),
    }
}

impl serde::Serialize for Ordered<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Leaf(value) => value.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl std::fmt::Display for Ordered<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&serde_json::to_string_pretty(self).map_err(|_| std::fmt::Error)?)
    }
}

/// Writes YAML in braces; what was written before is written as an alias.
struct Flow<'a, 'd> {
    order: Option<&'d mut Dice>,
    written: Vec<&'a Value>,
}

impl<'a, 'd> Flow<'a, 'd> {
    fn new(order: Option<&'d mut Dice>) -> Self {
        Self {
            order,
            written: Vec::new(),
        }
    }

    fn write(&mut self, document: &'a Value) -> String {
        let mut text = String::new();
        self.value(document, &mut text);
        text.push('\n');
        text
    }

    fn value(&mut self, value: &'a Value, text: &mut String) {
        let holds_something = match value {
            Value::Array(items) => !items.is_empty(),
            Value::Object(members) => !members.is_empty(),
            _ => false,
        };
        if holds_something {
            if let Some(anchor) = self.written.iter().position(|known| *known == value) {
                let _ = write!(text, "*a{anchor} ");
                return;
            }
            let _ = write!(text, "&a{} ", self.written.len());
            self.written.push(value);
        }
        match value {
            Value::Array(items) => {
                text.push('[');
                for item in items {
                    self.value(item, text);
                    text.push_str(",\n");
                }
                text.push(']');
            }
            Value::Object(members) => {
                let mut members: Vec<(&'a String, &'a Value)> = members.iter().collect();
                if let Some(dice) = &mut self.order {
                    dice.shuffle(&mut members);
                }
                text.push('{');
                for (key, value) in members {
                    // A status is a number to YAML; elsewhere a key is quoted.
                    let bare = key.len() == 3 && key.parse::<u16>().is_ok_and(|status| status >= 100);
                    let quoted = Value::from(key.as_str()).to_string();
                    let _ = write!(text, "{}: ", if bare { key } else { &quoted });
                    self.value(value, text);
                    text.push_str(",\n");
                }
                text.push('}');
            }
            scalar => {
                let _ = write!(text, "{scalar}");
            }
        }
    }
}
