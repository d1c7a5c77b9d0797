//! An operation of the document: what a call of it must be, and what it is answered.

use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use hyper::{Method, StatusCode};
use serde_json::Value;

use crate::answer::Answer;
use crate::body::{Body, Refused, essence, is_json};
use crate::make::Maker;
use crate::mistake::Mistake;
use crate::nearest::did_you_mean;
use crate::parameter::{Given, Parameter};
use crate::pattern;
use crate::problem::Problem;
use crate::raw::Pair;
use crate::schema::{Schema, Schemas};
use crate::view::Side;

/// An operation of the document.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) template: String,
    /// Only for those with credentials.
    pub(crate) authenticated: bool,
    variables: Vec<String>,
    parameters: Vec<Parameter>,
    body: Option<Body>,
    answers: Vec<Documented>,
}

/// A documented answer, under one media type.
#[derive(Debug)]
struct Documented {
    /// `200`, `2XX` or `default`.
    status: String,
    /// Empty where there is no body.
    media_type: String,
    schema: Schema,
    example: Option<Value>,
}

/// Whose answer is asked for.
pub(crate) struct Asked<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) schemas: &'a Schemas,
    pub(crate) seed: u64,
    /// The response of whoever plays the API, in the place of what is documented of a success.
    pub(crate) played: Option<Answer>,
}

/// A call, its body aside.
pub(crate) struct Head<'c> {
    pub(crate) variables: Vec<String>,
    pub(crate) query: &'c str,
    pub(crate) headers: &'c HeaderMap,
}

impl Endpoint {
    /// An operation of the document. None where it is not an object, or its method is none.
    pub(crate) fn read(template: &str, method: &str, node: &Value, schemas: &Schemas) -> Option<Self> {
        let id = node.get("operationId").and_then(Value::as_str);
        let parameters = node.get("parameters").and_then(Value::as_array);
        let responses = node.get("responses").and_then(Value::as_object);
        let answers = responses
            .into_iter()
            .flatten()
            .flat_map(|(status, response)| Documented::all(status, response, schemas));
        let is_open = node
            .get("security")
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty);
        Some(Self {
            id: id.unwrap_or(template).to_owned(),
            method: Method::from_bytes(method.to_uppercase().as_bytes()).ok()?,
            template: template.to_owned(),
            authenticated: !is_open,
            variables: pattern::names(template),
            parameters: parameters
                .into_iter()
                .flatten()
                .filter_map(|one| Parameter::read(one, schemas))
                .collect(),
            body: node.get("requestBody").map(|body| Body::read(body, schemas)),
            answers: answers.collect(),
        })
    }

    pub(crate) fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    pub(crate) fn body(&self) -> Option<&Body> {
        self.body.as_ref()
    }

    /// The schema of an answer, as the document that is served has it.
    pub(crate) fn answer_view(&self, status: &str, media_type: &str) -> Option<&Value> {
        let mut answers = self.answers.iter();
        let found = answers.find(|answer| answer.status == status && answer.media_type == media_type);
        found.map(|answer| answer.schema.view())
    }

    /// What is wrong with a call's parameters.
    pub(crate) fn check_head(&self, head: &Head<'_>, schemas: &Schemas) -> Vec<Mistake> {
        let names = self.variables.iter().map(String::as_str);
        let path: Vec<_> = names.zip(head.variables.iter().cloned()).collect();
        let query = Pair::all(head.query);
        let given = Given {
            path: &path,
            query: &query,
            headers: head.headers,
        };
        let mut mistakes: Vec<_> = self
            .parameters
            .iter()
            .flat_map(|one| one.check(&given, schemas))
            .collect();
        let documented = || self.parameters.iter().filter(|parameter| parameter.is_query());
        for pair in &query {
            if !documented().any(|parameter| parameter.is_of(pair, schemas)) {
                let hint = did_you_mean(&pair.name, documented().map(Parameter::name));
                mistakes.push(Mistake::parameter("query", &pair.name).because(format!("is not documented{hint}")));
            }
        }
        mistakes
    }

    /// What is wrong with a call's body, or with its parameters too.
    pub(crate) fn check_body(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        mut mistakes: Vec<Mistake>,
        schemas: &Schemas,
    ) -> Result<(), Problem> {
        let content_type = headers
            .get(CONTENT_TYPE)
            .map(|value| String::from_utf8_lossy(value.as_bytes()));
        let checked = match &self.body {
            Some(documented) => documented.check(content_type.as_deref(), body, schemas),
            None if body.is_empty() => Ok(()),
            None => Err(Refused::Mistakes(vec![
                Mistake::body().because("is not documented: this operation has none".to_owned()),
            ])),
        };
        match checked {
            Err(Refused::MediaType(all)) if mistakes.is_empty() => {
                let given = content_type.map_or("without a `Content-Type`".to_owned(), |given| format!("of `{given}`"));
                let detail = format!("A body {given} is not documented; there is `{all}`.");
                return Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    detail,
                ));
            }
            Err(Refused::Mistakes(more)) => mistakes.extend(more),
            Ok(()) | Err(Refused::MediaType(_)) => {}
        }
        if mistakes.is_empty() {
            Ok(())
        } else {
            Err(Problem::mistaken(mistakes))
        }
    }
}

