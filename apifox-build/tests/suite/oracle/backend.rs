//! Bare progenitor on one operation: its code, or why it has none.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// A document as it was named, taken apart by operation.
#[derive(Debug)]
pub(crate) struct Named(Value);

/// What progenitor makes of an operation.
#[derive(Debug)]
pub(crate) struct Accepted {
    /// The generated file.
    pub(crate) code: String,
    /// It was accepted only without its responses, which have no part in the request.
    pub(crate) without_responses: bool,
}

impl Named {
    /// Of the YAML that the stage `name` shows.
    pub(crate) fn new(yaml: &str) -> Self {
        Self(serde_yaml::from_str(yaml).unwrap())
    }

    /// The id of an operation.
    pub(crate) fn id(&self, method: &str, template: &str) -> String {
        let id = &self.0["paths"][template][method.to_lowercase()]["operationId"];
        id.as_str()
            .unwrap_or_else(|| panic!("{method} {template} has no id"))
            .to_owned()
    }

    /// Gives one operation, with the components that it reaches, to progenitor; the error is its
    /// own, shortened to its kind.
    ///
    /// Any JSON responds: the types of responses have no part in the request, and compiling them
    /// takes most of the time.
    pub(crate) fn accept(&self, method: &str, template: &str) -> Result<Accepted, String> {
        let whole = self.0["paths"][template][method.to_lowercase()].clone();
        let first = generate(self.alone(method, template, self.with_any_response(whole.clone())));
        if let Ok(code) = first {
            return Ok(Accepted {
                code,
                without_responses: false,
            });
        }
        let mut bare = whole;
        bare["responses"] = json!({"204": {"description": ""}});
        let second = generate(self.alone(method, template, bare));
        second.map(|code| Accepted {
            code,
            without_responses: true,
        })
    }

    /// Gives the JSON of all responses an empty schema.
    fn with_any_response(&self, mut operation: Value) -> Value {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for response in responses.into_iter().flat_map(Map::values_mut) {
            let reference = response["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
            if let Some(target) = reference.and_then(|pointer| self.0.pointer(pointer)) {
                *response = target.clone();
            }
            let contents = response.get_mut("content").and_then(Value::as_object_mut);
            for (media_type, content) in contents.into_iter().flatten() {
                if media_type.contains("json") && content["schema"].is_object() {
                    content["schema"] = json!({});
                }
            }
        }
        operation
    }

    fn alone(&self, method: &str, template: &str, mut operation: Value) -> Value {
        let all = operation.as_object_mut().unwrap();
        all.retain(|key, _| !key.starts_with("x-") && key != "tags");
        let mut components: Map<String, Value> = Map::new();
        let mut reached = BTreeSet::new();
        let mut open = vec![operation.clone()];
        while let Some(node) = open.pop() {
            references(&node, &mut |reference| {
                let Some(pointer) = reference.strip_prefix('#') else {
                    return;
                };
                if !reached.insert(reference.to_owned()) {
                    return;
                }
                let target = self.0.pointer(pointer).cloned().unwrap_or_default();
                let mut parts = pointer.trim_start_matches("/components/").splitn(2, '/');
                let (section, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
                let section = components.entry(section).or_insert_with(|| json!({}));
                section[name] = target.clone();
                open.push(target);
            });
        }
        json!({
            "openapi": "3.0.3",
            "info": {"title": "one operation", "version": "1"},
            "paths": {template: {method.to_lowercase(): operation}},
            "components": components,
        })
    }
}

fn references(node: &Value, found: &mut impl FnMut(&str)) {
    match node {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                found(reference);
            }
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Runs progenitor on a thread of its own, whose panic is caught at the join.
fn generate(document: Value) -> Result<String, String> {
    let run = move || {
        let document: openapiv3::OpenAPI = serde_json::from_value(document).map_err(|error| error.to_string())?;
        let tokens = progenitor::Generator::default()
            .generate_tokens(&document)
            .map_err(|error| error.to_string())?;
        let file: syn::File = syn::parse2(tokens).map_err(|error| error.to_string())?;
        Ok(prettyplease::unparse(&file))
    };
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(run).unwrap();
    let result = thread.join().unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panics: {}", text.unwrap_or_default()))
    });
    result.map_err(|text: String| kind_of(&text))
}

/// The kind of an error: its words without the names in it.
fn kind_of(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let first = first.split(" for ").next().unwrap_or_default();
    let plain: String = first.split(['`', '"', '{', '(']).step_by(2).collect();
    let words: String = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(70).collect()
}
