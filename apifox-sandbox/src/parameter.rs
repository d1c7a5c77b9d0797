//! Finds the parameters of a request, decodes their styles, and checks them against their schemas.
//! The inverse of the run time's encoding.

use apifox_client::for_sandbox::{Layout, Place};
use hyper::header::{COOKIE, HeaderMap};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};

use crate::mistake::Mistake;
use crate::raw::{Pair, Raw, decoded, path_of, typed};
use crate::schema::{Schema, Schemas};
use crate::view::Side;

/// Everything in a cookie except the comma between items.
const COOKIE_TEXT: &AsciiSet = &NON_ALPHANUMERIC.remove(b',');

/// A documented parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    name: String,
    place: Place,
    required: bool,
    layout: Layout,
    explode: bool,
    schema: Schema,
}

/// The parts of a request that hold parameters.
pub(crate) struct RequestParts<'c> {
    /// The path variables, still percent-encoded.
    pub(crate) path: &'c [(&'c str, String)],
    pub(crate) query: &'c [Pair],
    pub(crate) headers: &'c HeaderMap,
}

impl Parameter {
    /// Reads a parameter of the document. Returns `None` if its place is unknown.
    pub(crate) fn read(node: &Value, schemas: &Schemas) -> Option<Self> {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        let (place, default) = match text("in")? {
            "path" => (Place::Path, Layout::Simple),
            "query" => (Place::Query, Layout::Form),
            "header" => (Place::Header, Layout::Simple),
            "cookie" => (Place::Cookie, Layout::Form),
            _ => return None,
        };
        let layout = text("style").and_then(layout_of).unwrap_or(default);
        let explode = node.get("explode").and_then(Value::as_bool);
        Some(Self {
            name: text("name")?.to_owned(),
            place,
            required: node.get("required") == Some(&Value::Bool(true)),
            layout,
            explode: explode.unwrap_or(matches!(layout, Layout::Form | Layout::Deep)),
            schema: schemas.schema(node.get("schema"), Side::Request),
        })
    }

    /// Reads the documented style of a form field (OpenAPI 3.0.4, "Encoding Object").
    pub(crate) fn of_form(name: &str, encoding: &Value, schema: Value) -> Option<Self> {
        let style = encoding.get("style").and_then(Value::as_str);
        let explode = encoding.get("explode").and_then(Value::as_bool);
        if style.is_none() && explode.is_none() {
            return None;
        }
        let layout = style.and_then(layout_of).unwrap_or(Layout::Form);
        Some(Self {
            name: name.to_owned(),
            place: Place::Query,
            required: false,
            layout,
            explode: explode.unwrap_or(matches!(layout, Layout::Form | Layout::Deep)),
            schema: Schema::of(schema),
        })
    }

    /// Returns the schema, as the served document shows it.
    pub(crate) fn view(&self) -> &Value {
        self.schema.view()
    }

    pub(crate) fn is_query(&self) -> bool {
        self.place == Place::Query
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the mistakes in this parameter of a request.
    pub(crate) fn check(&self, given: &RequestParts<'_>, schemas: &Schemas) -> Vec<Mistake> {
        let place = Mistake::parameter(name_of(self.place), &self.name);
        match self.value(given, schemas) {
            Ok(None) if self.required && !self.may_be_empty(schemas, &place) => {
                vec![place.because("is missing".to_owned())]
            }
            Ok(None) => Vec::new(),
            Ok(Some(value)) => schemas.check(&self.schema, &value, &place),
            Err(why) => vec![place.because(why.to_owned())],
        }
    }

    /// Whether nothing is sent for a value: an exploded object without members.
    fn may_be_empty(&self, schemas: &Schemas, place: &Mistake) -> bool {
        let is_empty_object = self.is_exploded_object(schemas) && matches!(self.place, Place::Query | Place::Cookie);
        is_empty_object && schemas.check(&self.schema, &json!({}), place).is_empty()
    }

    fn is_exploded_object(&self, schemas: &Schemas) -> bool {
        self.explode && is(schemas.resolve(self.schema.view()), "object")
    }

    /// Returns the names by which a query has this parameter: those of its properties, if it is an
    /// exploded object.
    pub(crate) fn sent_names<'p>(&'p self, schemas: &'p Schemas) -> Vec<&'p str> {
        let properties = schemas
            .resolve(self.schema.view())
            .get("properties")
            .and_then(Value::as_object);
        match properties.filter(|_| self.layout != Layout::Deep && self.is_exploded_object(schemas)) {
            Some(properties) => properties.keys().map(String::as_str).collect(),
            None => vec![&self.name],
        }
    }

    pub(crate) fn value(&self, given: &RequestParts<'_>, schemas: &Schemas) -> Result<Option<Value>, &'static str> {
        let view = schemas.resolve(self.schema.view());
        let raw = match self.place {
            Place::Path => {
                let mut variables = given.path.iter();
                let found = variables.find(|(name, _)| *name == self.name);
                found.map(|(_, encoded)| self.in_path(encoded, view)).transpose()?
            }
            Place::Query => self.in_query(given.query, view),
            Place::Header => self.in_headers(given.headers, view)?,
            Place::Cookie => self.in_query(&cookies(given.headers), view),
        };
        Ok(raw.map(|raw| typed(schemas, self.schema.view(), raw)))
    }

    fn in_path(&self, encoded: &str, view: &Value) -> Result<Raw, &'static str> {
        let (text, separator) = match self.layout {
            Layout::Label => (encoded.strip_prefix('.').ok_or("does not begin with a dot")?, '.'),
            Layout::Matrix => {
                let text = encoded.strip_prefix(';').ok_or("does not begin with a semicolon")?;
                return Ok(self.in_matrix(text, view));
            }
            _ => (encoded, ','),
        };
        let separator = if self.explode { separator } else { ',' };
        Ok(self.joined(text, separator, view, path_decoded))
    }

    /// `;color=blue;color=black` or `;color=blue,black`; `;R=100;G=200` or `;color=R,100,G,200`.
    fn in_matrix(&self, text: &str, view: &Value) -> Raw {
        let pairs = text.split(';').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        if self.explode && is(view, "object") {
            let properties = pairs.map(|(name, value)| (path_decoded(name), Raw::String(path_decoded(value))));
            return Raw::Object(properties.collect());
        }
        let mut own = pairs.filter(|(name, _)| path_decoded(name) == self.name);
        if self.explode && is(view, "array") {
            return Raw::Array(own.map(|(_, value)| Raw::String(path_decoded(value))).collect());
        }
        let value = own.next().map_or(text, |(_, value)| value);
        self.joined(value, ',', view, path_decoded)
    }

    fn in_headers(&self, headers: &HeaderMap, view: &Value) -> Result<Option<Raw>, &'static str> {
        let all: Result<Vec<_>, _> = headers.get_all(&self.name).iter().map(|value| value.to_str()).collect();
        let all = all.map_err(|_| "has characters that are not visible ASCII")?;
        if all.is_empty() {
            return Ok(None);
        }
        // Several headers of one name are one list (RFC 9110, section 5.3).
        let text = all.join(",");
        Ok(Some(self.joined(&text, ',', view, |item| item.trim().to_owned())))
    }

