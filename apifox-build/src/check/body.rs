//! Request bodies: whether one is required, and how each media type is encoded.

use std::collections::BTreeSet;

use super::checker::{Checker, Refused};
use super::media::media_of;
use super::response::examples_of;
use super::schema::{Direction, type_of_sound};
use super::style::Form;
use crate::media_type::is_xml;
use crate::media_type::{charset, is_text};
use crate::model::{Body, Media, Parameter, Representation, Style, StyleSettings, Type};
use crate::node::Node;

/// The content of a request.
#[derive(Debug, Default)]
pub(super) struct RequestContent {
    pub(super) body: Option<Body>,
    pub(super) parts: Vec<Parameter>,
}

impl Checker<'_> {
    /// Checks the request body of an operation.
    pub(super) fn body(&mut self, operation: &Node, method: &str, call: &str) -> Result<RequestContent, Refused> {
        let Some(body) = operation.get("requestBody") else {
            return Ok(RequestContent::default());
        };
        self.require_resolved(body, "requestBodies")?;
        let documented: Vec<(&str, &Node)> = body.members("content").collect();
        if documented.is_empty() {
            return Ok(RequestContent::default()); // Apifox writes an empty `content` where the editor's body is "none"
        }
        if method == "trace" {
            return self.refuse_trace(body);
        }
        // Editors omit `required`. POST, PUT and PATCH are about their content (RFC 9110, 9.3).
        let required = body.get("required").and_then(Node::as_bool);
        let required = required.unwrap_or(matches!(method, "post" | "put" | "patch"));
        let mut known: Vec<(Media, &Node)> = Vec::new();
        for (name, node) in &documented {
            let Some(media) = media_of(name, node) else { continue };
            self.note_media(name, &media, node);
            known.push((media, *node));
        }
        known.sort_by(|(a, _), (b, _)| a.cmp(b));
        if known.len() < documented.len() {
            self.refuse_unknown(body, &documented, known.is_empty())?;
        }
        if let [(Media::Multipart, content)] = known[..]
            && let Some(parts) = self.parts(content, required)?
        {
            return Ok(RequestContent { body: None, parts });
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
        disambiguate_forms(&mut forms, stem);
        Ok(RequestContent {
            body: Some(Body { required, docs, forms }),
            parts: Vec::new(),
        })
    }

    fn refuse_trace(&mut self, body: &Node) -> Result<RequestContent, Refused> {
        let message = "a TRACE request must not have content (RFC 9110, 9.3.8)";
        let hint = "remove `requestBody` by an overlay, or correct the method";
        self.findings.refuse(body.at, "body-of-trace", message, hint);
        Err(Refused)
    }

    /// Reports media types under which the body is not encoded according to its schema.
    fn note_media(&mut self, name: &str, media: &Media, node: &Node) {
        if name.contains('*') {
            let message = format!(
                "`{name}` is a range of media types; the body is sent as `{}`",
                media.name()
            );
            let hint = "write the media type that the server reads";
            self.findings.note(node.at, "media-types", message, hint);
        }
        if is_xml(name) {
            let message = format!("`{name}` is sent unchanged: no type is generated from its schema");
            self.findings
                .note(node.at, "media-types", message, "serialize the XML with another crate");
        }
        if let Some(charset) = charset(name).filter(|_| matches!(media, Media::Bytes(_)) && is_text(name)) {
            let message =
                format!("a string in the charset `{charset}` is sent as bytes, since strings in Rust are UTF-8");
            let hint = "remove `charset` by an overlay if the server reads UTF-8";
            self.findings.note(node.at, "media-types", message, hint);
        }
    }

    fn refuse_unknown(&mut self, body: &Node, documented: &[(&str, &Node)], all: bool) -> Result<(), Refused> {
        let unknown = documented.iter().filter(|(name, node)| media_of(name, node).is_none());
        let names: Vec<String> = unknown.map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("a request body of type {} cannot be sent", names.join(", "));
        let hint = "the client can send JSON, forms, multipart/form-data, strings and bytes; write the media type as `type/subtype`";
        if all {
            self.findings.refuse(body.at, "body-media-type", message, hint);
            return Err(Refused);
        }
        let message = format!("{message}; the other media types are kept");
        self.findings.lossy(body.at, "body-media-type", message, hint);
        Ok(())
    }

    /// Checks one media type of a body; `None` if it is redundant, or left out since it cannot be
    /// sent.
    fn representation(
        &mut self,
        media: Media,
        content: &Node,
        before: &[Representation],
    ) -> Result<Option<Representation>, Refused> {
        if before.iter().any(|form| form.media == media) {
            let message = "another media type of this body is sent in the same way";
            self.findings
                .note(content.at, "media-types", message, "remove one of the two");
            return Ok(None);
        }
        let object = self.object_of(content);
        let of_schema = object.as_ref().and_then(|object| object.get("example"));
        let example = examples_of(content).next().or(of_schema).map(Node::json);
        let of = |media, kind, nullable| {
            Some(Representation {
                media,
                kind,
                nullable,
                styles: Vec::new(),
                method: String::new(),
                example,
            })
        };
        if let Media::Text(_) | Media::Bytes(_) | Media::Multipart = media {
            return Ok(of(media, Type::Any, false));
        }
        let is_first = before.is_empty();
        let Some(schema) = content.get("schema") else {
            // Stage 6 gave JSON an unrestricted schema.
            let message = "this form has no `schema`";
            let hint = "describe the body as an object with a property for each field, by an overlay";
            return self.refuse_or_omit(content, is_first, "missing-schema", message, hint);
        };
        let kind = self.type_of(schema, Direction::Request)?;
        if media == Media::Form {
            if !self.forms(&kind).iter().all(|form| matches!(form, Form::Object { .. })) {
                let message = "a form must be an object";
                let hint = "describe the body as an object with a property for each field, by an overlay";
                return self.refuse_or_omit(schema, is_first, "form-schema", message, hint);
            }
            let styles = self.field_styles(content, &kind);
            let form = of(media, kind, false);
            return Ok(form.map(|form| Representation { styles, ..form }));
        }
        let nullable = schema.is_true("nullable") && kind != Type::Any;
        let same_json = before
            .iter()
            .find(|form| form.kind == kind && matches!(form.media, Media::Json | Media::JsonAs(_)));
        if same_json.is_some() {
            let message = "this is the same JSON under another media type; the body is sent with the first one only";
            self.findings
                .note(content.at, "media-types", message, "remove one of the two");
            return Ok(None);
        }
        Ok(of(media, kind, nullable))
    }

    /// Refuses the operation if this is its first representation, otherwise leaves this
    /// representation out.
    #[expect(clippy::too_many_arguments, reason = "five beside `self`")]
    fn refuse_or_omit(
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

    /// The fields of a form with a style other than the default: arrays repeat their name, objects
    /// use brackets.
    fn field_styles(&mut self, content: &Node, kind: &Type) -> Vec<(String, StyleSettings)> {
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
                        "the encoding of the field `{name}` is not supported; the default is used: arrays repeat the name, objects use brackets"
                    );
                    let hint = "remove the encoding by an overlay if the server accepts the default one";
                    self.findings.lossy(encoding.at, "form-encoding", message, hint);
                }
            }
        }
        styles
    }

    /// Adds the names of the parts to the docs of a multipart form that the caller builds.
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

