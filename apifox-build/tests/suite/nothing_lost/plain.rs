//! A document as a plain reader sees it: `serde_yaml` and JSON pointers, nothing else.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::swagger;

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// A documented part, and its place: that of a reference, or of its target.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) pointers: Vec<String>,
    /// For a path variable, that of the path, where findings about the template are located.
    pub(crate) path: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Operation {
    pub(crate) path: String,
    /// In lower case.
    pub(crate) method: String,
    pub(crate) whole: Part,
    pub(crate) parameters: Vec<Part>,
    pub(crate) body: Option<Part>,
    /// Of Swagger 2.0: the fields of a form.
    pub(crate) fields: Vec<Part>,
    pub(crate) body_media_types: Vec<Part>,
    /// Each status and its media types.
    pub(crate) responses: Vec<(Part, Vec<Part>)>,
    /// `headers` of responses.
    pub(crate) headers: Vec<Part>,
    /// `links` of responses, `callbacks`.
    pub(crate) left_out: Vec<Part>,
    /// That of the operation, or of its path.
    pub(crate) server: Option<Part>,
}

#[derive(Debug)]
pub(crate) struct Document {
    root: Value,
    is_swagger_2: bool,
}

/// A node of the document, and its place.
#[derive(Debug, Clone)]
pub(crate) struct Found<'a> {
    pub(crate) node: &'a Value,
    pub(crate) pointers: Vec<String>,
}

impl<'a> Found<'a> {
    fn at(node: &'a Value, pointer: String) -> Self {
        Self {
            node,
            pointers: vec![pointer],
        }
    }

    pub(crate) fn below(&self, key: &str) -> Self {
        let key = key.replace('~', "~0").replace('/', "~1");
        let index = key.parse::<usize>().ok().filter(|_| self.node.is_array());
        Self {
            node: index.map_or_else(|| &self.node[&*unescape(&key)], |index| &self.node[index]),
            pointers: self.pointers.iter().map(|pointer| format!("{pointer}/{key}")).collect(),
        }
    }

    pub(crate) fn members(&self) -> Vec<(String, Self)> {
        let keys = self.node.as_object().into_iter().flatten().map(|(key, _)| key.clone());
        keys.map(|key| (key.clone(), self.below(&key))).collect()
    }

    pub(crate) fn items(&self) -> Vec<Self> {
        let count = self.node.as_array().map_or(0, Vec::len);
        (0..count).map(|index| self.below(&index.to_string())).collect()
    }

    pub(crate) fn part(&self, name: impl Into<String>) -> Part {
        Part {
            name: name.into(),
            pointers: self.pointers.clone(),
            path: None,
        }
    }

    pub(crate) fn is_filled(&self) -> bool {
        self.node
            .as_object()
            .is_some_and(|members| members.keys().any(|key| !key.starts_with("x-")))
    }
}

/// What tells a parameter from the others.
pub(crate) fn identity(place: &str, name: &str) -> String {
    let name = name.trim();
    if place.eq_ignore_ascii_case("header") {
        format!("header {}", name.to_lowercase())
    } else {
        format!("{} {name}", place.to_lowercase())
    }
}

/// Statuses are often written as numbers.
fn with_text_keys(value: serde_yaml::Value) -> serde_yaml::Value {
    match value {
        serde_yaml::Value::Mapping(members) => {
            let text = |key: serde_yaml::Value| match key {
                serde_yaml::Value::Number(number) => serde_yaml::Value::String(number.to_string()),
                serde_yaml::Value::Bool(flag) => serde_yaml::Value::String(flag.to_string()),
                other => other,
            };
            let members = members.into_iter();
            serde_yaml::Value::Mapping(members.map(|(key, value)| (text(key), with_text_keys(value))).collect())
        }
        serde_yaml::Value::Sequence(items) => items.into_iter().map(with_text_keys).collect(),
        other => other,
    }
}

