//! Answers: what each status brings, and which one is the operation's result.

use super::checker::{Checker, Refused};
use super::schema::Way;
use crate::media_type::{is_event_stream, is_json};
use smol_str::SmolStr;

use crate::media_type::is_xml;
use crate::model::{Answer, Content, Data};
use crate::node::Node;

impl Checker<'_> {
    /// All answers of an operation, whatever their bodies.
    pub(crate) fn answers(&mut self, operation: &Node, method: &str) -> Result<Vec<Answer>, Refused> {
        let responses = operation.get("responses").and_then(Node::as_object);
        let Some(responses) = responses.filter(|map| !map.is_empty()) else {
            self.note_no_responses(operation);
            return Ok(Vec::new());
        };
        let mut answers = Vec::new();
        let mut failed = false;
        for (status, response) in responses {
            if !is_status(status) {
                let message = format!("`{status}` is not a status: three digits, a range like `4XX`, or `default` are");
                self.findings.refuse(response.at, "status", message, "mend the key");
                failed = true;
                continue;
            }
            match self.answer(status, response) {
                // RFC 9110, 9.3.2: the answer to HEAD has the head of the one to GET, and no content.
                Ok(answer) if method == "head" => answers.push(answer.without_content()),
                Ok(answer) => answers.push(answer),
                Err(Refused) => failed = true,
            }
        }
        if failed {
            return Err(Refused);
        }
        self.note_result(&answers, operation);
        Ok(answers)
    }

    /// Nothing says what the body is, so it is handed over as it comes; that it is there at all is no fault from OpenAPI 3.1 on.
    fn note_no_responses(&mut self, operation: &Node) {
        let message = "this operation documents no response; the body is handed over as bytes, whatever it is";
        let hint = "write what the server responds, for a body of JSON at least:\nresponses:\n  '200':\n    description: OK\n    \
                    content:\n      application/json:\n        schema: {}";
        let at = operation.get("responses").unwrap_or(operation).at;
        self.findings.repaired(at, "missing-responses", message, hint);
    }

    /// Tells what the result of an operation leaves open.
    fn note_result(&mut self, answers: &[Answer], operation: &Node) {
        let at = operation.get("responses").unwrap_or(operation).at;
        let mut results = answers.iter().filter(|answer| answer.is_success());
        let Some(first) = results.next() else {
            let message = "this operation documents no answer of success; its body is handed over as bytes";
            let hint = "document the answer of a call that succeeds, with a 2xx status, by an overlay";
            return self.findings.lossy(at, "no-success", message, hint);
        };
        if results.any(|other| (other.content == Content::Bytes) != (first.content == Content::Bytes)) {
            let message = "answers of success with and without JSON are both handed over as bytes";
            self.findings
                .lossy(at, "mixed-results", message, "remove one of them by an overlay");
        }
    }

    fn answer(&mut self, status: &str, response: &Node) -> Result<Answer, Refused> {
        self.refers_to_something(response, "responses")?;
        let description = response.get_str("description").unwrap_or_default().trim().to_owned();
        let empty = Answer {
            status: status.to_owned(),
            media_type: String::new(),
            content: Content::Empty,
            events: None,
            omitted: Vec::new(),
            description,
        };
        let mut contents: Vec<(&str, &Node)> = response.members("content").collect();
        contents.sort_by_key(|(media_type, _)| (!is_json(media_type), !is_event_stream(media_type)));
        let Some((media_type, content)) = contents.first().copied() else {
            return Ok(empty);
        };
        let stream = contents.iter().position(|(media_type, _)| is_event_stream(media_type));
        let events = stream.map(|index| self.event(contents[index].1)).transpose()?;
        let read = if stream == Some(1) { 2 } else { 1 };
        if contents.len() > read {
            let message = format!("only `{media_type}` of this answer's media types is asked for and read");
            self.findings.lossy(
                response.at,
                "several-media-types",
                message,
                "remove the others by an overlay to say that this is meant",
            );
        }
        if let Some(data) = events.clone().filter(|_| stream == Some(0)) {
            return Ok(Answer {
                media_type: media_type.to_owned(),
                content: Content::Events(data),
                ..empty
            });
        }
        if is_xml(media_type) {
            let message = format!("`{media_type}` is handed over as bytes: no type is made of its schema");
            let hint = "read the XML with a crate of your own";
            self.findings.note(content.at, "xml", message, hint);
        }
        if !is_json(media_type) {
            return Ok(Answer {
                media_type: media_type.to_owned(),
                content: Content::Bytes,
                ..empty
            });
        }
        let media_type = media_type.to_owned();
        let known = Answer {
            media_type,
            events,
            ..empty
        };
        self.json_answer(content, known)
    }

    /// An answer that is JSON; `known` is all that is known of it but its content.
    fn json_answer(&mut self, content: &Node, known: Answer) -> Result<Answer, Refused> {
        let any = Node::object(content.at, []);
        let schema = content.get("schema").unwrap_or(&any); // stage 6 gave it one
        let mut kind = self.type_of(schema, Way::Answer)?;
        if schema.is_true("nullable") && known.is_success() {
            kind = kind.or_null();
        }
        let omitted = self.named.harvest.omitted.get(&schema.at);
        Ok(Answer {
            content: Content::Json(kind),
            omitted: omitted.into_iter().flatten().map(SmolStr::to_string).collect(),
            ..known
        })
    }
}

impl Checker<'_> {
    /// What the data of each event is: a type, if the page describes one.
    fn event(&mut self, content: &Node) -> Result<Data, Refused> {
        let Some(schema) = content.get("schema") else {
            return Ok(Data::Text);
        };
        let kind = self.type_of(schema, Way::Answer)?;
        Ok(if kind.name().is_some() {
            Data::Json(kind)
        } else {
            Data::Text
        })
    }
}

/// The examples of a body: the single one, then those with a name.
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
