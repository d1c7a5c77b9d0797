//! Answers: what each status brings, and which one is the operation's result.

use super::schema::{Type, Way};
use super::{Checker, Refused};
use crate::node::Node;

/// What a server may answer with one status.
#[derive(Debug)]
pub(crate) struct Answer {
    /// `200`, `4XX` or `default`.
    pub(crate) status: String,
    pub(crate) media_type: String,
    pub(crate) content: Content,
    /// Fields of the type that this operation does not document.
    pub(crate) omitted: Vec<String>,
    pub(crate) description: String,
    /// The documented example, as it would be sent.
    pub(crate) example: Option<String>,
}

/// A body of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Json(Type),
    /// Anything else: handed over as bytes.
    Bytes,
    Empty,
}

/// What a call gives when it succeeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Json(Type),
    /// JSON, or nothing: a status that never has a body is documented beside one that has.
    OptionalJson(Type),
    Bytes,
    Empty,
}

impl Outcome {
    /// The one thing that all answers of success can be read as. Stage 6 made one schema of those that are JSON.
    pub(crate) fn of(answers: &[Answer]) -> Self {
        let success: Vec<&Answer> = answers.iter().filter(|answer| answer.is_success()).collect();
        let json = success.iter().find_map(|answer| match &answer.content {
            Content::Json(kind) => Some(kind.clone()),
            Content::Bytes | Content::Empty => None,
        });
        // A `201: Created` without content beside a 200 with one is what springfox writes everywhere: it says nothing of the body.
        let can_be_empty = success
            .iter()
            .any(|answer| matches!(answer.status.as_str(), "204" | "205"));
        match json {
            _ if success.is_empty() || success.iter().any(|answer| answer.content == Content::Bytes) => Self::Bytes,
            Some(kind) if can_be_empty => Self::OptionalJson(kind),
            Some(kind) => Self::Json(kind),
            None => Self::Empty,
        }
    }
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        self.status.starts_with('2')
    }
}

impl Checker<'_> {
    /// All answers of an operation, whatever their bodies.
    pub(crate) fn answers(&mut self, operation: &Node) -> Result<Vec<Answer>, Refused> {
        let responses = operation
            .get("responses")
            .and_then(Node::as_object)
            .filter(|map| !map.is_empty());
        let Some(responses) = responses else {
            let hint = "write what the server answers, at least:\nresponses:\n  '200':\n    description: OK\n    content:\n      application/json:\n        schema: {}";
            self.findings.refuse(
                operation.at,
                "missing-responses",
                "this operation has no `responses`",
                hint,
            );
            return Err(Refused);
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
        let description = response.get_str("description").unwrap_or_default().trim().to_owned();
        let empty = Answer {
            status: status.to_owned(),
            media_type: String::new(),
            content: Content::Empty,
            omitted: Vec::new(),
            description,
            example: None,
        };
        let mut contents: Vec<(&str, &Node)> = response.members("content").collect();
        contents.sort_by_key(|(media_type, _)| !is_json(media_type));
        let Some((media_type, content)) = contents.first().copied() else {
            return Ok(empty);
        };
        if contents.len() > 1 {
            let message = format!("only `{media_type}` of this answer's media types is asked for and read");
            self.findings.lossy(
                response.at,
                "several-media-types",
                message,
                "remove the others by an overlay to say that this is meant",
            );
        }
        let example = example_of(content);
        if !is_json(media_type) {
            let example = example.and_then(Node::as_str).map(str::to_owned);
            return Ok(Answer {
                media_type: media_type.to_owned(),
                content: Content::Bytes,
                example,
                ..empty
            });
        }
        let Some(schema) = content.get("schema") else {
            let hint =
                "write one, or `schema: {}` for any JSON; an example alone does not tell which fields may be missing";
            self.findings
                .refuse(content.at, "missing-schema", "this answer has no `schema`", hint);
            return Err(Refused);
        };
        let mut kind = self.type_of(schema, Way::Answer)?;
        if schema.is_true("nullable") && status.starts_with('2') {
            kind = kind.or_null();
        }
        let omitted = self.named.harvest.omitted.get(&schema.at).cloned().unwrap_or_default();
        let example = example.map(super::super::node::Node::json);
        Ok(Answer {
            media_type: media_type.to_owned(),
            content: Content::Json(kind),
            omitted,
            example,
            ..empty
        })
    }
}

/// The example of a body: the single one, else the first of the named ones.
fn example_of(content: &Node) -> Option<&Node> {
    content.get("example").or_else(|| {
        content
            .members("examples")
            .find_map(|(_, example)| example.get("value"))
    })
}

pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
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
