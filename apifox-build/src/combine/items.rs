//! Arrays whose items only another part describes.

use super::union::Alternative;
use super::{Combiner, accepts_any};
use crate::node::Node;

/// Whether an array accepts any JSON as an item.
fn is_free(array: &Node) -> bool {
    array.get("items").is_some_and(accepts_any)
}

impl Combiner<'_> {
    /// Retracts that a part of an array does not describe the items, as another part does. A
    /// component may be used alone, too.
    pub(super) fn retract_undescribed_items(&mut self, parts: &[Node]) {
        for part in parts.iter().filter(|part| is_free(part)) {
            if self.components.values().all(|component| component.at != part.at) {
                self.findings.retract(part.at, "unusual-schema");
            }
        }
    }

    /// Retracts that an array does not describe the items, as each of its alternatives does.
    pub(super) fn retract_items_of_all(&mut self, schema: &Node, all: &[Alternative]) {
        let describes = |one: &Alternative| one.view.get("items").is_some_and(|items| !accepts_any(items));
        if is_free(schema) && !all.is_empty() && all.iter().all(describes) {
            self.findings.retract(schema.at, "unusual-schema");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    #[test]
    fn items_are_described_by_another_part_or_by_each_alternative() {
        let list = "{type: array, items: {type: string}}";
        for (schema, expected) in [
            (format!("{{allOf: [{list}, {{type: array, minItems: 1}}]}}"), 0),
            (format!("{{type: array, allOf: [{list}], maxItems: 3}}"), 0),
            (
                format!("{{type: array, oneOf: [{list}, {{type: array, minItems: 3}}]}}"),
                2,
            ),
            ("{type: array, oneOf: [{items: {type: string}}]}".to_owned(), 0),
            ("{allOf: [{type: array}, {type: array, minItems: 1}]}".to_owned(), 2),
        ] {
            let page = format!(
                "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
                 {{description: OK, content: {{application/json: {{schema: {schema}}}}}}}\n"
            );
            let report = Config::new().page_text("page.yaml", page).generate();
            let undescribed = report
                .findings()
                .iter()
                .filter(|finding| finding.code == "unusual-schema");
            assert_eq!(undescribed.count(), expected, "{schema}: {:#?}", report.findings());
        }
    }
}
