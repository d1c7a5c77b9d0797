//! Stage 3, clean: [`Document`] → [`Clean`]. Harvests what Apifox adds to OpenAPI, resolves its
//! composition, drops every `x-*`, and converts OpenAPI 3.1 and mistakes of editors to OpenAPI 3.0
//! ([`crate::dialect`]). The result is plain OpenAPI 3.0.
//!
//! Invariant: no information of Apifox is lost that a later stage can use. A construct that this
//! stage cannot settle stays as it is, for an overlay to fix or for [`crate::check`] to refuse.

mod orders;

use crate::apifox_refs;
use crate::described::{self, Described, MARK};
use crate::dialect;
use crate::discriminator::ONLY;
use crate::finding::Findings;
use crate::grammar::{self, METHODS, PAGINATION, Shape, for_each_operation};
use crate::harvest::{Harvest, extension};
use crate::node::{Kind, Map, Node};
use crate::parse::Document;
use crate::same_route;
use crate::source::Sources;
use crate::typed_id;

/// One page as plain OpenAPI 3.0, with the information harvested from it.
#[derive(Debug)]
pub(crate) struct Clean {
    pub(crate) root: Node,
    pub(crate) harvest: Harvest,
}

/// Cleans one document; `None` if it is not OpenAPI 3, which is a finding.
pub(crate) fn clean(document: Document, sources: &Sources, findings: &mut Findings) -> Option<Clean> {
    let mut root = document.root;
    dialect::swagger2::upgrade(&mut root, findings);
    check_version(&root, findings)?;
    let mut harvest = Harvest::default();
    dialect::open(&mut root, sources, &mut harvest, findings);
    for_each_operation(&mut root, |operation| harvest_operation(operation, &mut harvest));
    let whole = described::read(&root, findings);
    for_each_operation(&mut root, |operation| {
        harvest_mark(operation, whole.as_ref(), &mut harvest, findings);
    });
    orders::harvest(&mut root, &mut harvest.places);
    apifox_refs::resolve(&mut root, &mut harvest, findings);
    grammar::walk(&mut root, Shape::Document, &mut |node, shape| match shape {
        Shape::Schema => clean_schema(node, &mut harvest),
        Shape::Operation => clean_operation(node, findings),
        _ => drop_extensions(node),
    });
    dialect::settle(&mut root, sources, &mut harvest, findings);
    move_security_to_operations(&mut root);
    Some(Clean { root, harvest })
}

