//! Operations: path, parameters and body, each with one way to be sent.

use super::answer::Answer;
use super::parameter::Parameter;
use super::schema::{Type, Way};
use super::{Checker, Refused};
use crate::dialect::parameters::is_token;
use crate::name::operations::OperationName;
use crate::node::{At, Node};

/// One operation that can be generated.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) at: At,
    pub(crate) id: String,
    /// In upper case.
    pub(crate) method: String,
    pub(crate) template: String,
    /// The path as the page has it.
    pub(crate) documented: String,
    pub(crate) resource: String,
    /// The method's name within the resource.
    pub(crate) call: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    /// Apifox's state of release, if it is not `released`.
    pub(crate) stability: Option<String>,
    /// File name of the page.
    pub(crate) page: String,
    /// Sent with the client's credentials.
    pub(crate) authenticated: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) answers: Vec<Answer>,
}

/// How a body is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Media {
    Json,
    Form,
    /// Several parts, texts and files.
    Multipart,
    /// The caller's bytes, under this media type.
    Bytes(String),
}

/// A request body.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) media: Media,
    pub(crate) kind: Type,
    pub(crate) docs: String,
}

impl Checker<'_> {
    /// Checks one operation.
    pub(crate) fn operation(&mut self, path: &str, method: &str, operation: &Node) -> Result<Operation, Refused> {
        let name = self
            .named
            .operations
            .get(&(method.to_uppercase(), path.to_owned()))
            .ok_or(Refused)?
            .clone();
        let OperationName { id, resource, call } = name;
        // All parts are looked at before any of them stops the operation: every finding appears in one run.
        let variables = self.path_variables(path, operation);
        let parameters = self.parameters(operation, variables.as_deref().ok());
        let body = self.body(operation);
        let answers = self.answers(operation);
        let text = |key| operation.get_str(key).unwrap_or_default().trim().to_owned();
        let page = self.sources.page_of(operation.at).map_or("", |page| page.name());
        variables?;
        Ok(Operation {
            at: operation.at,
            id,
            method: method.to_uppercase(),
            template: path.to_owned(),
            documented: self.documented_path(path, operation).to_owned(),
            resource,
            call,
            summary: text("summary"),
            description: text("description"),
            deprecated: operation.is_true("deprecated"),
            stability: self.named.harvest.stability.get(&operation.at).cloned(),
            page: page.rsplit('/').next().unwrap_or_default().to_owned(),
            authenticated: !self.security_is_told || !operation.items("security").is_empty(),
            parameters: parameters?,
            body: body?,
            answers: answers?,
        })
    }

    /// The variables of a path template, in order.
    fn path_variables(&mut self, path: &str, operation: &Node) -> Result<Vec<String>, Refused> {
        if !path.starts_with('/') {
            let hint =
                format!("write `/{path}`, by an overlay that removes this path and adds the other, or in the page");
            self.findings.refuse(
                operation.at,
                "path-without-slash",
                format!("the path `{path}` does not begin with `/`"),
                hint,
            );
            return Err(Refused);
        }
        let mut variables = Vec::new();
        let mut rest = path;
        while let Some(open) = rest.find(['{', '}']) {
            let inner = rest[open..].strip_prefix('{').and_then(|text| text.split_once('}'));
            let Some((name, behind)) = inner.filter(|(name, _)| !name.is_empty() && !name.contains('{')) else {
                let message = format!("the braces of the path `{path}` do not pair up, or hold no name");
                self.findings
                    .refuse(operation.at, "path-template", message, "a variable is written `{name}`");
                return Err(Refused);
            };
            variables.push(name.to_owned());
            rest = behind;
        }
        if let Some(sign) = path.chars().find(|c| matches!(c, '?' | '#' | ' ')) {
            let message = format!("the path `{path}` holds `{sign}`, which cannot stand in a path");
            self.findings.refuse(
                operation.at,
                "path-template",
                message,
                "a query is documented as parameters with `in: query`",
            );
            return Err(Refused);
        }
        Ok(variables)
    }

    fn body(&mut self, operation: &Node) -> Result<Option<Body>, Refused> {
        let Some(body) = operation.get("requestBody") else {
            return Ok(None);
        };
        let docs = body.get_str("description").unwrap_or_default().trim().to_owned();
        let media: Vec<(&str, &Node)> = body.members("content").collect();
        let known = media.iter().find_map(|(name, node)| Some((media_of(name)?, *node)));
        let Some((media_type, content)) = known else {
            if media.is_empty() {
                return Ok(None); // Apifox writes an empty `content` where the editor's body is "none"
            }
            let names: Vec<&str> = media.iter().map(|(name, _)| *name).collect();
            let message = format!("a request body of type {} is not sent yet", names.join(", "));
            self.findings.refuse(
                body.at,
                "body-media-type",
                message,
                "JSON, forms, multipart/form-data and whatever is one stream of bytes are",
            );
            return Err(Refused);
        };
        if media.len() > 1 {
            let message = "only one of this body's media types is generated";
            self.findings.lossy(
                body.at,
                "several-bodies",
                message,
                "remove the others by an overlay to say that this is meant",
            );
        }
        if let Media::Bytes(_) | Media::Multipart = media_type {
            let docs = if media_type == Media::Multipart {
                self.with_parts(docs, content)
            } else {
                docs
            };
            return Ok(Some(Body {
                media: media_type,
                kind: Type::Any,
                docs,
            }));
        }
        let Some(schema) = content.get("schema") else {
            self.findings.refuse(
                content.at,
                "missing-schema",
                "this body has no `schema`",
                "write one, or `schema: {}` for any JSON",
            );
            return Err(Refused);
        };
        let kind = self.type_of(schema, Way::Request)?;
        if media_type == Media::Form && !matches!(kind, Type::Named(_) | Type::Map(_) | Type::Object) {
            let message = "a form can only be sent of an object";
            let hint = "describe the body as an object with a property for each field, by an overlay";
            self.findings.refuse(schema.at, "form-schema", message, hint);
            return Err(Refused);
        }
        Ok(Some(Body {
            media: media_type,
            kind,
            docs,
        }))
    }
}

