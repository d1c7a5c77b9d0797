//! Request bodies: whether one is needed, and each media type with one way to be sent.

use std::collections::BTreeSet;

use super::answer::is_json;
use super::parameter::Parameter;
use super::schema::{Type, Way, type_of_sound};
use super::style::{Form, Style, Written};
use super::{Checker, Refused};
use crate::dialect::parameters::is_token;
use crate::name::words::{snake, words};
use crate::node::Node;

/// A request body.
#[derive(Debug)]
pub(crate) struct Body {
    /// An argument of the operation's method, not one of the request's.
    pub(crate) required: bool,
    pub(crate) docs: String,
    /// The preferred one first.
    pub(crate) forms: Vec<Representation>,
}

/// A body under one media type (RFC 9110, 3.2).
#[derive(Debug, Clone)]
pub(crate) struct Representation {
    pub(crate) media: Media,
    pub(crate) kind: Type,
    /// The whole body may be `null`.
    pub(crate) nullable: bool,
    /// Of a form, the fields that are not written as all others.
    pub(crate) styles: Vec<(String, Written)>,
    /// Of the method that sends it: `create_as_form`, or `body_as_form` where the body is optional.
    pub(crate) method: String,
}

/// How a body is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Media {
    Json,
    /// JSON under another name than `application/json`.
    JsonAs(String),
    Form,
    /// Several parts, texts and files.
    Multipart,
    /// The caller's text, under this media type.
    Text(String),
    /// The caller's bytes, under this media type.
    Bytes(String),
}

/// What is sent with an operation.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) body: Option<Body>,
    pub(super) parts: Vec<Parameter>,
}