fn unescape(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

impl Document {
    /// The document of a file, if it is one that a plain reader understands: YAML, JSON, or
    /// Markdown with one block of YAML.
    pub(crate) fn read(name: &str, text: &str) -> Option<Self> {
        let text = match name.rsplit('.').next() {
            Some("md") => {
                let (_, block) = text.split_once("\n```yaml\n")?;
                let (block, rest) = block.split_once("\n```")?;
                block.to_owned() + if rest.contains("```") { return None } else { "\n" }
            }
            Some("yaml" | "yml" | "json") => text.to_owned(),
            _ => return None,
        };
        let mut root: serde_yaml::Value = serde_yaml::from_str(&text).ok()?;
        root.apply_merge().ok()?;
        let root: Value = serde_yaml::from_value(with_text_keys(root)).ok()?;
        let is_openapi = root["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3."));
        let version = &root["swagger"];
        let is_2 = version
            .as_str()
            .map_or_else(|| version.as_f64() == Some(2.0), |text| text.starts_with('2'));
        let is_swagger_2 = !is_openapi && is_2;
        (is_openapi || is_swagger_2).then_some(Self { root, is_swagger_2 })
    }

    /// A member of the document.
    pub(crate) fn at_root(&self, key: &str) -> Found<'_> {
        Found::at(&self.root[key], format!("/{key}"))
    }

    /// A node, or what it refers to, at the end of the chain; the places are those of all of them.
    pub(crate) fn follow<'a>(&'a self, found: &Found<'a>) -> Found<'a> {
        let mut here = found.clone();
        for _ in 0..8 {
            let Some(reference) = here.node["$ref"].as_str().and_then(|text| text.strip_prefix('#')) else {
                break;
            };
            let decoded = percent_decode_str(reference).decode_utf8_lossy().into_owned();
            // A component whose name contains slashes, which references do not escape.
            let keys = reference.splitn(4, '/').map(|key| key.replace('/', "~1"));
            let unescaped = keys.collect::<Vec<_>>().join("/");
            let named = [decoded, reference.to_owned(), unescaped];
            let Some((node, pointer)) = named.iter().find_map(|one| Some((self.root.pointer(one)?, one))) else {
                break;
            };
            here.node = node;
            here.pointers.push(pointer.clone());
        }
        here
    }

    pub(crate) fn operations(&self) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in Found::at(&self.root["paths"], "/paths".to_owned()).members() {
            let item = self.follow(&item);
            for (method, operation) in item.members() {
                if METHODS.contains(&method.as_str()) && operation.node.is_object() {
                    operations.push(self.operation(&path, &method, &item, &operation));
                }
            }
            for (method, operation) in item.below("additionalOperations").members() {
                operations.push(self.operation(&path, &method.to_lowercase(), &item, &operation));
            }
        }
        operations
    }

    fn operation(&self, path: &str, method: &str, item: &Found<'_>, operation: &Found<'_>) -> Operation {
        if self.is_swagger_2 {
            let mut made = Operation {
                path: path.to_owned(),
                method: method.to_owned(),
                whole: operation.part("the operation"),
                ..Operation::default()
            };
            swagger::operation(self, &mut made, (item, operation));
            return made;
        }
        let body = self.follow(&operation.below("requestBody"));
        let mut made = Operation {
            path: path.to_owned(),
            method: method.to_owned(),
            whole: operation.part("the operation"),
            parameters: self.parameters(item, operation),
            body: body.below("content").is_filled().then(|| body.part("the body")),
            body_media_types: media_types(&body),
            responses: Vec::new(),
            headers: Vec::new(),
            left_out: Vec::new(),
            fields: Vec::new(),
            server: self.server(item, operation),
        };
        let callbacks = operation.below("callbacks");
        made.left_out
            .extend(callbacks.is_filled().then(|| callbacks.part("callbacks")));
        for (status, response) in operation.below("responses").members() {
            // `x-200:label` is one more response of the status; other extensions are none.
            if status.starts_with("x-") && !status[2..].starts_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let response = self.follow(&response);
            made.responses.push((response.part(&status), media_types(&response)));
            let (headers, links) = (response.below("headers"), response.below("links"));
            made.headers.extend(headers_of(&status, &headers));
            made.left_out
                .extend(links.is_filled().then(|| links.part(format!("{status} links"))));
        }
        made
    }

    /// Those of the operation, and those of the path that it does not declare itself.
    fn parameters(&self, item: &Found<'_>, operation: &Found<'_>) -> Vec<Part> {
        let mut all: Vec<Part> = Vec::new();
        for (holder, is_own) in [(operation, true), (item, false)] {
            for parameter in holder.below("parameters").items() {
                let found = self.follow(&parameter);
                let text = |key: &str| found.node[key].as_str().unwrap_or_default();
                let name = identity(text("in"), text("name"));
                let path = item.pointers.first().filter(|_| name.starts_with("path ")).cloned();
                if is_own || all.iter().all(|known| known.name != name) {
                    all.push(Part {
                        path,
                        ..found.part(name)
                    });
                }
            }
        }
        all
    }

    /// A server of the operation's own, or of its path: one that is not the first of the document.
    fn server(&self, item: &Found<'_>, operation: &Found<'_>) -> Option<Part> {
        let resolved = |server: &Value| {
            let variables = server["variables"].as_object().into_iter().flatten();
            let url = server["url"].as_str()?.to_owned();
            let url = variables.fold(url, |url, (name, variable)| {
                let default = variable["default"].as_str().unwrap_or_default();
                url.replace(&format!("{{{name}}}"), default)
            });
            Some(url.trim_end_matches('/').to_owned())
        };
        let url = |servers: &Value| {
            let mut urls = servers.as_array().into_iter().flatten().filter_map(resolved);
            urls.find(|url| !url.trim().is_empty())
        };
        let filled = |found: &Found<'_>| found.node.as_array().is_some_and(|all| !all.is_empty());
        let own = Some(operation.below("servers")).filter(filled);
        let own = own.or_else(|| Some(item.below("servers")).filter(filled))?;
        let first = url(own.node)?;
        (Some(&first) != url(&self.root["servers"]).as_ref()).then(|| own.part(first))
    }
}

fn media_types(holder: &Found<'_>) -> Vec<Part> {
    let members = holder.below("content").members().into_iter();
    let named = members.filter(|(name, _)| !name.starts_with("x-"));
    named.map(|(name, content)| content.part(name)).collect()
}

/// Those of a success each by its name, those of a failure as one: the others are read by name.
pub(crate) fn headers_of(status: &str, headers: &Found<'_>) -> Vec<Part> {
    if !status.starts_with('2') {
        return headers
            .is_filled()
            .then(|| headers.part(format!("{status} headers")))
            .into_iter()
            .collect();
    }
    let all = headers.members().into_iter();
    // OpenAPI 3.0.4, "Response Object": a header of this name is ignored.
    all.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
        .map(|(name, header)| header.part(name))
        .collect()
}
