//! Parameters: where each is sent, as what, and what it is called in Rust.

use std::collections::BTreeSet;

use super::schema::{Type, Way};
use super::texts::facts;
use super::{Checker, Refused};
use crate::dialect::parameters::is_token;
use crate::name::words::{snake, words};
use crate::node::Node;

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    /// As OpenAPI writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
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
    /// All parameters; `variables` are those of the path, unless the path was refused.
    pub(super) fn parameters(
        &mut self,
        operation: &Node,
        variables: Option<&[String]>,
    ) -> Result<Vec<Parameter>, Refused> {
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
        let place = self.place(node)?;
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
        if place == Place::Header && !is_token(&name) {
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

    fn place(&mut self, node: &Node) -> Result<Place, Refused> {
        match node.get_str("in") {
            Some("path") => Ok(Place::Path),
            Some("query") => Ok(Place::Query),
            Some("header") => Ok(Place::Header),
            Some("cookie") => Ok(Place::Cookie),
            other => {
                let message = format!("a parameter in `{}` is not sent yet", other.unwrap_or("nowhere"));
                let hint = "path, query, header and cookie are; remove the parameter by an overlay if the server does not need it";
                self.findings
                    .refuse(node.get("in").unwrap_or(node).at, "parameter-place", message, hint);
                Err(Refused)
            }
        }
    }

    fn parameter_type(&mut self, node: &Node, place: Place) -> Result<Type, Refused> {
        let Some(schema) = node.get("schema") else {
            let hint = "write `schema: {type: string}`, or what it is";
            self.findings
                .refuse(node.at, "parameter-schema", "this parameter has no `schema`", hint);
            return Err(Refused);
        };
        // A null in a list of parameters has no text: it is left out by not giving it.
        let kind = match self.type_of(schema, Way::Request)? {
            Type::List(item) => Type::List(Box::new(item.present().clone())),
            other => other,
        };
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
}

/// Two parameters of one Rust name, or one that a request has already, get their place behind their names.
fn tell_arguments_apart(parameters: &mut [Parameter]) {
    let mut taken: BTreeSet<String> = REQUEST_METHODS.iter().map(|name| (*name).to_owned()).collect();
    for parameter in parameters {
        let place = parameter.place.name();
        let plain = parameter.rust.trim_end_matches('_').to_owned();
        let told = [parameter.rust.clone(), format!("{plain}_{place}")].into_iter();
        let numbered = (2..).map(|number| format!("{plain}_{place}_{number}"));
        if let Some(free) = told.chain(numbered).find(|name| !taken.contains(name)) {
            taken.insert(free.clone());
            parameter.rust = free;
        }
    }
}
