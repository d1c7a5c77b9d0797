//! An independent reader of OpenAPI 3.0 documents: plain JSON with resolved references.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A document without the extensions of Apifox.
#[derive(Debug)]
pub(crate) struct Document {
    root: Value,
}

/// The place of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// A parameter, and the style of its value ("Style Values").
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // OpenAPI defines them
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) style: String,
    pub(crate) explode: bool,
    pub(crate) allow_reserved: bool,
    /// Whether the value is JSON text, since the parameter has `content` instead of `schema`.
    pub(crate) is_json: bool,
    pub(crate) schema: Value,
    pub(crate) example: Option<Value>,
}

/// An operation.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// The method, in upper case.
    pub(crate) method: String,
    pub(crate) template: String,
    pub(crate) parameters: Vec<Parameter>,
    /// `requestBody.required`, if it is documented.
    pub(crate) body_required: Option<bool>,
    /// The media types of the request body, with their descriptions.
    pub(crate) bodies: Vec<(String, Value)>,
    pub(crate) responses: BTreeMap<String, DocumentedResponse>,
}

/// A documented response: its media types, JSON first.
#[derive(Debug, Clone)]
pub(crate) struct DocumentedResponse {
    pub(crate) content: Vec<(String, Value)>,
}

impl Document {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            root: serde_json::from_str(text).unwrap(),
        }
    }

    /// Resolves the references of a node.
    pub(crate) fn follow<'a>(&'a self, node: &'a Value) -> &'a Value {
        let Some(reference) = node["$ref"].as_str() else {
            return node;
        };
        let pointer = percent_decode_str(reference.trim_start_matches('#')).decode_utf8_lossy();
        let target = self.root.pointer(&pointer);
        self.follow(target.unwrap_or_else(|| panic!("{reference} refers to nothing")))
    }

    pub(crate) fn operation(&self, method: &str, template: &str) -> Operation {
        let node = &self.root["paths"][template][method.to_lowercase()];
        assert!(node.is_object(), "{method} {template} is not in the document");
        let parameters = node["parameters"].as_array().into_iter().flatten();
        let body = self.follow(&node["requestBody"]);
        let responses = node["responses"].as_object().into_iter().flatten();
        Operation {
            method: method.to_owned(),
            template: template.to_owned(),
            parameters: parameters
                .filter_map(|parameter| self.parameter(parameter, template))
                .collect(),
            body_required: body["required"].as_bool(),
            bodies: contents(body),
            responses: responses
                .map(|(status, response)| {
                    let mut content = contents(self.follow(response));
                    content.sort_by_key(|(media_type, _)| {
                        (!is_json(media_type), essence(media_type) != "text/event-stream")
                    });
                    (status.clone(), DocumentedResponse { content })
                })
                .collect(),
        }
    }

    /// Reads a parameter; `None` for those that OpenAPI ignores, for one without a variable in the
    /// path, and for a header or cookie with an invalid name.
    fn parameter(&self, node: &Value, template: &str) -> Option<Parameter> {
        let node = self.follow(node);
        let name = node["name"].as_str().unwrap().to_owned();
        let place = match node["in"].as_str().unwrap() {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            "cookie" => Place::Cookie,
            other => panic!("a parameter in {other}"),
        };
        let ignored = ["accept", "content-type", "authorization"].contains(&name.to_lowercase().as_str());
        if (place == Place::Header && ignored) || (place == Place::Path && !template.contains(&format!("{{{name}}}"))) {
            return None;
        }
        let is_possible = name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@\\{}".contains(&byte));
        if matches!(place, Place::Header | Place::Cookie) && !is_possible {
            return None;
        }
        let default_style = match place {
            Place::Path | Place::Header => "simple",
            Place::Query | Place::Cookie => "form",
        };
        let style = node["style"].as_str().unwrap_or(default_style).to_owned();
        let explode = node["explode"].as_bool();
        let content = node["content"].as_object().and_then(|content| content.values().next());
        let schema = content.map_or(&node["schema"], |media| &media["schema"]);
        let example = node.get("example").or_else(|| schema.get("example"));
        Some(Parameter {
            required: place == Place::Path || node["required"] == true,
            explode: explode.unwrap_or(style == "form" || style == "deepObject"),
            allow_reserved: node["allowReserved"] == true,
            is_json: content.is_some(),
            schema: schema.clone(),
            example: example.cloned(),
            name,
            place,
            style,
        })
    }
}

fn contents(node: &Value) -> Vec<(String, Value)> {
    let content = node["content"].as_object().into_iter().flatten();
    content.map(|(name, media)| (name.clone(), media.clone())).collect()
}

/// Returns the media type without its parameters.
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(essence.as_str(), "application/json" | "text/json" | "*/*") || essence.ends_with("+json")
}

impl Operation {
    pub(crate) fn successes(&self) -> impl Iterator<Item = (&str, &DocumentedResponse)> {
        let all = self
            .responses
            .iter()
            .map(|(status, response)| (status.as_str(), response));
        all.filter(|(status, _)| status.starts_with('2'))
    }

    pub(crate) fn failures(&self) -> impl Iterator<Item = (&str, &DocumentedResponse)> {
        let all = self
            .responses
            .iter()
            .map(|(status, response)| (status.as_str(), response));
        all.filter(|(status, _)| !status.starts_with(['1', '2']))
    }
}
