//! Parameters: their places, encodings and Rust names.

use std::collections::BTreeSet;

use super::checker::{Checker, Refused};
use super::response::examples_of;
use super::schema::{Direction, type_of_sound};
use super::texts::facts;
use crate::media_type::is_token;
use crate::model::{Parameter, ParameterEncoding, Place, Style, StyleSettings, Type, Value};
use crate::name::ascii::{self, Spelling, Spellings, ascii_words};
use crate::name::operations::OperationName;
use crate::name::order::Owner;
use crate::name::words::{snake, words};
use crate::node::{At, Node};
use crate::reference::parameter_identity;

/// The methods of every request. The place is appended to the name of a parameter with such a name.
/// (`body` is also an argument of methods.)
const REQUEST_METHODS: [&str; 10] = [
    "attempt_timeout", "blocking", "body", "clone", "header", "idempotency_key", "into_future", "retry", "send",
    "timeout",
];

impl Checker<'_> {
    /// Checks all parameters; `variables` are those of the path, unless the path was refused.
    /// `names` are those of the operation.
    pub(super) fn parameters(
        &mut self,
        operation: &Node,
        variables: Option<&[String]>,
        names: &OperationName,
    ) -> Result<Vec<Parameter>, Refused> {
        let mut list = Vec::new();
        let mut seen = BTreeSet::new();
        let mut failed = false;
        for node in operation.items("parameters") {
            if let Some((place, name)) = parameter_identity(node)
                && !seen.insert((place.clone(), name.clone()))
            {
                let message = format!("the {place} parameter `{name}` is declared twice");
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
        for variable in known
            .iter()
            .filter(|name| !seen.contains(&("path".to_owned(), (*name).clone())))
        {
            let message = format!("the path variable `{{{variable}}}` is not declared");
            let hint = format!(
                "add to `parameters`:\n- name: {variable}\n  in: path\n  required: true\n  schema: {{type: string}}"
            );
            self.findings
                .refuse(operation.at, "undeclared-path-parameter", message, hint);
            failed = true;
        }
        self.report_shared_query_names(operation, &list);
        for parameter in list.iter_mut().filter(|parameter| parameter.place == Place::Path) {
            parameter.published = names.published_argument(&parameter.name).map(str::to_owned);
        }
        // Arguments are in the order of the path, then of the page.
        list.sort_by_key(|parameter| match parameter.place {
            Place::Path => known
                .iter()
                .position(|name| *name == parameter.name)
                .unwrap_or_default(),
            Place::Query | Place::Header | Place::Cookie | Place::Part => known.len(),
        });
        if failed { Err(Refused) } else { Ok(list) }
    }

    /// Reports exploded objects with a member that has the name of another parameter: the server
    /// receives that name twice.
    fn report_shared_query_names(&mut self, operation: &Node, parameters: &[Parameter]) {
        let is_spread = |parameter: &&Parameter| {
            let is_exploded = |written: &StyleSettings| written.style == Style::Form && written.explode;
            parameter.place == Place::Query
                && matches!(&parameter.sent, ParameterEncoding::Styled(written, Value::Json) if is_exploded(written))
        };
        for spread in parameters.iter().filter(is_spread) {
            let members = self.member_names(&spread.kind);
            let mut others = parameters.iter().filter(|other| other.place == Place::Query);
            let Some(other) = others.find(|other| other.name != spread.name && members.contains(&other.name)) else {
                continue;
            };
            let (object, name) = (&spread.name, &other.name);
            let nodes = operation.items("parameters").iter();
            let at = nodes
                .filter(|node| node.get_str("in") == Some("query"))
                .find(|node| node.get_str("name") == Some(object))
                .map_or(operation.at, |node| node.at);
            let message = format!(
                "the property `{name}` of the parameter `{object}` is sent as `{name}`, which is also the name of another parameter"
            );
            let hint =
                "write the style that the server reads, such as `deepObject`, or remove one of the two by an overlay";
            self.findings.lossy(at, "same-query-name", message, hint);
        }
    }

    fn member_names(&self, kind: &Type) -> BTreeSet<String> {
        let named = |kind: &Type| match kind.present() {
            Type::Named(name) => self.schemas.get(name).map(|schema| &schema.node),
            _ => None,
        };
        let schema = named(kind);
        let alternatives = schema.into_iter().flat_map(|node| node.items("oneOf"));
        let all = schema
            .into_iter()
            .chain(alternatives.filter_map(|part| named(&type_of_sound(part))));
        all.flat_map(|node| node.members("properties").map(|(name, _)| name.to_owned()))
            .collect()
    }

    /// Checks one parameter; `None` for one without an argument.
    fn parameter(&mut self, node: &Node, variables: Option<&[String]>) -> Result<Option<Parameter>, Refused> {
        self.require_resolved(node, "parameters")?;
        let name = node.get_str("name").unwrap_or_default().to_owned();
        let place = self.place(node)?;
        if place == Place::Path && variables.is_some_and(|variables| !variables.contains(&name)) {
            let message = format!("the path has no variable `{{{name}}}`; the parameter is left out");
            self.findings.lossy(
                node.at,
                "parameter-not-in-path",
                message,
                "correct the path or the name of the parameter",
            );
            return Ok(None);
        }
        if is_idempotency_key(node) {
            return Ok(None); // every request has the method `idempotency_key`
        }
        if place == Place::Header && !is_token(&name) {
            let message = format!("`{name}` is not a valid header name (RFC 9110, section 5.1)");
            let hint = "use only ASCII letters, digits and the characters !#$%&'*+-.^_`|~";
            return self.omit_or_refuse(node, "header-name", message, hint);
        }
        if place == Place::Cookie && (name.is_empty() || !name.bytes().all(is_cookie_name_byte)) {
            let message = format!("`{name}` is not a valid cookie name (RFC 6265, section 4.1.1)");
            let hint = "use only visible ASCII characters, and none of \" , ; = \\";
            return self.omit_or_refuse(node, "cookie-name", message, hint);
        }
        let (kind, sent) = self.parameter_type(node, place)?;
        let schema = node.get("schema").unwrap_or(node);
        // Null has no text form: a nullable parameter is optional.
        let required = place == Place::Path || (node.is_true("required") && !schema.is_true("nullable"));
        let text = node.get_str("description").or(schema.get_str("description"));
        let docs = text.unwrap_or_default().trim().to_owned();
        let example = example(node, schema);
        Ok(Some(Parameter {
            name,
            published: None,     // set once all are known
            rust: String::new(), // set once all names are known
            place,
            required,
            kind,
            sent,
            docs,
            facts: facts(schema),
            example,
        }))
    }

    /// Leaves out an optional parameter, and refuses a required one.
    fn omit_or_refuse(
        &mut self,
        node: &Node,
        code: &'static str,
        message: String,
        hint: &str,
    ) -> Result<Option<Parameter>, Refused> {
        if node.is_true("required") {
            self.findings.refuse(node.at, code, message, hint);
            return Err(Refused);
        }
        let message = format!("{message}; the parameter is left out");
        self.findings.lossy(node.at, code, message, hint);
        Ok(None)
    }

    fn place(&mut self, node: &Node) -> Result<Place, Refused> {
        match node.get_str("in") {
            Some("path") => Ok(Place::Path),
            Some("query") => Ok(Place::Query),
            Some("header") => Ok(Place::Header),
            Some("cookie") => Ok(Place::Cookie),
            Some(place @ ("body" | "formData")) => {
                let message = format!("`in: {place}` documents a second body, and a request has only one");
                let hint = "remove the body that the server does not read, by an overlay";
                self.findings.refuse(node.at, "several-body-parameters", message, hint);
                Err(Refused)
            }
            other => {
                let message = format!("`in: {}` is not a location of a parameter", other.unwrap_or_default());
                let hint = "use path, query, header or cookie, and describe a body by one `requestBody`; remove the \
                            parameter by an overlay if the server does not need it";
                self.findings
                    .refuse(node.get("in").unwrap_or(node).at, "parameter-place", message, hint);
                Err(Refused)
            }
        }
    }

    fn parameter_type(&mut self, node: &Node, place: Place) -> Result<(Type, ParameterEncoding), Refused> {
        let Some(schema) = node.get("schema") else {
            let hint = "write `schema: {type: string}`, or its actual type";
            self.findings
                .refuse(node.at, "parameter-schema", "this parameter has no `schema`", hint);
            return Err(Refused);
        };
        let kind = self.type_of(schema, Direction::Request)?;
        let kind = match self.narrowed(schema, kind) {
            // A value of any type is sent as text.
            Type::List(item) if item.present() == &Type::Any => Type::List(Box::new(Type::String)),
            // Null has no text form, so callers omit such items.
            Type::List(item) => Type::List(Box::new(item.present().clone())),
            Type::Any => Type::String,
            other => other,
        };
        let (written, value) = self.written(node, place, &kind)?;
        Ok((kind, ParameterEncoding::Styled(written, value)))
    }
}

/// Whether the client sends a byte in a cookie's name. Servers accept more than the tokens of RFC
/// 6265, such as `filter[name]`.
fn is_cookie_name_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\' | b'=')
}

