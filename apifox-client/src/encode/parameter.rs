//! Encodes parameters: the expansion of RFC 6570, section 3.2, for the styles
//! and locations of OpenAPI 3.0.4, "Style Values".

use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::form::fields;
use super::node::Node;
use super::style::{Layout, Style};
use super::value::Value;
use super::{RESERVED, is_cookie_octet};
use crate::config_error::{ConfigError, ConfigKind};

/// The characters that `allowReserved` leaves unencoded: `gen-delims` and `sub-delims` of RFC 3986,
/// except for those that change or end a query (`#&+=`), and `'`, which http URLs always encode.
const ALLOW_RESERVED: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'[')
    .remove(b']');

/// The same set for items that are separated by commas.
const ALLOW_RESERVED_IN_ITEMS: &AsciiSet = &ALLOW_RESERVED.add(b',');

const NESTED: &str = "has a nested array or object, which its style cannot represent";
const DIVIDED: &str = "has an item that contains the delimiter of its style, so it would be received as two";
const NO_COOKIE: &str = "contains whitespace, quotes, commas, semicolons or characters beyond ASCII";

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the header `Cookie`.
    Cookie,
}

/// Receives a name, if the style writes one, and the items of its value.
type Emit<'p> = &'p mut dyn FnMut(Option<&str>, &[&str]) -> Result<(), &'static str>;

impl Place {
    /// Encodes a parameter for its location; returns `None` if there is nothing to send.
    pub(crate) fn encode(self, name: &str, style: Style, value: Value) -> Result<Option<String>, ConfigError> {
        let node = value
            .into_node()
            .map_err(|error| self.refused(name, "cannot be encoded").with_source(error))?;
        self.written(name, style, &node).map_err(|why| self.refused(name, why))
    }

    /// Encodes a serialized value, or returns the reason why it cannot.
    pub(super) fn written(self, name: &str, style: Style, node: &Node) -> Result<Option<String>, &'static str> {
        self.check(style, node)?;
        match self {
            Self::Path => path(style, name, node).map(Some),
            Self::Query => query(style, name, node),
            Self::Header => header(style, name, node),
            Self::Cookie => cookie(style, name, node),
        }
    }

    fn refused(self, name: &str, why: &str) -> ConfigError {
        let (kind, what) = match self {
            Self::Path => (ConfigKind::Path, "path argument"),
            Self::Query => (ConfigKind::Query, "query parameter"),
            Self::Header => (ConfigKind::Header, "header"),
            Self::Cookie => (ConfigKind::Header, "cookie"),
        };
        ConfigError::new(kind, format!("the {what} `{name}` {why}"))
    }

    /// Checks that the style can represent the value unambiguously.
    fn check(self, style: Style, node: &Node) -> Result<(), &'static str> {
        let delimiter = match (self, style.layout) {
            // A comma in an item is percent-encoded in these, and is refused in
            // the items of a cookie.
            (Self::Path, Layout::Simple | Layout::Matrix)
            | (Self::Query, Layout::Form | Layout::Deep)
            | (Self::Cookie, Layout::Form) => None,
            (Self::Path, Layout::Label) => style.explode.then_some('.'),
            (Self::Query, Layout::Space) => (!style.explode).then_some(' '),
            (Self::Query, Layout::Pipe) => (!style.explode).then_some('|'),
            (Self::Header, Layout::Simple) => Some(','),
            _ => return Err("has a style that OpenAPI does not define for its location"),
        };
        let divided = |text: &str| delimiter.is_some_and(|delimiter| text.contains(delimiter));
        let any = match node {
            Node::Null | Node::Text(_) => false,
            Node::List(nodes) => nodes
                .iter()
                .any(|node| matches!(node, Node::Text(text) if divided(text))),
            Node::Object(members) => members
                .iter()
                .any(|(key, node)| matches!(node, Node::Text(text) if divided(text) || divided(key))),
        };
        if any { Err(DIVIDED) } else { Ok(()) }
    }
}

fn query(style: Style, name: &str, node: &Node) -> Result<Option<String>, &'static str> {
    let (delimiter, in_items) = match style.layout {
        Layout::Space => ("%20", ALLOW_RESERVED),
        Layout::Pipe => ("%7C", ALLOW_RESERVED),
        _ => (",", ALLOW_RESERVED_IN_ITEMS),
    };
    let joined = !style.spreads() && !matches!(node, Node::Text(_));
    let set = match (style.reserved, joined) {
        (false, _) => RESERVED,
        (true, false) => ALLOW_RESERVED,
        (true, true) => in_items,
    };
    let mut text = Written::default();
    expand(style, name, node, &mut |name, items| {
        text.begin("", "&");
        if let Some(name) = name {
            text.push(name, RESERVED);
            text.push_raw("=");
        }
        text.join(items, delimiter, set);
        Ok(())
    })?;
    Ok(text.finish())
}

