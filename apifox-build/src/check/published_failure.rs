//! Published failures: a status that is documented only by its range now keeps its variant.

use super::checker::Checker;
use crate::model::{Content, DocumentedResponse, Type};

impl Checker<'_> {
    /// Adds the failures that were published for a single status and are documented by its range,
    /// or by `default`, with the same type: a program that matches `NotFound` still does so after
    /// `404` became `4XX`.
    pub(super) fn keep_published_failures(&self, id: &str, responses: &mut Vec<DocumentedResponse>) {
        for (status, place, name) in self.named.published_responses(id) {
            let is_failure = status.starts_with(['4', '5']) && !status.ends_with("XX");
            if !is_failure || responses.iter().any(|known| known.status == status) {
                continue;
            }
            let range = format!("{}XX", &status[..1]);
            let position = |of: &str| responses.iter().position(|known| known.status == of);
            let Some(index) = position(&range).or_else(|| position("default")) else {
                continue;
            };
            if is_type(&responses[index].content, place, name) {
                let response = DocumentedResponse {
                    status: status.to_owned(),
                    ..responses[index].clone()
                };
                responses.insert(index, response);
            }
        }
    }
}

/// Whether a response is a value of this type, or an array of them if the place is `[]`.
fn is_type(content: &Content, place: &str, name: &str) -> bool {
    let Content::Json(kind) = content else { return false };
    let kind = match kind.present() {
        Type::List(item) if place == "[]" => item.present(),
        kind if place.is_empty() => kind,
        _ => return false,
    };
    matches!(kind, Type::Named(found) if found == name)
}
