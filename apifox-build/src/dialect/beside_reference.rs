//! Keywords beside a reference.

use super::{Dialect, keywords, references};
use crate::node::{Kind, Map, Node};

impl Dialect<'_> {
    /// Handles keywords beside `$ref`. OpenAPI 3.0 ignores them; this project keeps those that
    /// describe the use. A type that the target cannot have makes the schema accept any JSON.
    pub(super) fn beside_reference(&mut self, node: &mut Node) {
        const OF_USE: [&str; 9] = [
            "$ref", "description", "nullable", "deprecated", "readOnly", "writeOnly", "default", "example", "title",
        ];
        let at = node.at;
        let keywords_beside = |node: &Node| -> Vec<_> {
            let keys = node.as_object().into_iter().flat_map(Map::keys);
            keys.filter(|key| !OF_USE.contains(&key.as_str())).cloned().collect()
        };
        if keywords_beside(node).is_empty() {
            return;
        }
        if node.get_str("type") == Some("null") || node.strings("type").any(|name| name == "null") {
            node.insert("nullable", Node::new(at, Kind::Bool(true)));
        }
        if self.contradicts_target(node) {
            node.remove("$ref");
            keep(node, &OF_USE);
            return;
        }
        if self.repeats_type(node) {
            node.remove("type");
        }
        let beside = keywords_beside(node);
        if beside.is_empty() {
            return;
        }
        if self.is_newer && beside.iter().any(|key| keywords::is_restricting(key)) {
            let mut rest = node.clone();
            for key in OF_USE {
                rest.remove(key);
            }
            let reference = node.remove("$ref").unwrap_or_default();
            keep(node, &OF_USE);
            let parts = vec![Node::object(at, [("$ref", reference)]), rest];
            node.insert("allOf", Node::new(at, Kind::Array(parts)));
            return self.report_downgraded(
                at,
                "a reference and the keywords beside it both apply; they are converted to an `allOf`",
            );
        }
        let message = format!(
            "`{}` of the use of a component is ignored, as in OpenAPI 3.0",
            beside.join("`, `")
        );
        self.findings.note(
            at,
            "newer-openapi",
            message,
            "to apply it, write an `allOf` with the reference",
        );
        keep(node, &OF_USE);
    }

    /// Whether the type beside a reference is that of its target, be it with null.
    fn repeats_type(&self, node: &Node) -> bool {
        let target = declared_type(references::follow(node, &self.schemas));
        let one = node.get_str("type").into_iter();
        let mut own = one
            .chain(node.strings("type"))
            .filter(|name| *name != "null")
            .peekable();
        target.is_some() && own.peek().is_some() && own.all(|name| Some(name) == target)
    }

    /// Reports and returns whether the type beside a reference contradicts the target.
    fn contradicts_target(&mut self, node: &Node) -> bool {
        let target = declared_type(references::follow(node, &self.schemas)).map(str::to_owned);
        let own = node.get_str("type").filter(|name| super::types::TYPES.contains(name));
        let (Some(target), Some(own)) = (target, own) else {
            return false;
        };
        if target == own {
            return false;
        }
        let message =
            format!("`type: {own}` contradicts the type `{target}` of the referenced schema; any JSON is accepted");
        self.findings
            .lossy(node.at, "type-contradiction", message, "remove the wrong one");
        true
    }
}

fn keep(node: &mut Node, keys: &[&str]) {
    if let Some(members) = node.as_object_mut() {
        members.retain(|key, _| keys.contains(&key));
    }
}

/// The type that a schema declares or implies.
fn declared_type(schema: &Node) -> Option<&str> {
    let declared = schema.get_str("type").filter(|name| super::types::TYPES.contains(name));
    let implied = [("properties", "object"), ("items", "array")].into_iter();
    declared.or_else(|| {
        let mut implied = implied.filter(|(key, _)| schema.get(key).is_some());
        implied.next().map(|(_, name)| name)
    })
}