/// Whether this is the header `Idempotency-Key`.
pub(crate) fn is_idempotency_key(parameter: &Node) -> bool {
    let name = parameter.get_str("name").unwrap_or_default();
    parameter.get_str("in") == Some("header") && name.eq_ignore_ascii_case("idempotency-key")
}

/// Returns a documented value of a parameter, as JSON.
pub(super) fn example(parameter: &Node, schema: &Node) -> Option<String> {
    let own = examples_of(parameter).next();
    own.or(schema.get("example")).map(Node::json)
}

impl Checker<'_> {
    /// Returns the configured type of a format for a number, a string, or an array of these. Only
    /// sent numbers have it: a response may have others.
    pub(super) fn narrowed(&self, schema: &Node, kind: Type) -> Type {
        let configured = |format: &str| self.formats.contains_key(format);
        match kind {
            Type::Integer | Type::Unsigned | Type::Number => match schema.get_str("format") {
                Some(format) if configured(format) => Type::Narrow(format.to_owned()),
                _ => kind,
            },
            Type::String => match schema.get_str("format") {
                Some(format) if configured(format) => Type::Formatted(format.to_owned()),
                _ => kind,
            },
            Type::List(item) => match schema.get("items") {
                Some(items) => Type::List(Box::new(self.narrowed(items, *item))),
                None => Type::List(item),
            },
            Type::Nullable(inner) => Type::Nullable(Box::new(self.narrowed(schema, *inner))),
            _ => kind,
        }
    }

    /// Names the arguments; those of a published operation keep the names from before names were
    /// spelled in ASCII.
    pub(super) fn name_arguments(&mut self, id: &str, at: At, parameters: &mut [Parameter], more: BTreeSet<String>) {
        let keeps = self.named.spelling(Owner::Operation, id) == Spelling::Published;
        for parameter in &mut *parameters {
            parameter.rust = rust_name(parameter.published_name(), self.spellings, keeps);
        }
        disambiguate_arguments(parameters, more);
        for parameter in parameters.iter().filter(|_| !keeps) {
            let spelled = (parameter.published_name(), parameter.rust.as_str());
            ascii::note("parameter", spelled, at, (self.spellings, self.findings));
        }
    }
}

