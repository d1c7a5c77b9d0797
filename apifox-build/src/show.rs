//! Renders the result of a stage for maintainers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::clean::Clean;
use crate::model::{Body, Checked, Content, Header, Operation, ParameterEncoding, Representation};
use crate::name::Named;
use crate::node::{At, Node};
use crate::page::Page;
use crate::parse::Document;
use crate::resolve::Spec;
use crate::source::Sources;

/// Renders the documents, each after the name of its file.
pub(crate) fn pages(pages: &[Page]) -> String {
    pages.iter().fold(String::new(), |text, page| {
        let end = if page.document().ends_with('\n') { "" } else { "\n" };
        text + &format!("--- # {}\n{}{end}", page.name(), page.document())
    })
}

pub(crate) fn parsed(documents: &[Document], sources: &Sources) -> String {
    roots(documents.iter().map(|document| &document.root), sources)
}

pub(crate) fn cleaned(pages: &[Clean], sources: &Sources) -> String {
    roots(pages.iter().map(|page| &page.root), sources)
}

pub(crate) fn document(spec: &Spec) -> String {
    yaml(&spec.root.to_value())
}

/// Renders documents as YAML, each after the name of its page.
fn roots<'a>(roots: impl Iterator<Item = &'a Node>, sources: &Sources) -> String {
    roots.fold(String::new(), |text, root| {
        let page = sources.page_of(root.at).map_or("", Page::name);
        text + &format!("--- # {page}\n{}", yaml(&root.to_value()))
    })
}

fn yaml(value: &Value) -> String {
    serde_yaml::to_string(value).unwrap_or_else(|error| format!("# not shown: {error}\n"))
}

/// Renders the named document; each operation has its id, and in `x-call` the call that users
/// write.
pub(crate) fn named(named: &Named) -> String {
    let mut root = named.root.clone();
    for ((method, path), name) in &named.operations {
        if let Some(operation) = root.at_path_mut(&["paths", path.as_str(), &method.to_lowercase()]) {
            operation.insert("operationId", Node::string(At::default(), name.id.as_str()));
            let call = format!("{}().{}()", name.resource, name.call);
            operation.insert("x-call", Node::string(At::default(), call.as_str()));
        }
    }
    yaml(&root.to_value())
}

pub(crate) fn checked(checked: &Checked) -> String {
    let operations: Vec<Value> = checked.operations.iter().map(operation).collect();
    let schemas: BTreeMap<&String, Value> = checked
        .schemas
        .iter()
        .map(|(name, schema)| {
            let directions =
                json!({"request": schema.in_request, "response": schema.in_response, "constant": schema.constant});
            (name, json!({"used": directions, "schema": schema.node.to_value()}))
        })
        .collect();
    yaml(&json!({"title": checked.title, "operations": operations, "types": schemas}))
}

fn operation(operation: &Operation) -> Value {
    let parameters = operation.parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "rust": parameter.rust,
            "in": format!("{:?}", parameter.place).to_lowercase(),
            "required": parameter.required,
            "type": format!("{:?}", parameter.kind),
            "sent": sent(&parameter.sent),
        })
    });
    let form = |form: &Representation| json!({"media": format!("{:?}", form.media).to_lowercase(), "type": format!("{:?}", form.kind)});
    let body =
        |body: &Body| json!({"required": body.required, "forms": body.forms.iter().map(form).collect::<Vec<_>>()});
    let responses = operation.responses.iter().map(|response| {
        let content = match &response.content {
            Content::Json(kind) => format!("{kind:?}"),
            other => format!("{other:?}").to_lowercase(),
        };
        let events = response.events.is_some();
        json!({"status": response.status, "media": response.media_type, "type": content, "events": events, "others": response.others})
    });
    let header = |header: &Header| json!({"name": header.name, "rust": header.rust, "type": header.kind});
    json!({
        "id": operation.id,
        "call": format!("{}().{}()", operation.resource, operation.call),
        "route": format!("{} {}", operation.method, operation.template),
        "documented": operation.documented,
        "server": operation.server,
        "authenticated": operation.authenticated,
        "parameters": parameters.collect::<Vec<_>>(),
        "body": operation.body.as_ref().map(body),
        "responses": responses.collect::<Vec<_>>(),
        "headers": operation.headers.iter().map(header).collect::<Vec<_>>(),
    })
}

/// Renders the serialization of a parameter in one line.
fn sent(sent: &ParameterEncoding) -> String {
    match sent {
        ParameterEncoding::Styled(written, _) => {
            let explode = if written.explode { ", exploded" } else { "" };
            let reserved = if written.reserved {
                ", with unescaped reserved characters"
            } else {
                ""
            };
            format!("{}{explode}{reserved}", written.style.name())
        }
        ParameterEncoding::Part(part) => {
            let many = if part.many { "each item as " } else { "" };
            let media_type = part.media_type.as_deref().unwrap_or_default();
            format!("{many}{:?} {media_type}", part.content).trim().to_lowercase()
        }
    }
}
