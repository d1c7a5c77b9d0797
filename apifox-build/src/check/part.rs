//! Multipart bodies: each documented property is an argument.

use super::checker::{Checker, Refused};
use super::parameter::example;
use super::part_file::is_file;
use super::part_union::WIDER;
use super::schema::Direction;
use super::texts::facts;
use crate::model::{Parameter, ParameterEncoding, Part, PartContent, Place, Type};
use crate::node::Node;

impl Checker<'_> {
    /// Returns the parts of a body; `None` if the page does not document them.
    pub(super) fn parts(&mut self, content: &Node, required: bool) -> Result<Option<Vec<Parameter>>, Refused> {
        let object = self.object_of(content);
        self.report_alternatives(content, object.as_ref());
        let Some(object) = object else {
            return Ok(None);
        };
        if let Some(additional) = object
            .get("additionalProperties")
            .filter(|additional| additional.as_object().is_some())
        {
            let message = "parts that `properties` does not list cannot be sent";
            let hint =
                "list them under `properties`, or remove `properties` by an overlay: then the caller builds the form";
            self.findings.lossy(additional.at, "other-parts", message, hint);
        }
        let needed: Vec<&str> = object.strings("required").collect();
        let mut parts = Vec::new();
        let mut failed = false;
        let mut properties: Vec<_> = object.members("properties").collect();
        properties.sort_by_key(|(name, property)| (self.named.harvest.places.of(property), *name));
        for (name, property) in properties {
            if property.is_true("readOnly") {
                continue; // OpenAPI 3.0, "Fixed Fields" of a schema: not sent in a request
            }
            let encoding = content.get("encoding").and_then(|encoding| encoding.get(name));
            let is_needed = required && needed.contains(&name) && !property.is_true("nullable");
            match self.part(name, property, encoding) {
                Ok((kind, part)) => parts.push(Parameter {
                    name: name.to_owned(),
                    published: None,
                    rust: String::new(), // set once all names are known
                    place: Place::Part,
                    required: is_needed,
                    kind,
                    docs: property.get_str("description").unwrap_or_default().trim().to_owned(),
                    facts: self.part_facts(property, encoding),
                    example: example(property, property),
                    sent: ParameterEncoding::Part(part),
                }),
                Err(Refused) => failed = true,
            }
        }
        if failed {
            Err(Refused)
        } else {
            Ok(Some(parts).filter(|parts| !parts.is_empty()))
        }
    }

    /// Returns the object schema of a multipart body.
    pub(super) fn object_of(&self, content: &Node) -> Option<Node> {
        self.parts_of_all(content.get("schema")?, 0)
    }

    /// Reports that the alternatives of a multipart body are not types.
    fn report_alternatives(&mut self, content: &Node, arguments: Option<&Node>) {
        let Some(schema) = content.get("schema") else { return };
        if self.followed(schema).get("oneOf").is_none() {
            return;
        }
        let hint = "document it in the description";
        let Some(object) = arguments else {
            let message = "these alternatives have no parts, or describe one part differently: no arguments are \
                           generated, and the caller builds the form";
            let hint = "describe the body as one object with a property for each part, by an overlay";
            return self.findings.lossy(schema.at, "merged-alternatives", message, hint);
        };
        let message = "the parts of all alternatives are arguments; which of them belong together is not checked";
        self.findings.lossy(schema.at, "merged-alternatives", message, hint);
        for (name, _) in object.members("properties").filter(|(_, part)| part.is_true(WIDER)) {
            let message = format!("the alternatives describe the part `{name}` differently; any string is accepted");
            self.findings.lossy(schema.at, "merged-alternatives", message, hint);
        }
    }

    fn part(&mut self, name: &str, property: &Node, encoding: Option<&Node>) -> Result<(Type, Part), Refused> {
        if name.contains(['\r', '\n']) {
            let message = "the name of a part contains a line break";
            self.findings
                .refuse(property.at, "part-name", message, "correct the name of the property");
            return Err(Refused);
        }
        let content_type = encoding
            .and_then(|encoding| encoding.get_str("contentType"))
            .unwrap_or_default();
        let media_type = Some(content_type.trim().to_owned()).filter(|name| is_one_type(name));
        self.report_encoding(encoding);
        let is_json = media_type.as_deref().is_some_and(crate::media_type::is_json);
        let of = |content, many| Part {
            content,
            many,
            media_type: media_type.clone(),
        };
        // OpenAPI 3.1 documents a file only by its media type.
        let is_typed_only =
            property.get("type").is_none() && property.get("$ref").is_none() && !content_type.is_empty();
        let is_binary = is_typed_only && !is_json && !content_type.starts_with("text/");
        let file = self.file_part(property);
        if file.is_some() || is_binary {
            self.report_other_contents(property, file.as_ref());
            return Ok((Type::String, of(PartContent::File, file.is_some_and(|file| file.many))));
        }
        let kind = self.type_of(property, Direction::Request)?;
        let kind = self.narrowed(property, kind);
        let is_other = media_type.is_some() && !is_json;
        let part = match &kind {
            other if self.is_scalar(other) => of(PartContent::Text, false),
            Type::List(_) if is_json => of(PartContent::Json, false),
            Type::List(item) if self.is_scalar(item) => of(PartContent::Text, true),
            Type::List(_) if !is_other => {
                self.report_quoted(property.get("items").unwrap_or(property));
                of(PartContent::Json, true)
            }
            _ if is_other => {
                let message = format!(
                    "a part of type `{content_type}` cannot be made from its `schema`; the argument is a string"
                );
                let hint = "write `contentType: application/json` if the server reads JSON";
                self.findings.lossy(property.at, "part-encoding", message, hint);
                of(PartContent::Text, false)
            }
            _ => {
                if !is_json {
                    self.report_quoted(property);
                }
                of(PartContent::Json, false)
            }
        };
        // The caller writes values without a text form.
        let each = match &kind {
            Type::List(item) if part.many => item,
            whole => whole,
        };
        let is_written = part.content == PartContent::Text && !self.has_text(each);
        Ok((if is_written { Type::String } else { kind }, part))
    }

    /// Reports keywords of an encoding that are ignored.
    fn report_encoding(&mut self, encoding: Option<&Node>) {
        for key in ["headers", "style", "explode", "allowReserved"] {
            if let Some(node) = encoding.and_then(|encoding| encoding.get(key)) {
                let message =
                    format!("`{key}` of the encoding is not supported; the part is sent with its name and media type");
                let hint = "remove it by an overlay if the server does not need it";
                self.findings.lossy(node.at, "part-encoding", message, hint);
            }
        }
    }

    fn part_facts(&self, property: &Node, encoding: Option<&Node>) -> Vec<String> {
        // The type of the argument already shows that it is a file.
        let mut plain = property.clone();
        if is_file(property) {
            plain.remove("format");
        }
        let media_types = encoding.and_then(|encoding| encoding.get_str("contentType"));
        let media_types = media_types.map(|types| format!("Media type: `{}`.", types.replace('`', "'")));
        let is_text = self.file_part(property).is_some_and(|file| file.text);
        let text = is_text.then(|| "May be a text instead: `File::text`.".to_owned());
        facts(&plain).into_iter().chain(media_types).chain(text).collect()
    }
}

/// Whether a text is a single media type, rather than several or a range.
fn is_one_type(text: &str) -> bool {
    crate::media_type::essence(text).is_some_and(|essence| !essence.contains('*')) && !text.contains(',')
}