/// Returns the name of an argument.
fn rust_name(name: &str, spellings: &Spellings, keeps_spelling: bool) -> String {
    let own = match spellings.get(name) {
        Some(given) => words(given),
        None if keeps_spelling => {
            let ascii = |c: char| if c.is_ascii() { c } else { ' ' };
            words(&name.chars().map(ascii).collect::<String>())
        }
        None => Some(words(name))
            .filter(|own| !own.is_empty())
            .unwrap_or_else(|| ascii_words(name)),
    };
    if own.is_empty() {
        "parameter".to_owned()
    } else {
        snake(&own)
    }
}

/// Appends the place to the names of parameters that share a Rust name, or have the name of a
/// method of the request. `more` are the methods that this request has in addition to those of
/// every request.
fn disambiguate_arguments(parameters: &mut [Parameter], more: BTreeSet<String>) {
    let mut used = more;
    used.extend(REQUEST_METHODS.iter().map(|name| (*name).to_owned()));
    for parameter in parameters {
        let place = parameter.place.name();
        let plain = parameter.rust.trim_end_matches('_').to_owned();
        let candidates = [parameter.rust.clone(), format!("{plain}_{place}")].into_iter();
        let numbered = (2..).map(|number| format!("{plain}_{place}_{number}"));
        if let Some(free) = candidates.chain(numbered).find(|name| !used.contains(name)) {
            used.insert(free.clone());
            parameter.rust = free;
        }
    }
}
