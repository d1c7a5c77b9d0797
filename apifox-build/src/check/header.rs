//! Headers of successful responses: their Rust names and types.

use std::collections::BTreeSet;

use super::checker::Checker;
use crate::media_type::is_token;
use crate::model::Header;
use crate::name::words::{snake, words};
use crate::node::Node;
use crate::reference::schema_name;

/// The methods of a response, and of the traits it implements.
const RESPONSE_METHODS: [&str; 20] = [
    "attempts", "as_ref", "borrow", "borrow_mut", "clone", "deref", "elapsed", "fmt", "from", "header", "header_str",
    "headers", "idempotency_key", "into", "into_inner", "into_response", "media_type", "raw", "request_id", "status",
];

/// The number of references to schemas that are followed.
const MAX_REFERENCES: usize = 16;

impl Checker<'_> {
    /// Returns the headers of all successful responses, in the order of the document.
    pub(super) fn headers(&mut self, operation: &Node) -> Vec<Header> {
        self.note_headers_of_failures(operation);
        let success: Vec<(&str, &Node)> = operation
            .members("responses")
            .filter(|(status, _)| status.starts_with('2'))
            .collect();
        let mut headers: Vec<Header> = Vec::new();
        for (status, response) in &success {
            for (name, header) in response.members("headers") {
                // OpenAPI 3.0.4, "Response Object": a header of this name is ignored.
                if name.starts_with("x-") && header.as_object().is_none() || name.eq_ignore_ascii_case("content-type") {
                    continue;
                }
                if !is_token(name) {
                    let message = format!("`{name}` is not a valid name of an HTTP header; it is left out");
                    self.findings
                        .lossy(header.at, "response-headers", message, "correct its name");
                    continue;
                }
                let kind = self.header_kind(header);
                let before = headers.iter_mut().find(|other| other.name.eq_ignore_ascii_case(name));
                if let Some(other) = before {
                    // A header with different types is a string.
                    if other.kind != kind {
                        other.kind = None;
                    }
                    other.statuses.push((*status).to_owned());
                    continue;
                }
                let schema = header.get("schema");
                let text = header
                    .get_str("description")
                    .or(schema.and_then(|schema| schema.get_str("description")));
                headers.push(Header {
                    name: name.to_owned(),
                    rust: String::new(),
                    kind,
                    docs: text.unwrap_or_default().trim().to_owned(),
                    statuses: vec![(*status).to_owned()],
                });
            }
        }
        for header in &mut headers {
            if header.statuses.len() == success.len() {
                header.statuses.clear();
            }
        }
        disambiguate(&mut headers);
        headers
    }

    /// Reports headers of failures: the error type is the same for all operations, so they have no
    /// methods.
    fn note_headers_of_failures(&mut self, operation: &Node) {
        for (status, response) in operation.members("responses") {
            let Some(headers) = response.get("headers").filter(|_| !status.starts_with('2')) else {
                continue;
            };
            let names: Vec<&str> = response.members("headers").map(|(name, _)| name).collect();
            if !names.is_empty() {
                let message = format!(
                    "headers of a failure are read by name, using `header` of the error: {}",
                    names.join(", ")
                );
                self.findings.note(headers.at, "response-headers", message, "");
            }
        }
    }

    fn header_kind(&self, header: &Node) -> Option<String> {
        let mut schema = header.get("schema")?;
        let components = self.named.root.components("schemas");
        for _ in 0..MAX_REFERENCES {
            let Some(name) = schema.get_str("$ref").and_then(schema_name) else {
                break;
            };
            schema = components?.get(&name)?;
        }
        let format = schema.get_str("format").unwrap_or_default();
        match schema.get_str("type")? {
            "integer" if format == "uint64" => Some("u64".to_owned()),
            "integer" => Some("i64".to_owned()),
            "number" => Some("f64".to_owned()),
            "boolean" => Some("bool".to_owned()),
            "string" => self.formats.get(format).cloned(),
            _ => None,
        }
    }
}

/// Gives each header a method name of its own. The prefix `X-` is omitted unless it distinguishes
/// two headers.
fn disambiguate(headers: &mut [Header]) {
    let mut used: BTreeSet<String> = RESPONSE_METHODS.iter().map(|name| (*name).to_owned()).collect();
    for header in headers {
        let all = words(&header.name);
        let short = match all.split_first() {
            Some((first, rest)) if first == "x" && !rest.is_empty() => rest,
            _ => &all[..],
        };
        let spelled = |words: &[String]| {
            let name = snake(words).replace("e_tag", "etag"); // RFC 9110, 8.8.3: one word
            let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
            if starts_well { name } else { format!("header_{name}") }
        };
        let (plain, whole) = (spelled(short), spelled(&all));
        let last = format!("{}_header", plain.trim_end_matches('_'));
        let candidates = [plain, whole, last.clone()].into_iter();
        let numbered = (2..).map(|number| format!("{last}_{number}"));
        if let Some(free) = candidates.chain(numbered).find(|name| !used.contains(name)) {
            used.insert(free.clone());
            header.rust = free;
        }
    }
}
