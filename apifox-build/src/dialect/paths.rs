//! Paths as people type them: with hosts, variables of the editor, blanks, and queries.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use smol_str::SmolStr;

use super::Dialect;
use super::variables::{Variables, clean_variables, rename};
use crate::grammar::METHODS;
use crate::node::{At, Kind, Node};

impl Dialect<'_> {
    /// Fixes the root of the document: strings of another type, and members that OpenAPI 3.0 does
    /// not have.
    pub(super) fn document(&mut self, root: &mut Node) {
        for key in ["webhooks", "jsonSchemaDialect", "$schema", "$self"] {
            let Some(node) = root.remove(key) else { continue };
            let names: Vec<&str> = node
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name.as_str())
                .collect();
            for (name, hook) in node.as_object().into_iter().flatten().filter(|_| key == "webhooks") {
                self.findings.leave_out(format!("webhook `{name}`"), hook.clone());
            }
            if key == "webhooks" && !names.is_empty() {
                let message = format!(
                    "no code is generated for webhooks, which are requests to you: {}",
                    names.join(", ")
                );
                self.findings.note(
                    node.at,
                    "webhooks",
                    message,
                    "decode these requests with a type of your own",
                );
            }
        }
        let components = root.get("components").into_iter();
        for (name, callback) in components.flat_map(|components| components.members("callbacks")) {
            self.findings.leave_out(format!("callback `{name}`"), callback.clone());
        }
        let Some(info) = root.get_mut("info") else { return };
        for key in ["title", "description", "version"] {
            let Some(text) = info.get(key).filter(|text| text.as_str().is_none()) else {
                continue;
            };
            let at = text.at;
            let string = self.source_text(text).map(|(written, _)| written).unwrap_or_default();
            let message = format!("`{key}` is {}, where a string belongs", text.kind.name());
            self.findings.repaired(at, "wrong-kind", message, "put it in quotes");
            info.insert(key, Node::string(at, string));
        }
    }

    /// Normalizes every path template. A path that would then collide with another one stays as it
    /// is.
    pub(super) fn paths(&mut self, root: &mut Node) {
        let servers: Vec<String> = root
            .items("servers")
            .iter()
            .filter_map(|server| server.get_str("url"))
            .map(|url| url.trim_end_matches('/').to_owned())
            .filter(|url| !url.is_empty())
            .collect();
        let Some(Kind::Object(paths)) = root.get_mut("paths").map(|node| &mut node.kind) else {
            return;
        };
        let mut hosts = Vec::new();
        let documented: Vec<_> = paths.keys().cloned().collect();
        let mut remaining: BTreeMap<SmolStr, Node> = std::mem::take(paths).into_iter().collect();
        for path in documented {
            let Some(mut item) = remaining.remove(&path) else {
                continue;
            };
            let mut report = Vec::new();
            let (address, host) = without_host(path.trim(), &servers);
            let (address, query) = split_query(&address);
            let before = query.is_some().then(|| item.clone()); // only the query changes it before it may be put back
            let variables = Variables::of(&item);
            let template = clean_variables(&address, &variables, &mut report);
            let is_sound = query.is_none_or(|query| move_query(&mut item, query, &mut report));
            if !is_sound || collides(&remaining, &template, &item) {
                remaining.insert(path, before.unwrap_or(item));
                continue;
            }
            rename(&mut item, &template, &mut report);
            if let Some(host) = host {
                report.push(format!("the path names the host {host}"));
                hosts.push((item.at, host));
            }
            if template != path {
                self.renamed(&item, &path, &template, &report);
            } else if !report.is_empty() {
                let hint = "write the name of the parameter as in the path";
                self.findings
                    .repaired(item.at, "unusual-parameter", report.join("; "), hint);
            }
            merge(remaining.entry(template.into()), item);
        }
        *paths = remaining.into_iter().collect();
        add_hosts(root, hosts);
    }

    fn renamed(&mut self, item: &Node, path: &str, template: &str, report: &[String]) {
        let mut message = format!("the path `{path}` is read as `{template}`");
        for text in report {
            message.push_str("; ");
            message.push_str(text);
        }
        let hint = format!("write `{template}`");
        self.findings.repaired(item.at, "path-template", message, hint);
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                self.harvest
                    .documented_path
                    .insert((operation.at, template.to_owned()), path.to_owned());
            }
        }
    }
}

fn merge(place: Entry<'_, SmolStr, Node>, item: Node) {
    let at = item.at;
    let Kind::Object(members) = item.kind else {
        place.or_insert_with(|| Node::object(at, []));
        return;
    };
    match place {
        Entry::Vacant(place) => {
            place.insert(Node::new(at, Kind::Object(members)));
        }
        Entry::Occupied(mut place) => {
            for (method, operation) in members.into_iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
                place.get_mut().insert(&method, operation);
            }
        }
    }
}