/// Encodes a path argument, which must not be absent and must not address another object.
fn path(style: Style, name: &str, node: &Node) -> Result<String, &'static str> {
    let (first, separator) = match style.layout {
        Layout::Label => (".", "."),
        Layout::Matrix => (";", ";"),
        _ => ("", ","),
    };
    if matches!(node, Node::Text(text) if text.is_empty()) {
        return Err("is empty");
    }
    let mut text = Written::default();
    expand(style, name, node, &mut |name, items| {
        text.begin(first, separator);
        if let Some(name) = name {
            text.push(name, RESERVED);
            // RFC 6570, section 3.2.7: a matrix parameter without a value has no `=`.
            if style.layout != Layout::Matrix || items != [""] {
                text.push_raw("=");
            }
        }
        text.join(items, ",", RESERVED);
        Ok(())
    })?;
    match text.finish() {
        None => Err("is empty"),
        Some(text) => match text.as_str() {
            "" => Err("is empty"),
            "." | ".." => Err("is `.` or `..`, which would address another object"),
            _ => Ok(text),
        },
    }
}

/// Writes values verbatim; the header checks whether it can carry them.
fn header(style: Style, name: &str, node: &Node) -> Result<Option<String>, &'static str> {
    let mut text = Written::default();
    expand(style, name, node, &mut |key, items| {
        text.begin("", ",");
        if let Some(key) = key {
            if key.contains('=') {
                return Err("has a member with an equals sign in its name");
            }
            text.push_raw(key);
            text.push_raw("=");
        }
        text.push_raw(&items.join(","));
        Ok(())
    })?;
    Ok(text.finish())
}

/// Follows RFC 6265, section 4.1.1, except for the comma between items, which OpenAPI requires and
/// servers accept, and for brackets in names, which RFC 6265 does not allow.
fn cookie(style: Style, name: &str, node: &Node) -> Result<Option<String>, &'static str> {
    let mut text = Written::default();
    expand(style, name, node, &mut |name, items| {
        let name = name.unwrap_or_default();
        if name.is_empty() || name.contains('=') || !name.bytes().all(is_cookie_octet) {
            return Err("has a name that is not allowed for a cookie");
        }
        if !items.iter().all(|item| item.bytes().all(is_cookie_octet)) {
            return Err(NO_COOKIE);
        }
        text.begin("", "; ");
        text.push_raw(name);
        text.push_raw("=");
        text.push_raw(&items.join(","));
        Ok(())
    })?;
    Ok(text.finish())
}

/// Expands a value into the pairs of its style. Undefined values (RFC 6570,
/// section 2.3) are skipped.
fn expand(style: Style, name: &str, node: &Node, put: Emit<'_>) -> Result<(), &'static str> {
    if style.spreads() {
        return spread(style, name, node, put);
    }
    let named = match style.layout {
        Layout::Simple | Layout::Label => None,
        _ => Some(name),
    };
    let mut joined = Vec::new();
    match node {
        Node::Null => {}
        Node::Text(text) => joined.push(text.as_str()),
        Node::List(nodes) => {
            for item in nodes.iter().filter_map(scalar) {
                if style.explode {
                    put(named, &[item?])?;
                } else {
                    joined.push(item?);
                }
            }
        }
        Node::Object(members) => {
            for (key, node) in members {
                match scalar(node).transpose()? {
                    None => {}
                    Some(value) if style.explode => put(Some(key), &[value])?,
                    Some(value) => joined.extend([key.as_str(), value]),
                }
            }
        }
    }
    if joined.is_empty() {
        return Ok(());
    }
    put(named, &joined)
}

/// Expands every member or item into a separate parameter, and nested values as in form bodies.
fn spread(style: Style, name: &str, node: &Node, put: Emit<'_>) -> Result<(), &'static str> {
    let mut result = Ok(());
    let mut put = |name: &str, text: &str| {
        if result.is_ok() {
            result = put(Some(name), &[text]);
        }
    };
    match node {
        Node::Object(members) if style.layout != Layout::Deep => {
            for (key, node) in members {
                fields(key, node, &mut put);
            }
        }
        _ => fields(name, node, &mut put),
    }
    result
}

/// Returns the string of an item; `None` for a null.
fn scalar(node: &Node) -> Option<Result<&str, &'static str>> {
    match node {
        Node::Null => None,
        Node::Text(text) => Some(Ok(text)),
        Node::List(_) | Node::Object(_) => Some(Err(NESTED)),
    }
}

/// A string under construction, which distinguishes an empty string from none.
#[derive(Default)]
struct Written(Option<String>);

impl Written {
    fn begin(&mut self, first: &str, separator: &str) {
        match &mut self.0 {
            None => self.0 = Some(first.to_owned()),
            Some(text) => text.push_str(separator),
        }
    }

    fn push(&mut self, text: &str, set: &'static AsciiSet) {
        self.0.get_or_insert_default().extend(utf8_percent_encode(text, set));
    }

    fn push_raw(&mut self, text: &str) {
        self.0.get_or_insert_default().push_str(text);
    }

    fn join(&mut self, items: &[&str], delimiter: &str, set: &'static AsciiSet) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push_raw(delimiter);
            }
            self.push(item, set);
        }
    }

    fn finish(self) -> Option<String> {
        self.0
    }
}
