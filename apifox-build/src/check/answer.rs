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

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        self.status.starts_with('2')
    }
}

impl Checker<'_> {
    /// All answers of an operation, those of success all with one body.
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
        self.one_result(&answers, operation)?;
        Ok(answers)
    }

    fn one_result(&mut self, answers: &[Answer], operation: &Node) -> Result<(), Refused> {
        let at = operation.get("responses").unwrap_or(operation).at;
        let mut results = answers.iter().filter(|answer| answer.is_success());
        let Some(first) = results.next() else {
            let hint = "document the answer of a call that succeeds, with a 2xx status";
            self.findings
                .refuse(at, "no-success", "this operation documents no answer of success", hint);
            return Err(Refused);
        };
        if results.any(|other| other.content != first.content) {
            let message = "several answers of success with different bodies are not generated yet";
            self.findings
                .refuse(at, "several-results", message, "remove all but one by an overlay");
            return Err(Refused);
        }
        Ok(())
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
        let kind = self.type_of(schema, Way::Answer)?;
        let omitted = self.named.harvest.omitted.get(&schema.at).cloned().unwrap_or_default();
        let example = example.map(|example| example.to_value().to_string());
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

fn is_json(media_type: &str) -> bool {
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
