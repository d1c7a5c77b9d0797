//! Checks request bodies against the document.

use serde_json::{Map, Value};

use crate::json;
use crate::mistake::Mistake;
use crate::multipart;
use crate::parameter::{Parameter, RequestParts};
use crate::raw::{Pair, Raw, typed};
use crate::schema::{Schema, Schemas};
use crate::view::Side;
use hyper::header::HeaderMap;

/// The documented request body of an operation.
#[derive(Debug)]
pub(crate) struct Body {
    required: bool,
    forms: Vec<Form>,
}

/// The body under one media type.
#[derive(Debug)]
struct Form {
    /// In lower case, without parameters. It may be a range such as `image/*`.
    media_type: String,
    schema: Schema,
    encoding: Map<String, Value>,
}

/// Why a body is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The media types that are documented.
    MediaType(String),
    Mistakes(Vec<Mistake>),
}

impl Body {
    pub(crate) fn read(node: &Value, schemas: &Schemas) -> Self {
        let content = node.get("content").and_then(Value::as_object);
        let forms = content.into_iter().flatten().map(|(media_type, content)| Form {
            media_type: essence(media_type),
            schema: schemas.schema(content.get("schema"), Side::Request),
            encoding: content
                .get("encoding")
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default(),
        });
        Self {
            required: node.get("required") == Some(&Value::Bool(true)),
            forms: forms.collect(),
        }
    }

    /// Returns the schema of a media type, as the served document shows it.
    pub(crate) fn view(&self, media_type: &str) -> Option<&Value> {
        let essence = essence(media_type);
        let form = self.forms.iter().find(|form| form.media_type == essence);
        form.map(|form| form.schema.view())
    }

    pub(crate) fn check(&self, content_type: Option<&str>, body: &[u8], schemas: &Schemas) -> Result<(), Refused> {
        let given = match (content_type, body.is_empty(), self.required) {
            (_, true, false) => return Ok(()),
            (None, true, true) => return Err(wrong("is missing")),
            (Some(given), _, _) => given,
            // RFC 9110, section 8.3: a recipient may assume this type when the header is missing.
            (None, false, _) => "application/octet-stream",
        };
        let essence = essence(given);
        let mut forms: Vec<&Form> = self.forms.iter().filter(|form| form.admits(&essence)).collect();
        forms.sort_by_key(|form| form.media_type.matches('*').count());
        let Some(form) = forms.first() else {
            return Err(self.wrong_media_type());
        };
        let value = form.value(given, &essence, body, schemas).map_err(|why| wrong(&why))?;
        let mistakes = value.map(|value| schemas.check(&form.schema, &value, &Mistake::body()));
        match mistakes.unwrap_or_default() {
            none if none.is_empty() => Ok(()),
            mistakes => Err(Refused::Mistakes(mistakes)),
        }
    }

    fn wrong_media_type(&self) -> Refused {
        let all: Vec<_> = self.forms.iter().map(|form| form.media_type.as_str()).collect();
        Refused::MediaType(all.join(", "))
    }
}

impl Form {
    /// Returns whether a media type is this one, or is in this range (RFC 9110, section 12.5.1).
    fn admits(&self, essence: &str) -> bool {
        match self.media_type.split_once("/*") {
            Some(("*", "")) => true,
            Some((top_level, "")) => essence.split('/').next() == Some(top_level),
            _ => self.media_type == essence,
        }
    }

    /// Reads the body as a value for its schema. Returns `None` if the schema does not describe
    /// these bytes.
    fn value(
        &self,
        content_type: &str,
        essence: &str,
        body: &[u8],
        schemas: &Schemas,
    ) -> Result<Option<Value>, String> {
        if is_json(essence) {
            return json::read(body).map(Some);
        }
        if essence == "application/x-www-form-urlencoded" {
            let text = std::str::from_utf8(body).map_err(|_| "is not UTF-8")?;
            return Ok(Some(self.fields(&Pair::all(text), schemas)));
        }
        if essence == "multipart/form-data" {
            return self.parts(content_type, body, schemas).map(Some);
        }
        let schema = schemas.resolve(self.schema.view());
        let type_name = schema.get("type").and_then(Value::as_str);
        let is_binary = schema.get("format").and_then(Value::as_str) == Some("binary");
        match (type_name, std::str::from_utf8(body)) {
            (Some("string"), Ok(text)) if !is_binary => Ok(Some(Value::String(text.to_owned()))),
            _ => Ok(None),
        }
    }

    /// Reads the fields of a URL-encoded form, each in its documented style.
    fn fields(&self, pairs: &[Pair], schemas: &Schemas) -> Value {
        let styled: Vec<Parameter> = self
            .encoding
            .iter()
            .filter_map(|(name, encoding)| Parameter::of_form(name, encoding, self.property(name, schemas)?.clone()))
            .collect();
        let mut raw = Raw::empty();
        for pair in pairs
            .iter()
            .filter(|pair| !styled.iter().any(|field| field.is_of(pair, schemas)))
        {
            let is_own_name = self.property(&pair.name, schemas).is_some();
            let path = if is_own_name {
                vec![pair.name.as_str()]
            } else {
                pair.path()
            };
            raw.insert(&path, Raw::String(pair.value()));
        }
        let mut value = typed(schemas, self.schema.view(), raw);
        let headers = HeaderMap::new();
        let given = RequestParts {
            path: &[],
            query: pairs,
            headers: &headers,
        };
        for field in styled {
            if let (Some(value), Ok(Some(own))) = (value.as_object_mut(), field.value(&given, schemas)) {
                value.insert(field.name().to_owned(), own);
            }
        }
        value
    }

    fn parts(&self, content_type: &str, body: &[u8], schemas: &Schemas) -> Result<Value, String> {
        let mut raw = Raw::empty();
        let mut whole: Map<String, Value> = Map::new();
        for part in multipart::parts(body, content_type)? {
            let name = part.name.as_str();
            let text = std::str::from_utf8(part.content);
            let is_json = part
                .media_type
                .as_deref()
                .is_some_and(|media_type| is_json(&essence(media_type)));
            if is_json && !part.is_file {
                let value = json::read(part.content).map_err(|why| format!("has a part `{name}` that {why}"))?;
                let is_array = self
                    .property(name, schemas)
                    .is_some_and(|view| schemas.resolve(view).get("type").and_then(Value::as_str) == Some("array"));
                match whole.get_mut(name) {
                    Some(Value::Array(all)) => all.push(value),
                    _ if is_array && !value.is_array() => {
                        drop(whole.insert(name.to_owned(), Value::Array(vec![value])));
                    }
                    _ => drop(whole.insert(name.to_owned(), value)),
                }
                continue;
            }
            // The schema of a binary file only says whether the file is required.
            raw.insert(&[name], Raw::string(text.unwrap_or("[binary]")));
        }
        let mut value = typed(schemas, self.schema.view(), raw);
        if let Some(properties) = value.as_object_mut() {
            properties.extend(whole);
        }
        Ok(value)
    }

    fn property<'s>(&'s self, name: &str, schemas: &'s Schemas) -> Option<&'s Value> {
        schemas.resolve(self.schema.view()).get("properties")?.get(name)
    }
}

fn wrong(why: &str) -> Refused {
    Refused::Mistakes(vec![Mistake::body().because(why.to_owned())])
}

/// Returns a media type without its parameters.
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Returns whether bodies of a media type are JSON (RFC 6839, section 3.1).
pub(crate) fn is_json(essence: &str) -> bool {
    let (_, subtype) = essence.split_once('/').unwrap_or_default();
    subtype == "json" || subtype.ends_with("+json")
}