impl Asked<'_> {
    /// The answer of a success: the first with an example, else the first, made from its schema.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub(crate) fn success(&self) -> Result<Answer, String> {
        if let Some(played) = &self.played {
            return Ok(played.clone());
        }
        let all = || {
            self.endpoint
                .answers
                .iter()
                .filter(|answer| answer.status.starts_with('2'))
        };
        let first = all().find(|answer| answer.example.is_some()).or(all().next());
        let first = first.ok_or_else(|| format!("the page of {} documents no success", self.endpoint.id))?;
        self.answer(&first.status, first.status.parse().unwrap_or(200))
    }

    /// The answer that is documented for a status, or for its class, or for all others.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub(crate) fn of_status(&self, status: u16) -> Result<Answer, String> {
        let class = format!("{}XX", status / 100);
        let keys = [status.to_string(), class, "default".to_owned()];
        let is_there = |key: &&String| self.endpoint.answers.iter().any(|answer| answer.status == **key);
        let key = keys.iter().find(is_there);
        let key = key.ok_or_else(|| format!("the page of {} documents no {status}", self.endpoint.id))?;
        self.answer(key, status)
    }

    /// Of several media types the one asked for, else JSON.
    fn answer(&self, documented: &str, status: u16) -> Result<Answer, String> {
        let accept = self.headers.get(ACCEPT).and_then(|value| value.to_str().ok());
        let accepted: Vec<String> = accept.unwrap_or_default().split(',').map(essence).collect();
        let rank = |answer: &&Documented| {
            let media_type = essence(&answer.media_type);
            let asked = accepted.iter().position(|accepted| *accepted == media_type);
            (asked.unwrap_or(usize::MAX), !is_json(&media_type))
        };
        let answers = self
            .endpoint
            .answers
            .iter()
            .filter(|answer| answer.status == documented);
        let answer = answers
            .min_by_key(rank)
            .ok_or_else(|| format!("there is no {documented}"))?;
        let mut maker = Maker::new(self.schemas, self.seed, &self.endpoint.id);
        let is_bodyless = self.endpoint.method == Method::HEAD || matches!(status, 204 | 205 | 304);
        let body = if is_bodyless {
            String::new()
        } else {
            answer.body(&mut maker)?
        };
        let media_type = if is_bodyless { "" } else { &answer.media_type };
        Answer::documented(status, media_type, body)
    }
}

impl Documented {
    fn all(status: &str, response: &Value, schemas: &Schemas) -> Vec<Self> {
        let content = response.get("content").and_then(Value::as_object);
        let of = |media_type: &str, content: &Value| Self {
            status: status.to_owned(),
            media_type: media_type.to_owned(),
            schema: schemas.schema(content.get("schema"), Side::Answer),
            example: content.get("example").cloned(),
        };
        match content.filter(|content| !content.is_empty()) {
            Some(content) => content
                .iter()
                .map(|(media_type, content)| of(media_type, content))
                .collect(),
            None => vec![of("", &Value::Null)],
        }
    }

    /// The documented example, else a value of the schema.
    fn body(&self, maker: &mut Maker<'_>) -> Result<String, String> {
        if self.media_type.is_empty() {
            return Ok(String::new());
        }
        let is_json = is_json(&essence(&self.media_type));
        match &self.example {
            Some(Value::String(text)) if !is_json => return Ok(text.clone()),
            Some(example) => return Ok(example.to_string()),
            None => {}
        }
        let value = maker
            .make(&self.schema)
            .map_err(|why| format!("no example is documented, and {why}"))?;
        Ok(match value {
            value if essence(&self.media_type) == "text/event-stream" => match value {
                Value::String(text) => format!("data: {text}\n\n"),
                value => format!("data: {value}\n\n"),
            },
            Value::String(text) if !is_json => text,
            value => value.to_string(),
        })
    }
}