impl Checker<'_> {
    /// What is said of a form of several parts: each part with its kind. The form itself is the caller's to make.
    fn with_parts(&self, docs: String, content: &Node) -> String {
        let schema = content.get("schema");
        let named = schema
            .and_then(|schema| schema.get_str("$ref"))
            .and_then(crate::resolve::schema_name);
        let object = named.and_then(|name| self.component(&name)).or(schema);
        let Some(object) = object else { return docs };
        let required: Vec<&str> = object.strings("required").collect();
        let parts = object.members("properties").map(|(name, part)| {
            let kind = match part.get_str("format") {
                Some("binary" | "byte") => "a file",
                _ => "a text",
            };
            let need = if required.contains(&name) { ", required" } else { "" };
            let words = part
                .get_str("description")
                .map(|text| format!(" ({})", text.trim()))
                .unwrap_or_default();
            format!("`{}`: {kind}{need}{words}", name.replace('`', "'"))
        });
        let parts: Vec<String> = parts.collect();
        if parts.is_empty() {
            return docs;
        }
        format!("{docs} Parts: {}.", parts.join("; ")).trim().to_owned()
    }
}

/// How a body of a media type is written; `None` if it cannot be yet. JSON comes before forms, and both before bytes.
fn media_of(name: &str) -> Option<Media> {
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" => Some(Media::Json),
        "application/x-www-form-urlencoded" => Some(Media::Form),
        "*/*" => Some(Media::Bytes("application/octet-stream".to_owned())),
        "multipart/form-data" => Some(Media::Multipart),
        _ if essence.starts_with("multipart/") => None,
        _ => {
            let sound = essence.contains('/') && essence.split('/').all(is_token);
            sound.then_some(Media::Bytes(essence))
        }
    }
}