fn check_version(root: &Node, findings: &mut Findings) -> Option<()> {
    let version = match root.get("openapi").map(|node| &node.kind) {
        Some(Kind::String(text)) => text.to_string(),
        Some(Kind::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    if version == "3" || version.starts_with("3.") {
        return Some(());
    }
    let at = root.get("openapi").or(root.get("swagger")).unwrap_or(root).at;
    let (message, hint) = if root.get("swagger").is_some() {
        (
            "the version at `swagger` is not supported; Swagger 2.0 and OpenAPI 3 are",
            "export the page as OpenAPI 3.0",
        )
    } else {
        (
            "the root of the document has no `openapi` with a version from 3.0 on",
            "this may be a file of another format; save the page of the API",
        )
    };
    findings.refuse(at, "not-openapi", message, hint);
    for (path, item) in root.members("paths") {
        let members = item.as_object().into_iter().flat_map(Map::keys);
        for method in members.filter(|key| METHODS.contains(&key.as_str())) {
            findings.operation_refused(method, path);
        }
    }
    None
}

fn harvest_operation(operation: &mut Node, harvest: &mut Harvest) {
    let at = operation.at;
    match extension(operation, "status").and_then(Node::as_str) {
        None | Some("released" | "") => {}
        Some("deprecated" | "obsolete") => operation.insert("deprecated", Node::new(at, Kind::Bool(true))),
        Some(other) => drop(harvest.stability.insert(at, other.to_owned())),
    }
    let page = operation
        .get_str("x-run-in-apifox")
        .or(operation.get_str("x-run-in-apidog"))
        .unwrap_or_default();
    if let Some((_, id)) = page.rsplit_once("/api-") {
        let id: String = id.chars().take_while(char::is_ascii_digit).collect();
        harvest.endpoint.insert(at, id);
    }
    // The folder is visible in Apifox's side bar. OpenAPI represents it as the first tag.
    if let Some(folder) =
        extension(operation, "folder").filter(|folder| folder.as_str().is_some_and(|name| !name.is_empty()))
    {
        let folder = folder.clone();
        let mut tags: Vec<Node> = operation.items("tags").to_vec();
        tags.retain(|tag| *tag != folder);
        tags.insert(0, folder);
        operation.insert("tags", Node::new(at, Kind::Array(tags)));
    }
}

/// Harvests the `described` mark of an operation, or that of its document.
fn harvest_mark(operation: &Node, whole: Option<&Described>, harvest: &mut Harvest, findings: &mut Findings) {
    let own = described::read(operation, findings);
    let is_denied = operation.get(MARK).and_then(Node::as_bool) == Some(false);
    let Some(described) = own
        .map(|own| own.or(whole))
        .or_else(|| whole.filter(|_| !is_denied).cloned())
    else {
        return;
    };
    if let Some(page) = &described.page {
        // The endpoint of the future page, so that published names are kept once it exists.
        harvest.endpoint.entry(operation.at).or_insert_with(|| page.clone());
    }
    harvest.described.insert(operation.at, described);
}

fn clean_operation(operation: &mut Node, findings: &mut Findings) {
    let paging = operation.remove(PAGINATION);
    drop_extensions(operation);
    if let Some(paging) = paging {
        operation.insert(PAGINATION, paging); // stage 5 may change it, and stage 7 reads it
    }
    let Some(responses) = operation.get_mut("responses") else {
        return;
    };
    let Some(Kind::Object(members)) = Some(&mut responses.kind) else {
        return;
    };
    let extensions: Vec<_> = members.keys().filter(|key| key.starts_with("x-")).cloned().collect();
    for key in extensions {
        let Some(response) = responses.remove(&key) else {
            continue;
        };
        second_response(responses, &key, &response, findings);
    }
}

/// Merges `x-200:label`, a further response for the status 200, into alternatives of one response.
fn second_response(responses: &mut Node, key: &str, response: &Node, findings: &mut Findings) {
    let status = key
        .trim_start_matches("x-")
        .split_once(':')
        .map(|(status, _)| status.trim());
    let Some(status) = status.filter(|status| status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit()))
    else {
        return;
    };
    let message =
        format!("`{key}` is one more response for the status {status}; both are alternatives of one response");
    findings.note(response.at, "unusual-response", message, "");
    match responses.get_mut(status) {
        Some(first) => same_route::merge_content(first, response),
        None => responses.insert(status, response.clone()),
    }
}

fn clean_schema(schema: &mut Node, harvest: &mut Harvest) {
    if let Some(notes) = extension(schema, "enum").and_then(Node::as_array) {
        let text = |note: &Node| {
            let parts = [note.get_str("name"), note.get_str("description")];
            parts
                .into_iter()
                .flatten()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(": ")
        };
        let of = |value: &Node| {
            notes
                .iter()
                .find(|note| note.get("value") == Some(value))
                .map(text)
                .unwrap_or_default()
        };
        let texts: Vec<String> = schema.items("enum").iter().map(of).collect();
        if texts.iter().any(|text| !text.is_empty()) {
            harvest.enum_notes.insert(schema.at, texts);
        }
    }
    let marks = [typed_id::MARK, ONLY].map(|mark| (mark, schema.get(mark).cloned()));
    drop_extensions(schema);
    for (mark, value) in marks {
        if let Some(value) = value {
            schema.insert(mark, value);
        }
    }
}

fn drop_extensions(node: &mut Node) {
    if let Some(members) = node.as_object_mut() {
        members.retain(|key, _| !key.starts_with("x-"));
    }
}

/// Moves the root `security` of a page to its operations, since pages are merged later.
fn move_security_to_operations(root: &mut Node) {
    let Some(security) = root.remove("security") else {
        return;
    };
    for_each_operation(root, |operation| {
        if operation.get("security").is_none() {
            operation.insert("security", security.clone());
        }
    });
}
