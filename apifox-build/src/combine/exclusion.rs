//! Choices that nothing matches, as what is beside them contradicts each of their alternatives.

use std::collections::BTreeSet;

use super::Combiner;
use super::choice::{Choice, contradicts, has_choice};
use super::union::{Alternative, family};
use crate::node::{At, Node};

/// Why no value matches all parts of an `allOf`, with the fix; `None` if a value may.
pub(super) fn conflict(parts: &[Node], choice: Option<&Choice>) -> Option<(&'static str, &'static str)> {
    let kinds: BTreeSet<&str> = parts.iter().map(family).filter(|kind| *kind != "any").collect();
    if kinds.len() > 1 {
        return Some((
            "the types that are combined here exclude each other; any JSON is accepted",
            "remove all but one of them by an overlay",
        ));
    }
    if choice.is_some_and(|choice| choice.alternatives.is_empty()) {
        return Some((
            "each alternative of one of these choices contradicts each of the other; any JSON is accepted",
            "remove one of the choices by an overlay",
        ));
    }
    values_of_all(parts).is_some_and(|shared| shared.is_empty()).then_some((
        "the enums that are combined here have no value in common; any JSON is accepted",
        "remove all but one of them by an overlay",
    ))
}

/// The enum values that all parts allow, if more than one part has an enum.
pub(super) fn values_of_all(parts: &[Node]) -> Option<Vec<Node>> {
    let mut enums = parts
        .iter()
        .map(|part| part.items("enum"))
        .filter(|values| !values.is_empty());
    let first = enums.next()?;
    let rest: Vec<&[Node]> = enums.collect();
    let is_in_all = |value: &&Node| rest.iter().all(|values| values.contains(value));
    let shared: Vec<Node> = first.iter().filter(is_in_all).cloned().collect();
    (!rest.is_empty()).then_some(shared)
}

impl Combiner<'_> {
    /// Whether each alternative of one schema contradicts each of another. It is not computed for a
    /// view, which is not put into the document.
    pub(super) fn exclude_each_other(&mut self, one: &Node, other: &Node) -> bool {
        if self.depth > 0 || !self.visiting.is_empty() {
            return false;
        }
        let (one, other) = (self.leaves(one), self.leaves(other));
        let is_whole = !self.is_too_large() && !one.is_empty() && !other.is_empty();
        is_whole && one.iter().all(|one| other.iter().all(|other| contradicts(one, other)))
    }

    /// Reports a choice without alternatives left, which accepts any JSON.
    pub(super) fn report_excluded(&mut self, schema: &Node) {
        let message = "what is beside this choice contradicts each of its alternatives; any JSON is accepted";
        let hint = "remove one of the two by an overlay";
        self.findings.lossy(schema.at, "all-of-conflict", message, hint);
    }

    /// Reports an alternative that is any JSON.
    pub(super) fn report_any(&mut self, at: At) {
        if self.contradicting.contains(&at) {
            let message = "what is described here contradicts what it is combined with; any JSON is accepted";
            let hint = "remove one of the two descriptions by an overlay";
            return self.findings.lossy(at, "all-of-conflict", message, hint);
        }
        let message =
            "one of the types that are combined here is any JSON, so all of them are; the others are not in the type";
        let hint = "describe the type of each of them; if null is meant, write `nullable: true` instead";
        self.findings.note(at, "open-union", message, hint);
    }

    /// Reports keywords beside a choice that contradict all its alternatives, and are left out.
    pub(super) fn report_left_over(&mut self, schema: &Node, all: &[Alternative]) {
        let mut common = schema.clone();
        Choice::take(&mut common);
        let is_excluded = |one: &Alternative| !has_choice(&one.view) && contradicts(&common, &one.view);
        if !all.is_empty() && all.iter().all(is_excluded) {
            let message =
                "the type beside this choice contradicts each of its alternatives; the alternatives are accepted";
            let hint = "remove the type, or the alternatives, by an overlay";
            self.findings.lossy(schema.at, "all-of-conflict", message, hint);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    #[test]
    fn a_contradiction_in_a_merged_alternative_is_reported_as_one() {
        let page = "openapi: 3.0.1\ninfo: {title: '', version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
                    {description: OK, content: {application/json: {schema: {type: object, properties: {id: {type: object}, d: {type: string}}, \
                    oneOf: [{type: object, properties: {x: {type: string}}}, {type: object, properties: {id: {type: string}}}]}}}}\n";
        let report = Config::new().page_text("page.yaml", page).generate();
        let codes: Vec<&str> = report.findings().iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["merged-alternatives", "all-of-conflict"]);
    }
}
