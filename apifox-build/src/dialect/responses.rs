//! Responses: keys that are not statuses, and responses without a description.

use super::Dialect;
use crate::node::{Map, Node};

impl Dialect<'_> {
    /// Reads statuses from the keys of `responses`. A status that is already documented is not
    /// overwritten.
    pub(super) fn responses(&mut self, operation: &mut Node) {
        let Some(responses) = operation.get_mut("responses").and_then(Node::as_object_mut) else {
            return;
        };
        let keys: Vec<_> = responses.keys().filter(|key| !key.starts_with("x-")).cloned().collect();
        for key in keys {
            let Some(status) = status_in(&key, responses).filter(|status| !responses.contains_key(status)) else {
                continue;
            };
            if let Some(response) = responses.remove(&key) {
                let message = format!("the status `{key}` is read as `{status}`");
                self.findings
                    .repaired(response.at, "status", message, format!("write `'{status}'`"));
                responses.insert(status, response);
            }
        }
        self.default_is_success_too(responses);
    }

    /// Uses `default` for success as well, where it is the only response.
    fn default_is_success_too(&mut self, responses: &mut Map) {
        if responses.keys().any(|key| key != "default" && !key.starts_with("x-")) {
            return;
        }
        if let Some(response) = responses.get("default").cloned() {
            let message = "`default` is the only response, so it describes success as well";
            self.findings.note(
                response.at,
                "unusual-response",
                message,
                "document a successful status, such as 200",
            );
            responses.insert("2XX".to_owned(), response);
        }
    }

    pub(super) fn response(&mut self, response: &mut Node) {
        let at = response.at;
        if response.as_object().is_some() && response.get("$ref").is_none() && response.get("description").is_none() {
            self.findings.note(
                at,
                "unusual-response",
                "this response has no `description`",
                "write one",
            );
            response.insert("description", Node::string(at, ""));
        }
    }
}

/// Returns the status that a key means, if the key is not one already.
fn status_in(key: &str, responses: &Map) -> Option<String> {
    let trimmed = key.trim();
    let is_status = |text: &str| {
        let mut bytes = text.bytes();
        matches!(bytes.next(), Some(b'1'..=b'5')) && {
            let rest = &text[1..];
            rest == "XX" || (rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()))
        }
    };
    if is_status(key) || key == "default" {
        return None;
    }
    let head: String = trimmed.chars().take(3).collect::<String>().to_ascii_uppercase();
    let next = trimmed.chars().nth(3);
    if head.is_ascii() && head.len() == 3 && is_status(&head) && next.is_none_or(|c| !c.is_ascii_alphanumeric()) {
        return Some(head);
    }
    let has_success = responses.keys().any(|key| key.starts_with('2'));
    match trimmed.to_ascii_lowercase().as_str() {
        "default" | "失败" | "错误" | "error" | "fail" | "failure" => Some("default".to_owned()),
        "成功" | "success" | "successful" | "ok" if !has_success => Some("2XX".to_owned()),
        _ => None,
    }
}
