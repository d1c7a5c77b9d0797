//! Operations: path, parameters and body, each with one way to be sent.

use std::collections::BTreeSet;

use super::answer::Answer;
use super::schema::{Type, Way, facts};
use super::{Checker, Refused};
use crate::name::operations::OperationName;
use crate::name::words::{snake, words};
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

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// One parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// As it is sent.
    pub(crate) name: String,
    /// As it is written in Rust.
    pub(crate) rust: String,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) kind: Type,
    pub(crate) docs: String,
}

/// How a body is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Media {
    Json,
    Form,
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

/// Methods that every request has; a parameter of such a name gets its place behind it.
const REQUEST_METHODS: [&str; 8] = [
    "body",
    "clone",
    "header",
    "idempotency_key",
    "into_future",
    "retry",
    "send",
    "timeout",
];

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

    /// All parameters; `variables` are those of the path, unless the path was refused.
    fn parameters(&mut self, operation: &Node, variables: Option<&[String]>) -> Result<Vec<Parameter>, Refused> {
        let mut list = Vec::new();
        let mut seen = BTreeSet::new();
        let mut failed = false;
        for node in operation.items("parameters") {
            let identity = (
                node.get_str("in").unwrap_or_default(),
                node.get_str("name").unwrap_or_default(),
            );
            if !seen.insert(identity) {
                let message = format!("the {} parameter `{}` is declared twice", identity.0, identity.1);
                self.findings
                    .refuse(node.at, "repeated-parameter", message, "remove one of the two");
                failed = true;
                continue;
            }
            match self.parameter(node, variables) {
                Ok(parameter) => list.extend(parameter),
                Err(Refused) => failed = true,
            }
        }
        let known = variables.unwrap_or_default();
        for variable in known.iter().filter(|name| !seen.contains(&("path", name.as_str()))) {
            let message = format!("the path's variable `{{{variable}}}` is declared nowhere");
            let hint = format!(
                "add to `parameters`:\n- name: {variable}\n  in: path\n  required: true\n  schema: {{type: string}}"
            );
            self.findings
                .refuse(operation.at, "undeclared-path-parameter", message, hint);
            failed = true;
        }
        // Arguments come in the order of the path, then of the page.
        list.sort_by_key(|parameter| match parameter.place {
            Place::Path => known
                .iter()
                .position(|name| *name == parameter.name)
                .unwrap_or_default(),
            Place::Query | Place::Header | Place::Cookie => known.len(),
        });
        tell_arguments_apart(&mut list);
        if failed { Err(Refused) } else { Ok(list) }
    }

    /// One parameter; `None` for one that needs no argument.
    fn parameter(&mut self, node: &Node, variables: Option<&[String]>) -> Result<Option<Parameter>, Refused> {
        let name = node.get_str("name").unwrap_or_default().to_owned();
        let place = match node.get_str("in") {
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            Some("header") => Place::Header,
            Some("cookie") => Place::Cookie,
            other => {
                let message = format!("a parameter in `{}` is not sent yet", other.unwrap_or("nowhere"));
                let hint = "path, query, header and cookie are; remove the parameter by an overlay if the server does not need it";
                self.findings
                    .refuse(node.get("in").unwrap_or(node).at, "parameter-place", message, hint);
                return Err(Refused);
            }
        };
        if place == Place::Path && variables.is_some_and(|variables| !variables.contains(&name)) {
            let message = format!("the path has no variable `{{{name}}}`; the parameter is left out");
            self.findings.lossy(
                node.at,
                "parameter-not-in-path",
                message,
                "mend the path or the parameter's name",
            );
            return Ok(None);
        }
        if place == Place::Header && name.eq_ignore_ascii_case("idempotency-key") {
            return Ok(None); // every request can be given one: `idempotency_key` of the run time
        }
        if place == Place::Header && (name.is_empty() || !name.bytes().all(is_token)) {
            let message = format!("`{name}` cannot be the name of a header (RFC 9110, token)");
            self.findings.refuse(
                node.at,
                "header-name",
                message,
                "letters, digits and -_.!#$%&'*+^`|~ only",
            );
            return Err(Refused);
        }
        let kind = self.parameter_type(node, place)?;
        let schema = node.get("schema").unwrap_or(node);
        let text = node
            .get_str("description")
            .or(schema.get_str("description"))
            .unwrap_or_default()
            .trim()
            .to_owned();
        let docs = std::iter::once(text)
            .filter(|text| !text.is_empty())
            .chain(facts(schema))
            .collect::<Vec<_>>()
            .join(" ");
        let required = place == Place::Path || node.is_true("required");
        let own_words = words(&name);
        let rust = if own_words.is_empty() {
            "parameter".to_owned()
        } else {
            snake(&own_words)
        };
        Ok(Some(Parameter {
            name,
            rust,
            place,
            required,
            kind,
            docs,
        }))
    }

    fn parameter_type(&mut self, node: &Node, place: Place) -> Result<Type, Refused> {
        let Some(schema) = node.get("schema") else {
            let hint = "write `schema: {type: string}`, or what it is";
            self.findings
                .refuse(node.at, "parameter-schema", "this parameter has no `schema`", hint);
            return Err(Refused);
        };
        let kind = self.type_of(schema, Way::Request)?;
        let scalar = |kind: &Type| match kind {
            Type::Named(name) => self
                .schemas
                .get(name)
                .is_some_and(|schema| !schema.node.items("enum").is_empty()),
            Type::String | Type::Integer | Type::Unsigned | Type::Number | Type::Boolean => true,
            _ => false,
        };
        let default_style = node.get("style").is_none_or(|style| {
            style.as_str()
                == Some(if matches!(place, Place::Query | Place::Cookie) {
                    "form"
                } else {
                    "simple"
                })
        });
        let repeats = node.get("explode").and_then(Node::as_bool) != Some(false);
        let ok = match &kind {
            Type::List(item) => place == Place::Query && scalar(item) && repeats,
            other => scalar(other),
        };
        if ok && default_style {
            return Ok(kind);
        }
        let message = "a parameter of this type or style is not sent yet";
        let hint = "scalars are, and lists in a query as repeated keys; others can be described as `type: string` by an overlay";
        self.findings.refuse(schema.at, "parameter-type", message, hint);
        Err(Refused)
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
                "application/json and application/x-www-form-urlencoded are",
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
        if let Media::Bytes(_) = media_type {
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

/// How a body of a media type is written; `None` if it cannot be yet. JSON comes before forms, and both before bytes.
fn media_of(name: &str) -> Option<Media> {
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" => Some(Media::Json),
        "application/x-www-form-urlencoded" => Some(Media::Form),
        "*/*" => Some(Media::Bytes("application/octet-stream".to_owned())),
        _ if essence.starts_with("multipart/") => None,
        _ if !essence.contains('/') || !essence.bytes().all(|byte| byte == b'/' || is_token(byte)) => None,
        _ => Some(Media::Bytes(essence)),
    }
}

/// RFC 9110, `tchar`.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Two parameters of one Rust name, or one that a request has already, get their place behind their names.
fn tell_arguments_apart(parameters: &mut [Parameter]) {
    let mut taken: BTreeSet<String> = REQUEST_METHODS.iter().map(|name| (*name).to_owned()).collect();
    for parameter in parameters {
        let place = match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
        };
        let plain = parameter.rust.trim_end_matches('_').to_owned();
        let told = [parameter.rust.clone(), format!("{plain}_{place}")].into_iter();
        let numbered = (2..).map(|number| format!("{plain}_{place}_{number}"));
        if let Some(free) = told.chain(numbered).find(|name| !taken.contains(name)) {
            taken.insert(free.clone());
            parameter.rust = free;
        }
    }
}