/// The encoding of a field of these forms; `None` for the default, an error if there is none.
fn field_style(encoding: &Node, forms: &BTreeSet<Form>) -> Result<Option<StyleSettings>, Refused> {
    let style = Style::of(encoding.get_str("style").unwrap_or("form")).ok_or(Refused)?;
    let explode = encoding.get("explode").and_then(Node::as_bool);
    let explode = explode.unwrap_or(style.explodes());
    if encoding.get("contentType").is_some() {
        return Err(Refused);
    }
    let mut encoding_of_field = None;
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
                encoding_of_field = Some(StyleSettings {
                    style,
                    explode,
                    reserved,
                });
            }
            _ => return Err(Refused),
        }
    }
    Ok(encoding_of_field)
}

/// Gives all representations but the first a method name of their own.
fn disambiguate_forms(forms: &mut [Representation], stem: &str) {
    let mut used = BTreeSet::new();
    for form in forms.iter_mut().skip(1) {
        let (short, long) = form.media.words();
        let candidates = [short, long.clone()]
            .into_iter()
            .chain((2..).map(|number| format!("{long}_{number}")));
        let mut free = candidates.filter(|name| !used.contains(name));
        if let Some(name) = free.next() {
            form.method = format!("{}_as_{name}", stem.trim_end_matches('_'));
            used.insert(name);
        }
    }
}
