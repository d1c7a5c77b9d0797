//! Random operations: paths, parameters, bodies, responses.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::schemas::Schemas;

/// The first 14 are sound.
const PATHS: [&str; 24] = [
    "/v1/things",
    "/v1/things/{id}",
    "/v1/things/{thing_id}",
    "/v1/things/{id}/parts/{part}",
    "/v1/Things",
    "/things/",
    "/",
    "/v1/{a},{b}",
    "/file/source{id}",
    "/models/{model}:generate",
    "/{id}",
    "/v1/things/{id}.json",
    "/type/self",
    "/{a}{b}",
    "/{id}/{id}",
    "/笔记/{笔记 id}",
    "/notes/{{笔记 id}}",
    "/api.example.com/x",
    "no/slash",
    "https://example.com/full",
    "/query?x=1",
    "/a/{open",
    "/a b/c",
    "/x#y",
];

const PARAMETER_NAMES: [&str; 30] = [
    "id", "ID", "page", "page-size", "page_size", "limit", "type", "self", "body", "query", "send", "new", "X-Token",
    "x-token", "Accept", "Authorization", "client", "request", "header_map", "into_future", "timeout", "retry",
    "Content-Type", "Content-Length", "ids[]", "filter[name]", "文件", "a b", "a:b", "",
];

const MEDIA: [&str; 17] = [
    "application/json",
    "application/json; charset=utf-8",
    "*/*",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/octet-stream",
    "text/plain",
    "text/event-stream",
    "application/xml",
    "application/problem+json",
    "application/vnd.api+json",
    "image/png",
    "APPLICATION/JSON",
    "json",
    "",
    "multipart/mixed",
    "text/plain; charset=gbk",
];