impl Checker<'_> {
    pub(super) fn body(&mut self, operation: &Node, method: &str, call: &str) -> Result<Sent, Refused> {
        let Some(body) = operation.get("requestBody") else {
            return Ok(Sent::default());
        };
        self.refers_to_something(body, "requestBodies")?;
        let documented: Vec<(&str, &Node)> = body.members("content").collect();
        if documented.is_empty() {
            return Ok(Sent::default()); // Apifox writes an empty `content` where the editor's body is "none"
        }
        if method == "trace" {
            let message = "a TRACE has no content (RFC 9110, 9.3.8)";
            let hint = "remove `requestBody` by an overlay, or mend the method";
            self.findings.refuse(body.at, "body-of-trace", message, hint);
            return Err(Refused);
        }
        // A method whose meaning is its content needs one (RFC 9110, 9.3); editors leave it out to say so.
        let required = body.get("required").and_then(Node::as_bool);
        let required = required.unwrap_or(matches!(method, "post" | "put" | "patch"));
        let mut known: Vec<(Media, &Node)> = Vec::new();
        for (name, node) in &documented {
            let Some(media) = media_of(name, node) else { continue };
            if name.contains('*') {
                let message = format!("`{name}` names no media type; the body is sent as `{}`", media.name());
                let hint = "write the one that the server reads";
                self.findings.note(node.at, "media-type-range", message, hint);
            }
            if let Some(charset) = charset(name).filter(|_| matches!(media, Media::Bytes(_)) && is_text(name)) {
                let message =
                    format!("a text in `{charset}` is taken as its bytes: what is a text in Rust is in UTF-8");
                let hint = "remove `charset` by an overlay if the server reads UTF-8";
                self.findings.note(node.at, "charset", message, hint);
            }
            known.push((media, *node));
        }
        known.sort_by(|(a, _), (b, _)| a.cmp(b));
        if known.len() < documented.len() {
            self.refuse_unknown(body, &documented, known.is_empty())?;
        }
        if let [(Media::Multipart, content)] = known[..]
            && let Some(parts) = self.parts(content, required)?
        {
            return Ok(Sent { body: None, parts });
        }
        let mut docs = body.get_str("description").unwrap_or_default().trim().to_owned();
        if known.len() == 1 && known[0].0 == Media::Multipart {
            docs = self.with_parts(docs, known[0].1);
        }
        let mut forms: Vec<Representation> = Vec::new();
        for (media, content) in known {
            let is_first = forms.is_empty();
            if let Some(form) = self.representation(media, content, &forms)? {
                forms.push(form);
            } else if is_first {
                return Err(Refused);
            }
        }
        let stem = if required { call } else { "body" };
        tell_apart(&mut forms, stem);
        Ok(Sent {
            body: Some(Body { required, docs, forms }),
            parts: Vec::new(),
        })
    }

    fn refuse_unknown(&mut self, body: &Node, documented: &[(&str, &Node)], all: bool) -> Result<(), Refused> {
        let unknown = documented.iter().filter(|(name, node)| media_of(name, node).is_none());
        let names: Vec<String> = unknown.map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("a request body of type {} cannot be sent", names.join(", "));
        let hint = "JSON, forms, multipart/form-data, texts and whatever is one stream of bytes can; write the media type as `type/subtype`";
        if all {
            self.findings.refuse(body.at, "body-media-type", message, hint);
            return Err(Refused);
        }
        self.findings.lossy(body.at, "body-media-type", message, hint);
        Ok(())
    }

    /// One media type of a body; `None` if it adds nothing to those before it, or cannot be sent beside them.
    fn representation(
        &mut self,
        media: Media,
        content: &Node,
        before: &[Representation],
    ) -> Result<Option<Representation>, Refused> {
        if before.iter().any(|form| form.media == media) {
            let message = "this media type says nothing that another one of the body does not";
            self.findings
                .note(content.at, "several-bodies", message, "remove one of the two");
            return Ok(None);
        }
        let of = |media, kind, nullable| {
            Some(Representation {
                media,
                kind,
                nullable,
                styles: Vec::new(),
                method: String::new(),
            })
        };
        if let Media::Text(_) | Media::Bytes(_) | Media::Multipart = media {
            return Ok(of(media, Type::Any, false));
        }
        let is_first = before.is_empty();
        let Some(schema) = content.get("schema") else {
            // JSON got a schema of anything in stage 6.
            let message = "this form has no `schema`";
            let hint = "describe the body as an object with a property for each field, by an overlay";
            return self.not_sent(content, is_first, "missing-schema", message, hint);
        };
        let kind = self.type_of(schema, Way::Request)?;
        if media == Media::Form {
            if !self.forms(&kind).iter().all(|form| matches!(form, Form::Object { .. })) {
                let message = "a form can only be sent of an object";
                let hint = "describe the body as an object with a property for each field, by an overlay";
                return self.not_sent(schema, is_first, "form-schema", message, hint);
            }
            let styles = self.field_styles(content, &kind);
            let form = of(media, kind, false);
            return Ok(form.map(|form| Representation { styles, ..form }));
        }
        let nullable = schema.is_true("nullable") && kind != Type::Any;
        let twin = before
            .iter()
            .find(|form| form.kind == kind && matches!(form.media, Media::Json | Media::JsonAs(_)));
        if twin.is_some() {
            let message = "the same JSON under another media type: the body is sent under the first one only";
            self.findings
                .note(content.at, "several-bodies", message, "remove one of the two");
            return Ok(None);
        }
        Ok(of(media, kind, nullable))
    }

    /// Without any other representation the operation is refused, beside one this one is left out.
    fn not_sent(
        &mut self,
        node: &Node,
        is_first: bool,
        code: &'static str,
        message: &str,
        hint: &str,
    ) -> Result<Option<Representation>, Refused> {
        if is_first {
            self.findings.refuse(node.at, code, message, hint);
            return Err(Refused);
        }
        let message = format!("{message}; this media type of the body is left out");
        self.findings.lossy(node.at, code, message, hint);
        Ok(None)
    }

    /// The fields of a form that are not written as the others: lists repeat their name, objects go into brackets.
    fn field_styles(&mut self, content: &Node, kind: &Type) -> Vec<(String, Written)> {
        let mut styles = Vec::new();
        for (name, encoding) in content.members("encoding") {
            let schema = kind.name().and_then(|name| self.schemas.get(name));
            let field = schema.and_then(|schema| schema.node.get("properties")?.get(name));
            let forms = field.map(|field| self.forms(&type_of_sound(field)));
            match field_style(encoding, &forms.unwrap_or_default()) {
                Ok(None) => {}
                Ok(Some(written)) => styles.push((name.to_owned(), written)),
                Err(Refused) => {
                    let message = format!(
                        "the encoding of the field `{name}` is not followed: lists repeat their name, objects go into brackets"
                    );
                    let hint = "remove it by an overlay to say that the server reads that too";
                    self.findings.lossy(encoding.at, "form-encoding", message, hint);
                }
            }
        }
        styles
    }

    /// What is said of a form of several parts that the caller makes: each part with its kind.
    fn with_parts(&self, docs: String, content: &Node) -> String {
        let Some(object) = self.object_of(content) else {
            return docs;
        };
        let names: Vec<String> = object
            .members("properties")
            .map(|(name, _)| format!("`{}`", name.replace('`', "'")))
            .collect();
        format!("{docs} Parts: {}.", names.join(", ")).trim().to_owned()
    }
}

