//! Alternatives that one value may match together, as those of an `anyOf` may.

use std::collections::BTreeSet;

use super::choice::{contradicts, has_choice};
use super::union::{Alternative, kind};
use super::{Combiner, is_composed, properties};
use crate::node::Node;
use crate::structure::structure;

impl Combiner<'_> {
    /// Reports each `anyOf` within a choice of which a value may match several alternatives that
    /// stay apart.
    pub(super) fn report_overlap(&mut self, schema: &Node, group: &[&Alternative]) {
        if self.depth > 0 {
            return; // a view has no findings
        }
        let visited = self.visited;
        // Alternatives that are choices themselves may have merged theirs.
        let apart = group.iter().filter(|one| !has_choice(&one.view));
        let apart: BTreeSet<String> = apart.map(|one| structure(&one.view)).collect();
        let apart = Some(apart).filter(|apart| apart.len() < group.len());
        self.report_overlap_of(schema, apart.as_ref());
        self.visited = visited; // not a part of what is expanded
    }

    fn report_overlap_of(&mut self, schema: &Node, apart: Option<&BTreeSet<String>>) {
        let (one_of, any_of) = (schema.items("oneOf"), schema.items("anyOf"));
        if one_of.is_empty() && self.overlap(any_of, apart) {
            let message = "a value may match several of these alternatives: one with what several of them require is read as `Unknown`, which keeps it as JSON";
            let hint = "nothing to do, if each value has what one of them requires; otherwise describe one object by an overlay";
            self.findings.note(schema.at, "open-union", message, hint);
        }
        let may_be_choice = |node: &&Node| node.get("$ref").is_some() || is_composed(node);
        for alternative in one_of.iter().chain(any_of).filter(may_be_choice) {
            let view = self.view(alternative);
            if has_choice(&view) {
                self.visit_alternatives(alternative, |combiner| combiner.report_overlap_of(&view, apart));
            }
        }
    }

    /// Whether a value may match several schemas.
    fn overlap(&mut self, schemas: &[Node], apart: Option<&BTreeSet<String>>) -> bool {
        let mut earlier: Vec<Node> = Vec::new();
        for schema in schemas {
            let mut leaves = self.leaves(schema);
            leaves.retain(|leaf| {
                let is_apart = apart.is_none_or(|apart| apart.contains(&structure(leaf)));
                is_apart && kind(leaf) == "object" && !properties(leaf).is_empty()
            });
            let mut pairs = leaves
                .iter()
                .flat_map(|one| earlier.iter().map(move |other| (one, other)));
            if pairs.any(|(one, other)| may_match_both(one, other)) {
                return true;
            }
            earlier.extend(leaves);
        }
        false
    }
}

/// Whether a value may be one of two different objects.
fn may_match_both(one: &Node, other: &Node) -> bool {
    let pairs = [(one, other), (other, one)];
    let excludes = |(one, other)| accepts_no_more(one, other) || contradicts(one, other);
    structure(one) != structure(other) && !pairs.into_iter().any(excludes)
}

/// Whether an object has no place for what another one requires.
fn accepts_no_more(object: &Node, other: &Node) -> bool {
    let is_closed = object.get("additionalProperties").and_then(Node::as_bool) == Some(false);
    let required: BTreeSet<&str> = object.strings("required").chain(other.strings("required")).collect();
    let most = object.get("maxProperties").and_then(|most| most.to_value().as_u64());
    is_closed || most.is_some_and(|most| most < required.len() as u64)
}

#[cfg(test)]
mod tests {
    use crate::Config;

    fn findings(choice: &str) -> Vec<String> {
        let page = format!(
            "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
             {{description: OK, content: {{application/json: {{schema: {choice}}}}}}}\ncomponents:\n  schemas:\n    \
             Base: {{type: object, properties: {{kind: {{type: string}}}}, discriminator: {{propertyName: kind}}}}\n    \
             Child: {{allOf: [{{$ref: '#/components/schemas/Base'}}, {{type: object, properties: {{v: {{type: string}}}}}}]}}\n"
        );
        let report = Config::new().page_text("page.yaml", page).generate();
        report
            .findings()
            .iter()
            .map(|finding| finding.code.to_owned())
            .collect()
    }

    const CARD: &str = "{type: object, required: [card], properties: {card: {type: string}}}";
    const BANK: &str = "{type: object, required: [bank], properties: {bank: {type: string}}}";
    const CASH: &str = "{type: object, required: [cash], properties: {cash: {type: string}}}";

    #[test]
    fn alternatives_that_may_match_together_are_reported() {
        let nothing: [&str; 0] = [];
        assert_eq!(findings(&format!("{{oneOf: [{CARD}, {BANK}, {CASH}]}}")), nothing);
        assert_eq!(
            findings(&format!("{{anyOf: [{CARD}, {BANK}, {CASH}]}}")),
            ["open-union"]
        );
        let only = CARD.replace("object", "object, maxProperties: 1");
        assert_eq!(findings(&format!("{{anyOf: [{only}, {BANK}]}}")), nothing);
        let beside = format!("{{type: object, properties: {{id: {{type: string}}}}, anyOf: [{CARD}, {BANK}]}}");
        assert_eq!(findings(&beside), ["open-union"]);
    }

    #[test]
    fn alternatives_of_an_alternative_that_may_match_together_are_reported() {
        assert_eq!(
            findings(&format!("{{oneOf: [{{anyOf: [{CARD}, {BANK}]}}, {CASH}]}}")),
            ["open-union"]
        );
        assert_eq!(
            findings(&format!("{{anyOf: [{{oneOf: [{CARD}, {BANK}]}}, {{type: string}}]}}")),
            [""; 0]
        );
        assert_eq!(
            findings(&format!("{{anyOf: [{{oneOf: [{CARD}, {BANK}]}}, {CASH}]}}")),
            ["open-union"]
        );
    }
    #[test]
    fn a_tag_that_may_be_absent_is_reported_unless_a_base_matches() {
        let tagged = |required: &str, tag: &str| {
            let one = |value: &str, kind: &str| {
                format!(
                    "{{type: object{required}, properties: {{kind: {{type: string, enum: [{value}]{tag}}}, v: {{type: {kind}}}}}}}"
                )
            };
            format!("{{oneOf: [{}, {}]}}", one("a", "string"), one("b", "integer"))
        };
        assert_eq!(findings(&tagged("", "")), ["open-union"]);
        assert_eq!(findings(&tagged(", required: [kind]", "")), [""; 0]);
        assert_eq!(
            findings(&tagged(", required: [kind]", ", nullable: true")),
            ["open-union"]
        );
        assert_eq!(findings("{$ref: '#/components/schemas/Base'}"), [""; 0]);
    }
}
