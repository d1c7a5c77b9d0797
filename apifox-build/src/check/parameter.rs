//! Parameters: where each is sent, as what, and what it is called in Rust.

use std::collections::BTreeSet;

use super::checker::{Checker, Refused};
use super::response::examples_of;
use super::schema::{Way, type_of_sound};
use super::texts::facts;
use crate::media_type::is_token;
use crate::model::{Parameter, Place, Sent, Style, Type, Value, Written};
use crate::name::ascii::{self, Spelling, Spellings, ascii_words};
use crate::name::order::Owner;
use crate::name::words::{snake, words};
use crate::node::{At, Node};
use crate::reference::parameter_identity;

/// Methods that every request has; a parameter of such a name gets its place behind it. (`body`: also the argument of a method.)
const REQUEST_METHODS: [&str; 10] = [
    "attempt_timeout",
    "blocking",
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
            let message = format!("the path's variable `{{{variable}}}` is declared nowhere");
            let hint = format!(
                "add to `parameters`:\n- name: {variable}\n  in: path\n  required: true\n  schema: {{type: string}}"
            );
            self.findings
                .refuse(operation.at, "undeclared-path-parameter", message, hint);
            failed = true;
        }
        self.members_differ(operation, &list);
        // Arguments come in the order of the path, then of the page.
        list.sort_by_key(|parameter| match parameter.place {
            Place::Path => known
                .iter()
                .position(|name| *name == parameter.name)
                .unwrap_or_default(),
            Place::Query | Place::Header | Place::Cookie | Place::Part => known.len(),
        });
        if failed { Err(Refused) } else { Ok(list) }
    }

    /// An object whose members are parameters of their own: another of the same name is sent beside it, and the server sees two.
    fn members_differ(&mut self, operation: &Node, parameters: &[Parameter]) {
        let is_spread = |parameter: &&Parameter| {
            let is_exploded = |written: &Written| written.style == Style::Form && written.explode;
            parameter.place == Place::Query
                && matches!(&parameter.sent, Sent::Styled(written, Value::Json) if is_exploded(written))
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
                "the member `{name}` of the parameter `{object}` is sent under its own name, which is another parameter's too"
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

    /// One parameter; `None` for one that needs no argument.
    fn parameter(&mut self, node: &Node, variables: Option<&[String]>) -> Result<Option<Parameter>, Refused> {
        self.refers_to_something(node, "parameters")?;
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
        if is_idempotency_key(node) {
            return Ok(None); // every request can be given one: `idempotency_key` of the run time
        }
        if place == Place::Header && !is_token(&name) {
            let message = format!("`{name}` cannot be the name of a header (RFC 9110, token)");
            let hint = "letters, digits and -_.!#$%&'*+^`|~ only";
            return self.without_parameter(node, "header-name", message, hint);
        }
        if place == Place::Cookie && (name.is_empty() || !name.bytes().all(is_of_cookie_name)) {
            let message = format!("`{name}` cannot be the name of a cookie (RFC 6265, 4.1.1)");
            let hint = "ASCII characters only, without blanks and without any of \"=,;\\";
            return self.without_parameter(node, "cookie-name", message, hint);
        }
        let (kind, sent) = self.parameter_type(node, place)?;
        let schema = node.get("schema").unwrap_or(node);
        // Null has no text: a parameter that may be null may be left out.
        let required = place == Place::Path || (node.is_true("required") && !schema.is_true("nullable"));
        let text = node.get_str("description").or(schema.get_str("description"));
        let docs = text.unwrap_or_default().trim().to_owned();
        let example = example(node, schema);
        Ok(Some(Parameter {
            name,
            rust: String::new(), // once all are known
            place,
            required,
            kind,
            sent,
            docs,
            facts: facts(schema),
            example,
        }))
    }

    /// A call without an optional parameter is a right one; without a required one it is not.
    fn without_parameter(
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
                let message = format!("`in: {place}` stands beside another body; a call has one");
                let hint = "remove the one that the server does not read, by an overlay";
                self.findings.refuse(node.at, "several-body-parameters", message, hint);
                Err(Refused)
            }
            other => {
                let message = format!("`in: {}` is no place of a parameter", other.unwrap_or_default());
                let hint = "path, query, header and cookie are, and a body is described by one `requestBody`; remove the \
                            parameter by an overlay if the server does not need it";
                self.findings
                    .refuse(node.get("in").unwrap_or(node).at, "parameter-place", message, hint);
                Err(Refused)
            }
        }
    }

    fn parameter_type(&mut self, node: &Node, place: Place) -> Result<(Type, Sent), Refused> {
        let Some(schema) = node.get("schema") else {
            let hint = "write `schema: {type: string}`, or what it is";
            self.findings
                .refuse(node.at, "parameter-schema", "this parameter has no `schema`", hint);
            return Err(Refused);
        };
        let kind = self.type_of(schema, Way::Request)?;
        let kind = match self.narrowed(schema, kind) {
            // Whatever a value is, text is what is sent.
            Type::List(item) if item.present() == &Type::Any => Type::List(Box::new(Type::String)),
            // A null in a list of parameters has no text: it is left out by not giving it.
            Type::List(item) => Type::List(Box::new(item.present().clone())),
            Type::Any => Type::String,
            other => other,
        };
        let (written, value) = self.written(node, place, &kind)?;
        Ok((kind, Sent::Styled(written, value)))
    }
}

/// What the run time sends as a cookie's name: servers take more than the tokens of RFC 6265, such as `filter[name]`.
fn is_of_cookie_name(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\' | b'=')
}

/// Whether this is the header `Idempotency-Key`.
pub(crate) fn is_idempotency_key(parameter: &Node) -> bool {
    let name = parameter.get_str("name").unwrap_or_default();
    parameter.get_str("in") == Some("header") && name.eq_ignore_ascii_case("idempotency-key")
}

/// A documented value of a parameter, as JSON.
pub(super) fn example(parameter: &Node, schema: &Node) -> Option<String> {
    let own = examples_of(parameter).next();
    own.or(schema.get("example")).map(Node::json)
}

impl Checker<'_> {
    /// A number or a string, or a list of these, of a format that has a type by the configuration. Only what is sent is such a number: a
    /// response may hold others.
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

    /// Names for arguments; those of a published operation are what they were before names were spelled in ASCII.
    pub(super) fn name_arguments(&mut self, id: &str, at: At, parameters: &mut [Parameter], more: BTreeSet<String>) {
        let keeps = self.named.spelling(Owner::Operation, id) == Spelling::Published;
        for parameter in &mut *parameters {
            parameter.rust = rust_name(&parameter.name, self.spellings, keeps);
        }
        tell_arguments_apart(parameters, more);
        for parameter in parameters.iter().filter(|_| !keeps) {
            let spelled = (parameter.name.as_str(), parameter.rust.as_str());
            ascii::note("parameter", spelled, at, (self.spellings, self.findings));
        }
    }
}

/// An argument's name.
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

/// Two parameters of one Rust name, or one that a request has already, get their place behind their names. `more` are methods that
/// this request has beside those of every one.
fn tell_arguments_apart(parameters: &mut [Parameter], more: BTreeSet<String>) {
    let mut taken = more;
    taken.extend(REQUEST_METHODS.iter().map(|name| (*name).to_owned()));
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