    fn in_query(&self, pairs: &[Pair], view: &Value) -> Option<Raw> {
        let own = || pairs.iter().filter(|pair| pair.name == self.name);
        let delimiter = match self.layout {
            Layout::Space => ' ',
            Layout::Pipe => '|',
            _ => ',',
        };
        if self.explode && is(view, "object") {
            let mut raw = Raw::empty();
            for pair in pairs {
                let path = pair.path();
                let path = match self.layout {
                    Layout::Deep if path[0] == self.name => &path[1..],
                    Layout::Deep => continue,
                    _ if claims(pair, view) => &path[..],
                    _ => continue,
                };
                raw.insert(path, Raw::String(pair.value()));
            }
            return Some(raw).filter(|raw| *raw != Raw::empty());
        }
        if self.explode {
            let mut raw = Raw::empty();
            for pair in pairs.iter().filter(|pair| self.names(pair)) {
                // The name of a parameter may itself have brackets: `ids[]`.
                let path = if pair.name == self.name {
                    vec![self.name.as_str()]
                } else {
                    pair.path()
                };
                raw.insert(&path, Raw::String(pair.value()));
            }
            let Raw::Object(properties) = raw else { return None };
            return properties.into_iter().next_back().map(|(_, value)| value);
        }
        let first = own().next()?;
        if delimiter == ',' {
            return Some(self.joined(&first.encoded, ',', view, decoded));
        }
        // Spaces and pipes are delimiters even if they are percent-encoded.
        Some(self.joined(&first.value(), delimiter, view, str::to_owned))
    }

    /// Splits a string into items, or into properties and their values.
    fn joined(&self, text: &str, separator: char, view: &Value, decode: fn(&str) -> String) -> Raw {
        let items = || text.split(separator);
        if is(view, "array") {
            return Raw::Array(items().map(|item| Raw::String(decode(item))).collect());
        }
        if !is(view, "object") {
            return Raw::String(decode(text));
        }
        let mut properties = Vec::new();
        let mut rest = items();
        while let Some(item) = rest.next() {
            let (name, value) = match item.split_once('=') {
                Some(pair) if self.explode => pair,
                _ => (item, rest.next().unwrap_or_default()),
            };
            properties.push((decode(name), Raw::String(decode(value))));
        }
        Raw::Object(properties.into_iter().collect())
    }

    /// Returns whether a query pair belongs to this parameter.
    pub(crate) fn is_of(&self, pair: &Pair, schemas: &Schemas) -> bool {
        if self.layout != Layout::Deep && self.is_exploded_object(schemas) {
            return claims(pair, schemas.resolve(self.schema.view()));
        }
        self.names(pair)
    }

    fn names(&self, pair: &Pair) -> bool {
        pair.name == self.name || path_of(&pair.name)[0] == self.name
    }
}

/// Returns a style by its name in OpenAPI.
fn layout_of(style: &str) -> Option<Layout> {
    Some(match style {
        "form" => Layout::Form,
        "spaceDelimited" => Layout::Space,
        "pipeDelimited" => Layout::Pipe,
        "deepObject" => Layout::Deep,
        "simple" => Layout::Simple,
        "label" => Layout::Label,
        "matrix" => Layout::Matrix,
        _ => return None,
    })
}

/// Returns the name of a place in OpenAPI.
fn name_of(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
    }
}

fn is(view: &Value, type_name: &str) -> bool {
    view.get("type").and_then(Value::as_str) == Some(type_name)
}

fn path_decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Returns the cookies of a request (RFC 6265, section 4.2.1).
fn cookies(headers: &HeaderMap) -> Vec<Pair> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split(';'));
    let pairs = pairs.filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        Some(Pair {
            name: name.to_owned(),
            // Cookies have no percent-encoding, so a `%` is literal.
            encoded: utf8_percent_encode(value, COOKIE_TEXT).to_string(),
        })
    });
    pairs.collect()
}

/// Returns whether a query pair is a property of this exploded object.
fn claims(pair: &Pair, view: &Value) -> bool {
    let is_listed = view
        .get("properties")
        .is_some_and(|all| all.get(pair.path()[0]).is_some());
    let is_closed = view.get("additionalProperties") == Some(&Value::Bool(false));
    is_listed || !is_closed
}
