//! The document of an API, read once when the sandbox starts.

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use crate::auth::ExpectedAuth;
use crate::endpoint::Endpoint;
use crate::parameter::Parameter;
use crate::problem;
use crate::schema::Schemas;

/// The methods of a path (OpenAPI 3.0.4, "Path Item Object").
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The name of the problem schema among the components. It contains a dot, so it cannot collide
/// with the name of a generated type.
const PROBLEM: &str = "sandbox.problem";

/// An API, ready to be served.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) schemas: Schemas,
    /// The served document, as JSON.
    pub(crate) text: String,
}

impl Document {
    /// # Errors
    ///
    /// The input is not an OpenAPI 3.0 document in JSON.
    pub(crate) fn read(text: &str, auth: &ExpectedAuth) -> Result<Self, String> {
        let root: Value = serde_json::from_str(text).map_err(|error| format!("the document is not JSON: {error}"))?;
        let empty = Map::new();
        let components = root.get("components").and_then(|all| all.get("schemas")?.as_object());
        let schemas = Schemas::new(components.unwrap_or(&empty))?;
        let paths = root
            .get("paths")
            .and_then(Value::as_object)
            .ok_or("the document has no `paths`")?;
        let mut endpoints = Vec::new();
        for (template, item) in paths {
            for method in METHODS {
                let Some(node) = item.get(method) else { continue };
                endpoints.extend(Endpoint::read(template, method, node, &schemas));
            }
        }
        let text = served(&root, &endpoints, &schemas, auth).to_string();
        Ok(Self {
            endpoints,
            schemas,
            text,
        })
    }
}

/// Returns the document that the sandbox serves: the schemas it checks, the credentials it expects,
/// and the problems it returns itself.
fn served(root: &Value, endpoints: &[Endpoint], schemas: &Schemas, auth: &ExpectedAuth) -> Value {
    let mut document = root.clone();
    for endpoint in endpoints {
        let method = endpoint.method.as_str().to_lowercase();
        let node = document
            .get_mut("paths")
            .and_then(|paths| paths.get_mut(&endpoint.template)?.get_mut(&method));
        let Some(node) = node.and_then(Value::as_object_mut) else {
            continue;
        };
        if let Some(Value::Array(parameters)) = node.get_mut("parameters") {
            for (parameter, read) in parameters.iter_mut().zip(endpoint.parameters()) {
                parameter["schema"] = read.view().clone();
            }
        }
        if let Some(Value::Object(content)) = node.get_mut("requestBody").and_then(|body| body.get_mut("content")) {
            for (media_type, content) in content {
                let view = endpoint.body().and_then(|body| body.view(media_type));
                content["schema"] = view.cloned().unwrap_or(json!({}));
            }
        }
        let responses = node.entry("responses").or_insert_with(|| json!({}));
        show_response_schemas(responses, endpoint);
        add_problems(responses, endpoint, auth);
        let scheme = auth.described().filter(|_| endpoint.authenticated);
        node.insert(
            "security".to_owned(),
            scheme.map_or(json!([]), |_| json!([{"sandbox": []}])),
        );
    }
    let mut components = schemas.components().clone();
    components.insert(PROBLEM.to_owned(), problem::schema());
    let security = auth.described().map_or(json!({}), |scheme| json!({"sandbox": scheme}));
    document["components"] = json!({"schemas": components, "securitySchemes": security});
    document
}

fn show_response_schemas(responses: &mut Value, endpoint: &Endpoint) {
    for (status, response) in responses.as_object_mut().into_iter().flatten() {
        let content = response.get_mut("content").and_then(Value::as_object_mut);
        for (media_type, content) in content.into_iter().flatten() {
            if let Some(view) = endpoint.response_view(status, media_type) {
                content["schema"] = view.clone();
            }
        }
    }
}

/// Adds the problems that a call of this operation may be refused with.
fn add_problems(responses: &mut Value, endpoint: &Endpoint, auth: &ExpectedAuth) {
    let refusals = [
        (StatusCode::BAD_REQUEST, true),
        (
            StatusCode::UNAUTHORIZED,
            endpoint.authenticated && auth.described().is_some(),
        ),
        (
            StatusCode::NOT_FOUND,
            !endpoint.parameters().iter().all(Parameter::is_query),
        ),
        (StatusCode::METHOD_NOT_ALLOWED, true),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, endpoint.body().is_some()),
    ];
    for (status, _) in refusals.into_iter().filter(|(_, can_be)| *can_be) {
        let reason = status.canonical_reason().unwrap_or_default();
        let response = responses.as_object_mut().map(|all| {
            all.entry(status.as_str())
                .or_insert_with(|| json!({"description": reason}))
        });
        let Some(response) = response else { return };
        let schema = json!({"$ref": format!("#/components/schemas/{PROBLEM}")});
        if response.get("content").is_none() {
            response["content"] = json!({});
        }
        // The page may document problems of its own, which a script can return.
        let own = response["content"]
            .get(problem::MEDIA_TYPE)
            .and_then(|own| own.get("schema"));
        let schema = own.map_or(schema.clone(), |own| json!({"anyOf": [own, schema]}));
        response["content"][problem::MEDIA_TYPE] = json!({"schema": schema});
    }
}
