//! Responses: the content of each status and media type.

use super::checker::{Checker, Refused};
use super::media::is_same_value;
use super::schema::Direction;
use crate::media_type::{is_event_stream, is_json, is_xml};
use smol_str::SmolStr;

use crate::combine::missing_schema::is_anything;
use crate::model::{Content, Data, DocumentedResponse};
use crate::node::Node;

impl Checker<'_> {
    /// Checks all responses of the operation with this id.
    pub(crate) fn responses(
        &mut self,
        operation: &Node,
        method: &str,
        id: &str,
    ) -> Result<Vec<DocumentedResponse>, Refused> {
        let documented = operation.get("responses").and_then(Node::as_object);
        let Some(documented) = documented.filter(|map| !map.is_empty()) else {
            self.note_no_responses(operation);
            return Ok(Vec::new());
        };
        let mut responses = Vec::new();
        let mut failed = false;
        for (status, node) in documented {
            if !is_status(status) {
                let message = format!("`{status}` is not an HTTP status");
                self.findings.refuse(
                    node.at,
                    "status",
                    message,
                    "write three digits, a range like `4XX`, or `default`",
                );
                failed = true;
                continue;
            }
            match self.response(status, node) {
                // RFC 9110, 9.3.2: the response to HEAD has the headers of the response to GET, and
                // no content.
                Ok(all) if method == "head" => {
                    responses.extend(all.into_iter().take(1).map(DocumentedResponse::without_content));
                }
                Ok(all) => responses.extend(all),
                Err(Refused) => failed = true,
            }
        }
        if failed {
            return Err(Refused);
        }
        self.note_no_success(&responses, operation);
        self.keep_published_failures(id, &mut responses);
        Ok(responses)
    }

    /// Reports an operation without responses: its body is returned as bytes. OpenAPI 3.1 allows
    /// this.
    fn note_no_responses(&mut self, operation: &Node) {
        let message = "this operation documents no response; the body is returned as bytes";
        let hint = "document the response, at least for a JSON body:\nresponses:\n  '200':\n    description: OK\n    \
                    content:\n      application/json:\n        schema: {}";
        let at = operation.get("responses").unwrap_or(operation).at;
        self.findings.repaired(at, "unusual-response", message, hint);
    }

    /// Reports an operation without a successful response.
    fn note_no_success(&mut self, responses: &[DocumentedResponse], operation: &Node) {
        let at = operation.get("responses").unwrap_or(operation).at;
        if !responses.iter().any(DocumentedResponse::is_success) {
            let message = "this operation documents no successful response; the body of a successful response is returned as bytes";
            let hint = "document the successful response, with a 2xx status, by an overlay";
            self.findings.lossy(at, "no-success", message, hint);
        }
    }

    /// Checks a status. Returns one response for each group of media types with the same value,
    /// JSON first.
    fn response(&mut self, status: &str, node: &Node) -> Result<Vec<DocumentedResponse>, Refused> {
        self.require_resolved(node, "responses")?;
        let empty = DocumentedResponse {
            status: status.to_owned(),
            media_type: String::new(),
            content: Content::Empty,
            events: None,
            others: Vec::new(),
            omitted: Vec::new(),
            description: node.get_str("description").unwrap_or_default().trim().to_owned(),
        };
        let mut contents: Vec<(&str, &Node)> = node.members("content").collect();
        contents.sort_by_key(|(media_type, _)| (!is_json(media_type), !is_event_stream(media_type)));
        let Some((media_type, content)) = contents.first().copied() else {
            return Ok(vec![empty]);
        };
        let stream = contents.iter().position(|(media_type, _)| is_event_stream(media_type));
        let events = stream.map(|index| self.event(contents[index].1)).transpose()?;
        let known = DocumentedResponse {
            media_type: media_type.to_owned(),
            ..empty.clone()
        };
        let mut first = match events {
            Some(data) if stream == Some(0) => DocumentedResponse {
                content: Content::Events(data),
                ..known
            },
            events => self.form(content, DocumentedResponse { events, ..known })?,
        };
        let contents = contents.into_iter().skip(1).filter(|(name, _)| !is_event_stream(name));
        let contents: Vec<(&str, &Node)> = contents.collect();
        let is_typed = matches!(first.content, Content::Json(_));
        let is_same = |(name, other): &(&str, &Node)| is_typed && is_same_value(content, name, other);
        // An enum of results has a variant for each media type that is not JSON.
        let is_enum = first.is_success() && !contents.iter().all(is_same);
        let (same, further): (Vec<_>, Vec<_>) = contents
            .into_iter()
            .partition(|one| is_same(one) && (is_json(one.0) || !is_enum));
        first.others = same.into_iter().map(|(name, _)| name.to_owned()).collect();
        let further: Vec<(String, &Node)> = further
            .into_iter()
            .map(|(name, node)| (name.to_owned(), node))
            .collect();
        if !first.is_success() {
            self.note_further_media_types(&first, &further, node);
            return Ok(vec![first]);
        }
        let mut responses = vec![first];
        for (media_type, content) in further {
            let known = DocumentedResponse {
                media_type,
                ..empty.clone()
            };
            responses.push(self.form(content, known)?);
        }
        Ok(responses)
    }

    /// Reports further media types of a failure: only JSON, which is first, has a type. Others are
    /// read from the error.
    fn note_further_media_types(&mut self, first: &DocumentedResponse, further: &[(String, &Node)], node: &Node) {
        if further.is_empty() {
            return;
        }
        let named: Vec<String> = further.iter().map(|(name, _)| format!("`{name}`")).collect();
        let named = named.join(" and ");
        let message = if matches!(first.content, Content::Json(_)) {
            let typed = &first.media_type;
            format!("only `{typed}` of this failure has a type; read {named} from `body()` of the error")
        } else {
            let also = &first.media_type;
            format!("this failure has no type; read `{also}` and {named} from `body()` of the error")
        };
        self.findings.note(node.at, "media-types", message, "");
    }

    /// Sets the content of a response under one media type that is not a stream of events; `known`
    /// is the rest of the response.
    fn form(&mut self, content: &Node, known: DocumentedResponse) -> Result<DocumentedResponse, Refused> {
        if is_xml(&known.media_type) {
            let message = format!(
                "`{}` is returned as bytes: no type is generated from its schema",
                known.media_type
            );
            let hint = "parse the XML with another crate";
            self.findings.note(content.at, "media-types", message, hint);
        }
        if is_json(&known.media_type) && !is_anything(&known.media_type, content) {
            return self.json_response(content, known);
        }
        Ok(DocumentedResponse {
            content: Content::Bytes,
            ..known
        })
    }

    /// Sets the content of a JSON response; `known` is the rest of the response.
    fn json_response(&mut self, content: &Node, known: DocumentedResponse) -> Result<DocumentedResponse, Refused> {
        let any = Node::object(content.at, []);
        let schema = content.get("schema").unwrap_or(&any); // stage 6 added it
        let mut kind = self.type_of(schema, Direction::Response)?;
        if schema.is_true("nullable") {
            kind = kind.or_null();
        }
        let omitted = self.named.harvest.omitted.get(&schema.at);
        Ok(DocumentedResponse {
            content: Content::Json(kind),
            omitted: omitted.into_iter().flatten().map(SmolStr::to_string).collect(),
            ..known
        })
    }
}

impl Checker<'_> {
    /// Returns the type of the data of events, if the page documents one.
    fn event(&mut self, content: &Node) -> Result<Data, Refused> {
        let Some(schema) = content.get("schema") else {
            return Ok(Data::Text);
        };
        let kind = self.type_of(schema, Direction::Response)?;
        Ok(if kind.name().is_some() {
            Data::Json(kind)
        } else {
            Data::Text
        })
    }
}

/// Returns the examples of a body: the single one, then the named ones.
pub(crate) fn examples_of(content: &Node) -> impl Iterator<Item = &Node> {
    let named = content.members("examples");
    let named = named.filter_map(|(_, example)| example.get("value"));
    content.get("example").into_iter().chain(named)
}

fn is_status(key: &str) -> bool {
    let digits = key.strip_suffix("XX").map_or_else(
        || key.len() == 3 && key.bytes().all(|b| b.is_ascii_digit()),
        |first| first.len() == 1,
    );
    key == "default"
        || (digits
            && key
                .as_bytes()
                .first()
                .is_some_and(|first| (b'1'..=b'5').contains(first)))
}