/// Whether a path of this template exists and the two cannot be merged into one item.
fn collides(paths: &BTreeMap<SmolStr, Node>, template: &str, item: &Node) -> bool {
    let Some(other) = paths.get(template) else {
        return false;
    };
    let has = |node: &Node, key: &str| node.get(key).is_some();
    let has_operation = METHODS.iter().any(|method| has(item, method));
    let shares = METHODS.iter().any(|method| has(item, method) && has(other, method));
    has_operation && (shares || has(item, "parameters") || has(other, "parameters"))
}

/// Splits off the host of a path, returning it if it was written out.
fn without_host(path: &str, servers: &[String]) -> (String, Option<String>) {
    if let Some((scheme, rest)) = path.split_once("://")
        && matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
    {
        let known = servers.iter().filter_map(|server| path.strip_prefix(server.as_str()));
        if let Some(after) = known
            .filter(|after| after.starts_with('/'))
            .min_by_key(|after| after.len())
        {
            return (after.to_owned(), None);
        }
        let (host, after) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let slash = if after.starts_with('/') { "" } else { "/" };
        return (format!("{slash}{after}"), Some(format!("{scheme}://{host}")));
    }
    // The editor's variable for the host: `{{base_url}}/v1/x`.
    if let Some((_, after)) = path.strip_prefix("{{").and_then(|rest| rest.split_once("}}"))
        && after.starts_with('/')
    {
        return (after.to_owned(), None);
    }
    (path.to_owned(), None)
}

/// Splits the template from the query after it; a fragment is never sent and is removed.
fn split_query(path: &str) -> (String, Option<&str>) {
    // A `?` or `#` inside braces belongs to a variable.
    let mut depth = 0_usize;
    let end = path.find(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, '?' | '#')
    });
    let Some(end) = end else { return (path.to_owned(), None) };
    let query = path[end..].split('#').next().unwrap_or_default();
    (
        path[..end].to_owned(),
        query.strip_prefix('?').filter(|query| !query.is_empty()),
    )
}

/// Makes parameters of the query in a path; `false` if it is not a plain sequence of them.
fn move_query(item: &mut Node, query: &str, report: &mut Vec<String>) -> bool {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.[]".contains(c)) {
            return false;
        }
        pairs.push((name, value.trim()));
    }
    let at = item.at;
    for (method, operation) in item.as_object_mut().into_iter().flatten() {
        if !METHODS.contains(&method.as_str()) || operation.as_object().is_none() {
            continue;
        }
        let mut parameters = operation.items("parameters").to_vec();
        for (name, value) in &pairs {
            add_query(&mut parameters, at, name, value);
        }
        operation.insert("parameters", Node::new(operation.at, Kind::Array(parameters)));
    }
    let names: Vec<&str> = pairs.iter().map(|(name, _)| *name).collect();
    report.push(format!("its query became the parameters {}", names.join(", ")));
    true
}

fn add_query(parameters: &mut Vec<Node>, at: At, name: &str, value: &str) {
    let of = |node: &Node, place: &str| {
        node.get_str("name").map(str::trim) == Some(name) && node.get_str("in") == Some(place)
    };
    if parameters.iter().any(|node| of(node, "query")) {
        return;
    }
    if let Some(declared) = parameters.iter_mut().find(|node| of(node, "path")) {
        declared.insert("in", Node::string(at, "query"));
        return;
    }
    let schema = Node::object(at, [("type", Node::string(at, "string"))]);
    let is_variable = value.is_empty() || value.starts_with(['{', ':', '<', '$']);
    let mut parameter = Node::object(
        at,
        [
            ("name", Node::string(at, name)),
            ("in", Node::string(at, "query")),
            ("required", Node::new(at, Kind::Bool(true))),
            ("schema", schema),
        ],
    );
    if !is_variable {
        parameter.insert("example", Node::string(at, value));
        parameter.insert(
            "description",
            Node::string(at, format!("The path is documented with `{value}` here.")),
        );
    }
    parameters.push(parameter);
}

/// Makes servers of the hosts in paths, if the page names no other.
fn add_hosts(root: &mut Node, hosts: Vec<(At, String)>) {
    if hosts.is_empty() {
        return;
    }
    let mut servers = root.items("servers").to_vec();
    for (at, host) in hosts {
        if !servers
            .iter()
            .any(|server| server.get_str("url") == Some(host.as_str()))
        {
            servers.push(Node::object(at, [("url", Node::string(at, host))]));
        }
    }
    let at = root.at;
    root.insert("servers", Node::new(at, Kind::Array(servers)));
}
