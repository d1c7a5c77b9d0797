//! An operation of the document: checks its requests and makes its responses.

use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use hyper::{Method, StatusCode};
use serde_json::Value;

use crate::body::{Body, Refused, essence, is_json};
use crate::make::Maker;
use crate::mistake::Mistake;
use crate::nearest::did_you_mean;
use crate::parameter::{Parameter, RequestParts};
use crate::pattern;
use crate::problem::Problem;
use crate::raw::Pair;
use crate::response::CannedResponse;
use crate::schema::{Schema, Schemas};
use crate::view::Side;

/// An operation of the document.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) template: String,
    /// Whether calls need credentials.
    pub(crate) authenticated: bool,
    variables: Vec<String>,
    parameters: Vec<Parameter>,
    body: Option<Body>,
    responses: Vec<DocumentedResponse>,
}

/// A documented response, under one media type.
#[derive(Debug)]
struct DocumentedResponse {
    /// `200`, `2XX` or `default`.
    status: String,
    /// Empty for a response without a body.
    media_type: String,
    schema: Schema,
    example: Option<Value>,
}

/// A request for the documented response of an operation.
pub(crate) struct ExampleRequest<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) schemas: &'a Schemas,
    pub(crate) seed: u64,
    /// The response of the handler. It replaces the documented success.
    pub(crate) handled: Option<CannedResponse>,
}

/// A request without its body.
pub(crate) struct Head<'c> {
    pub(crate) variables: Vec<String>,
    pub(crate) query: &'c str,
    pub(crate) headers: &'c HeaderMap,
}

impl Endpoint {
    /// Reads an operation. Returns `None` if its method is unknown.
    pub(crate) fn read(template: &str, method: &str, node: &Value, schemas: &Schemas) -> Option<Self> {
        let id = node.get("operationId").and_then(Value::as_str);
        let parameters = node.get("parameters").and_then(Value::as_array);
        let responses = node.get("responses").and_then(Value::as_object);
        let responses = responses
            .into_iter()
            .flatten()
            .flat_map(|(status, response)| DocumentedResponse::all(status, response, schemas));
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
            responses: responses.collect(),
        })
    }

    pub(crate) fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    pub(crate) fn body(&self) -> Option<&Body> {
        self.body.as_ref()
    }

    /// Returns the schema of a response, as the served document shows it.
    pub(crate) fn response_view(&self, status: &str, media_type: &str) -> Option<&Value> {
        let mut responses = self.responses.iter();
        let found = responses.find(|response| response.status == status && response.media_type == media_type);
        found.map(|response| response.schema.view())
    }

    /// Returns the mistakes in the parameters of a request.
    pub(crate) fn check_head(&self, head: &Head<'_>, schemas: &Schemas) -> Vec<Mistake> {
        let names = self.variables.iter().map(String::as_str);
        let path: Vec<_> = names.zip(head.variables.iter().cloned()).collect();
        let query = Pair::all(head.query);
        let given = RequestParts {
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
                let names = || documented().flat_map(|one| one.sent_names(schemas));
                let hint = match documented().find(|one| one.name() == pair.name) {
                    Some(object) => format!(": it is sent as `{}`", object.sent_names(schemas).join("`, `")),
                    None => did_you_mean(&pair.name, names()),
                };
                mistakes.push(Mistake::parameter("query", &pair.name).because(format!("is not documented{hint}")));
            }
        }
        mistakes
    }

    /// Checks the body of a request. The error also lists `mistakes`, those of the parameters.
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
                Mistake::body().because("is not documented: this operation has no body".to_owned()),
            ])),
        };
        match checked {
            Err(Refused::MediaType(all)) if mistakes.is_empty() => {
                let given = content_type.map_or("without a `Content-Type`".to_owned(), |given| format!("of `{given}`"));
                let detail = format!("A body {given} is not documented; use `{all}`.");
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

impl ExampleRequest<'_> {
    /// Returns a success: the first documented one with an example, or the first one, made from its
    /// schema.
    ///
    /// # Errors
    ///
    /// Why no response can be made.
    pub(crate) fn success(&self) -> Result<CannedResponse, String> {
        if let Some(handled) = &self.handled {
            return Ok(handled.clone());
        }
        let all = || {
            self.endpoint
                .responses
                .iter()
                .filter(|response| response.status.starts_with('2'))
        };
        let first = all().find(|response| response.example.is_some()).or(all().next());
        let first = first.ok_or_else(|| format!("the page of {} documents no success", self.endpoint.id))?;
        self.response(&first.status, first.status.parse().unwrap_or(200))
    }

    /// Returns the response documented for a status, for its class (`4XX`), or as `default`.
    ///
    /// # Errors
    ///
    /// Why no response can be made.
    pub(crate) fn of_status(&self, status: u16) -> Result<CannedResponse, String> {
        let class = format!("{}XX", status / 100);
        let keys = [status.to_string(), class, "default".to_owned()];
        let is_documented = |key: &&String| self.endpoint.responses.iter().any(|response| response.status == **key);
        let key = keys.iter().find(is_documented);
        let key = key.ok_or_else(|| format!("the page of {} documents no {status}", self.endpoint.id))?;
        self.response(key, status)
    }

    /// Prefers the media types that the request accepts, then JSON.
    fn response(&self, documented: &str, status: u16) -> Result<CannedResponse, String> {
        let accept = self.headers.get(ACCEPT).and_then(|value| value.to_str().ok());
        let accepted: Vec<String> = accept.unwrap_or_default().split(',').map(essence).collect();
        let rank = |response: &&DocumentedResponse| {
            let media_type = essence(&response.media_type);
            let position = accepted.iter().position(|accepted| *accepted == media_type);
            (position.unwrap_or(usize::MAX), !is_json(&media_type))
        };
        let responses = self
            .endpoint
            .responses
            .iter()
            .filter(|response| response.status == documented);
        let response = responses
            .min_by_key(rank)
            .ok_or_else(|| format!("no {documented} is documented"))?;
        let mut maker = Maker::new(self.schemas, self.seed, &self.endpoint.id);
        let is_bodyless = self.endpoint.method == Method::HEAD || matches!(status, 204 | 205 | 304);
        let body = if is_bodyless {
            String::new()
        } else {
            response.body(&mut maker)?
        };
        let media_type = if is_bodyless { "" } else { &response.media_type };
        CannedResponse::documented(status, media_type, body)
    }
}

impl DocumentedResponse {
    fn all(status: &str, response: &Value, schemas: &Schemas) -> Vec<Self> {
        let content = response.get("content").and_then(Value::as_object);
        let of = |media_type: &str, content: &Value| Self {
            status: status.to_owned(),
            media_type: media_type.to_owned(),
            schema: schemas.schema(content.get("schema"), Side::Response),
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

    /// Returns the documented example, or a value made from the schema.
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