/// Makes the operations of one document with the schemas' dice.
impl Schemas<'_> {
    /// Paths with their operations: method, path, operation.
    pub(crate) fn operations(&mut self) -> Vec<(String, String, Value)> {
        let count = self.dice.below(6) + 1;
        let methods = [
            "get", "get", "get", "post", "post", "put", "delete", "patch", "options", "head", "trace",
        ];
        let mut operations = Vec::new();
        for _ in 0..count {
            let end = if self.dice.chance(75) { 14 } else { PATHS.len() };
            let path = PATHS[self.dice.below(end)];
            let method = self.dice.pick(&methods);
            operations.push((method.to_owned(), path.to_owned(), self.operation(method, path)));
        }
        operations
    }

    fn operation(&mut self, method: &str, path: &str) -> Value {
        let summaries = [
            "", "获取列表", "Get thing", "Get thing", "List things", "New", "创建 订单", "get_thing!", "🙂", "Delete",
            "Self", "1",
        ];
        let summary = self.dice.pick(&summaries);
        let description = self.text();
        let mut operation = json!({"summary": summary, "description": description, "responses": self.responses()});
        self.identify(&mut operation);
        let parameters = self.parameters(path);
        let share = if path.contains('{') { 98 } else { 90 };
        self.set(&mut operation, share, "parameters", json!(parameters));
        let body = self.body();
        let share = if matches!(method, "post" | "put" | "patch") {
            85
        } else {
            8
        };
        let share = if method == "trace" { 1 } else { share };
        self.set(&mut operation, share, "requestBody", body);
        let security = [
            json!([]),
            json!([{"bearer": []}]),
            json!([{"x-apifox": {"schemeGroups": [], "use": {}}}]),
            json!([{"令牌": []}]),
        ];
        let security = security[self.dice.below(4)].clone();
        self.set(&mut operation, 30, "security", security);
        self.set(&mut operation, 8, "deprecated", json!(true));
        operation
    }

    /// What an operation is named by.
    fn identify(&mut self, operation: &mut Value) {
        let tags = [
            "", "Things", "things", "A/B", "客户/订单", "self", "new", "Client", "types",
        ];
        let tag = self.dice.pick(&tags);
        self.set(operation, 60, "tags", json!([tag]));
        let id = self.dice.pick(&[
            "getThing", "get_thing", "new", "post", "", "获取", "api_version", "a b", "type", "exec", "self",
        ]);
        self.set(operation, 12, "operationId", json!(id));
        if !self.plain {
            let status = self
                .dice
                .pick(&["released", "testing", "developing", "deprecated", "", "odd"]);
            operation["x-apifox-status"] = json!(status);
            operation["x-apifox-folder"] = json!(tag);
            let number = self.dice.below(20);
            operation["x-run-in-apifox"] = json!(format!("https://app.apifox.com/web/project/1/apis/api-{number}-run"));
        }
    }

    fn parameters(&mut self, path: &str) -> Vec<Value> {
        let mut parameters = Vec::new();
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        let mut rest = path;
        while let Some((_, behind)) = rest.split_once('{') {
            let name = behind.split('}').next().unwrap_or_default().trim_matches('{');
            rest = behind.trim_start_matches('{');
            if !self.dice.chance(2) && seen.insert(("path".to_owned(), name.to_owned())) {
                let schema = self.parameter_schema();
                let mut parameter = json!({"name": name, "in": "path", "schema": schema});
                self.set(&mut parameter, 95, "required", json!(true));
                self.styled(&mut parameter);
                parameters.push(parameter);
            }
        }
        let extra = self.dice.below(4);
        for _ in 0..extra {
            if !self.plain && self.dice.chance(4) && seen.insert(("query".to_owned(), "page".to_owned())) {
                parameters.push(json!({"$ref": "#/components/parameters/Page"}));
                continue;
            }
            let parameter = self.parameter();
            let text = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
            // Declared twice is refused.
            if seen.insert((text("in"), text("name"))) || self.dice.chance(2) {
                parameters.push(parameter);
            }
        }
        parameters
    }

    /// Mostly a style of its place.
    fn styled(&mut self, parameter: &mut Value) {
        let place = parameter["in"].as_str().unwrap_or_default().to_owned();
        let fitting: &[&str] = match place.as_str() {
            "query" => &["form", "form", "deepObject", "pipeDelimited", "spaceDelimited"],
            "path" => &["simple", "label", "matrix"],
            "header" => &["simple"],
            _ => &["form"],
        };
        let style = if self.dice.chance(6) {
            self.dice.pick(&["form", "simple", "deepObject", "matrix", "odd"])
        } else {
            self.dice.pick(fitting)
        };
        self.set(parameter, 15, "style", json!(style));
        let explode = self.dice.chance(50);
        self.set(parameter, 15, "explode", json!(explode));
    }

    fn parameter(&mut self) -> Value {
        let end = if self.dice.chance(85) {
            18
        } else {
            PARAMETER_NAMES.len()
        };
        let name = PARAMETER_NAMES[self.dice.below(end)];
        let odd = self.dice.pick(&["path", "formData", "body"]);
        let place = self.dice.pick(&["query", "query", "query", "header", "cookie"]);
        let place = if self.dice.chance(1) { odd } else { place };
        let schema = self.parameter_schema();
        let mut parameter = json!({"name": name, "in": place, "description": self.text(), "schema": schema});
        self.set(&mut parameter, 50, "required", json!(true));
        self.styled(&mut parameter);
        self.set(&mut parameter, 15, "example", json!("{{variable}}"));
        self.set(&mut parameter, 4, "allowReserved", json!(true));
        match self.dice.below(80) {
            0 => drop(parameter.as_object_mut().unwrap().remove("schema")),
            1 => {
                let schema = parameter.as_object_mut().unwrap().remove("schema");
                parameter["content"] = json!({"application/json": {"schema": schema}});
            }
            2 => drop(parameter.as_object_mut().unwrap().remove("in")),
            _ => {}
        }
        parameter
    }

    fn parameter_schema(&mut self) -> Value {
        match self.dice.below(10) {
            0 if self.dice.chance(40) => self.schema(2),
            1 => json!({"type": "array", "items": self.scalar()}),
            2 => self.choice(),
            _ => self.scalar(),
        }
    }

    fn body(&mut self) -> Value {
        let mut body = json!({"content": self.content()});
        self.set(&mut body, 30, "required", json!(true));
        let text = self.text();
        self.set(&mut body, 15, "description", json!(text));
        body
    }

    fn content(&mut self) -> Value {
        let mut content = Map::new();
        let count = [1, 1, 1, 1, 1, 1, 0, 2, 3][self.dice.below(9)];
        for _ in 0..count {
            let media = if self.dice.chance(65) {
                MEDIA[0]
            } else {
                self.dice.pick(&MEDIA)
            };
            content.insert(media.to_owned(), self.media(media));
        }
        Value::Object(content)
    }

    fn media(&mut self, name: &str) -> Value {
        let schema = match name {
            "multipart/form-data" | "application/x-www-form-urlencoded" if self.dice.chance(80) => {
                let mut form = self.object(1);
                let part = json!({"type": "string", "format": "binary"});
                let mut properties = form["properties"].take();
                if !properties.is_object() {
                    properties = json!({});
                }
                self.set(&mut properties, 50, "file", part);
                form["properties"] = properties;
                form
            }
            "application/octet-stream" | "image/png" => json!({"type": "string", "format": "binary"}),
            _ => self.schema(3),
        };
        let mut media = json!({"schema": schema});
        if self.dice.chance(2) {
            media = json!({});
        }
        self.set(&mut media, 10, "examples", json!({}));
        let example = [
            json!({"id": 1}),
            json!("{\"a\": 1, // note\n}"),
            json!(null),
            json!([{}]),
        ][self.dice.below(4)]
        .clone();
        self.set(&mut media, 20, "example", example);
        let encoding = [
            json!({"file": {"contentType": "image/png"}}),
            json!({"id": {"style": "form", "explode": false}, "data": {"style": "deepObject"}, "type": {"style": "pipeDelimited"}}),
        ][self.dice.below(2)]
        .clone();
        self.set(&mut media, 8, "encoding", encoding);
        media
    }

    fn responses(&mut self) -> Value {
        let mut responses = Map::new();
        if !self.dice.chance(3) {
            responses.insert("200".to_owned(), self.response());
        }
        let statuses = [
            "201", "204", "400", "404", "500", "4XX", "default", "301", "x-200:失败", "x-404:b",
        ];
        let more = [0, 0, 0, 0, 1, 1, 2, 3][self.dice.below(8)];
        for _ in 0..more {
            let odd = self.dice.pick(&["600", "2xx", "", "x-odd", "200 "]);
            let status = self.dice.pick(&statuses);
            let status = if self.dice.chance(3) { odd } else { status };
            responses.insert(status.to_owned(), self.response());
        }
        Value::Object(responses)
    }

    fn response(&mut self) -> Value {
        let mut response = json!({"description": self.text(), "content": self.content()});
        self.set(&mut response, 3, "content", json!({}));
        self.set(
            &mut response,
            3,
            "headers",
            json!({"X-Rate": {"schema": {"type": "integer"}, "description": ""}}),
        );
        if self.dice.chance(5) {
            response.as_object_mut().unwrap().remove("content");
        }
        if self.dice.chance(3) {
            response.as_object_mut().unwrap().remove("description");
        }
        if !self.plain {
            response["x-apifox-name"] = json!("成功");
            self.set(&mut response, 2, "x-apifox-ordering", json!(1));
        }
        response
    }
}