/// How a field of these forms is written; `None` for as all others, an error for what cannot be written.
fn field_style(encoding: &Node, forms: &BTreeSet<Form>) -> Result<Option<Written>, Refused> {
    let style = Style::of(encoding.get_str("style").unwrap_or("form")).ok_or(Refused)?;
    let explode = encoding.get("explode").and_then(Node::as_bool);
    let explode = explode.unwrap_or(style.explodes());
    if encoding.get("contentType").is_some() {
        return Err(Refused);
    }
    let mut said = None;
    for form in forms {
        let is_usual = match (form, style) {
            (Form::Scalar, _) | (Form::Object { .. }, Style::DeepObject) => true,
            (_, Style::Form) | (Form::List { .. }, Style::SpaceDelimited | Style::PipeDelimited) => explode,
            _ => return Err(Refused),
        };
        match form {
            _ if is_usual => {}
            Form::List { nested: false } | Form::Object { nested: false } => {
                let reserved = false;
                said = Some(Written {
                    style,
                    explode,
                    reserved,
                });
            }
            _ => return Err(Refused),
        }
    }
    Ok(said)
}

/// How a body of a media type is written; `None` if it cannot be.
fn media_of(name: &str, content: &Node) -> Option<Media> {
    let essence = essence(name)?;
    if essence == "*/*" {
        let schema = content.get("schema");
        let is_structured = schema.is_some_and(|schema| {
            schema.get("$ref").is_some() || matches!(schema.get_str("type"), Some("object" | "array"))
        });
        return Some(if is_structured {
            Media::Json
        } else {
            Media::Bytes("application/octet-stream".to_owned())
        });
    }
    if let Some((kind, "*")) = essence.split_once('/') {
        return match kind {
            "text" => Some(Media::Text("text/plain".to_owned())),
            "multipart" => Some(Media::Multipart),
            _ => Some(Media::Bytes("application/octet-stream".to_owned())),
        };
    }
    let documented = name.trim().to_owned();
    match essence.as_str() {
        "application/json" if !documented.contains(';') => Some(Media::Json),
        "application/x-www-form-urlencoded" => Some(Media::Form),
        "multipart/form-data" => Some(Media::Multipart),
        _ if essence.starts_with("multipart/") => None,
        _ if is_json(&essence) && essence.contains('*') => Some(Media::Json),
        _ if is_json(&essence) => Some(Media::JsonAs(documented)),
        _ if essence.contains('*') => Some(Media::Bytes("application/octet-stream".to_owned())),
        _ if is_text(&essence) && charset(name).is_none() => Some(Media::Text(documented)),
        _ => Some(Media::Bytes(documented)),
    }
}

fn is_text(name: &str) -> bool {
    let essence = essence(name).unwrap_or_default();
    essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// The character encoding that a media type names, unless a text in UTF-8 is one in it.
fn charset(name: &str) -> Option<String> {
    let parameters = name
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(key, _)| key.trim().eq_ignore_ascii_case("charset"));
    let (_, charset) = charsets.next()?;
    let charset = charset.trim().trim_matches('"').to_ascii_lowercase();
    (!matches!(charset.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii" | "")).then_some(charset)
}

/// Type and subtype in lower case, if that is what the text says and a header can carry it (RFC 9110, 8.3.1).
pub(super) fn essence(name: &str) -> Option<String> {
    let name = name.trim();
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/')?;
    let is_sound = is_token(kind) && is_token(subtype) && name.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    is_sound.then_some(essence)
}

/// Methods for all representations but the first.
fn tell_apart(forms: &mut [Representation], stem: &str) {
    let mut taken = BTreeSet::new();
    for form in forms.iter_mut().skip(1) {
        let (short, long) = form.media.words();
        let candidates = [short, long.clone()]
            .into_iter()
            .chain((2..).map(|number| format!("{long}_{number}")));
        let mut free = candidates.filter(|name| !taken.contains(name));
        if let Some(name) = free.next() {
            form.method = format!("{}_as_{name}", stem.trim_end_matches('_'));
            taken.insert(name);
        }
    }
}

impl Media {
    /// As it stands in `Content-Type`.
    fn name(&self) -> &str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Multipart => "multipart/form-data",
            Self::JsonAs(name) | Self::Text(name) | Self::Bytes(name) => name,
        }
    }

    /// What the media type is called in a method's name, and with all its words.
    fn words(&self) -> (String, String) {
        let short = match self {
            Self::Json => Some("json"),
            Self::Form => Some("form"),
            Self::Multipart => Some("multipart"),
            Self::JsonAs(_) | Self::Text(_) | Self::Bytes(_) => None,
        };
        let essence = essence(self.name()).unwrap_or_default();
        let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
        let short = short.map_or_else(
            || match subtype {
                "plain" => "text".to_owned(),
                "octet-stream" => "bytes".to_owned(),
                other => spelled(other),
            },
            str::to_owned,
        );
        (short, spelled(&essence))
    }
}

/// In a name.
fn spelled(text: &str) -> String {
    let all = words(text);
    let name = snake(&all);
    if all.is_empty() {
        "content".to_owned()
    } else {
        name.trim_end_matches('_').to_owned()
    }
}
