//! Servers: inserts the defaults of variables, and reduces the servers of paths and operations to
//! one server of the operation.

use super::Dialect;
use crate::grammar::METHODS;
use crate::node::{At, Kind, Node};

impl Dialect<'_> {
    /// Keeps `servers` of an operation only where it differs from the document's, reduced to one
    /// server.
    pub(super) fn servers(&mut self, root: &mut Node) {
        self.variables(root);
        let of_document = first_server(root).map(|(_, url)| without_trailing_slash(&url).to_owned());
        let paths = root.get_mut("paths").and_then(Node::as_object_mut);
        for (_, item) in paths.into_iter().flatten() {
            self.variables(item);
            let item_servers = item.remove("servers").unwrap_or_default();
            let operations = item.as_object_mut().into_iter().flatten();
            for (_, operation) in operations.filter(|(key, _)| METHODS.contains(&key.as_str())) {
                self.variables(operation);
                let own = operation
                    .remove("servers")
                    .filter(|own| own.as_array().is_some_and(|all| !all.is_empty()));
                let mut holder = Node::object(operation.at, [("servers", own.unwrap_or_else(|| item_servers.clone()))]);
                if let Some((at, url)) = self.own_server(&mut holder, of_document.as_deref()) {
                    let server = Node::object(at, [("url", Node::string(at, url))]);
                    operation.insert("servers", Node::new(at, Kind::Array(vec![server])));
                }
            }
        }
    }

    /// Returns the operation's own server, if it differs from the document's.
    fn own_server(&mut self, holder: &mut Node, of_document: Option<&str>) -> Option<(At, String)> {
        let (at, url) = first_server(holder)?;
        let others: Vec<&str> = holder
            .items("servers")
            .iter()
            .skip(1)
            .filter_map(|one| one.get_str("url"))
            .collect();
        if without_trailing_slash(&url) == of_document.unwrap_or_default() {
            return None;
        }
        if !others.is_empty() {
            let message = format!(
                "calls go to the first of these servers, `{url}`, not to {}",
                others.join(", ")
            );
            self.findings.note(at, "server-choice", message, "");
        }
        if !is_url(&url) {
            let message = format!("`{url}` is not a server URL; calls go to the client's base URL");
            let hint = "write `https://…`, or a path from the root of the API's host";
            self.findings.lossy(at, "server-url", message, hint);
            return None;
        }
        if url.starts_with("http://") && !is_loopback(&url) {
            let message = format!("`{url}` is not https, so the client refuses to call it");
            let hint = "write `https://…`, or have all calls go to the base URL (`ClientBuilder::own_servers`)";
            self.findings.lossy(at, "server-url", message, hint);
        }
        Some((at, url))
    }

    /// Inserts the defaults of variables into the URLs.
    fn variables(&mut self, holder: &mut Node) {
        let Some(Kind::Array(servers)) = holder.get_mut("servers").map(|node| &mut node.kind) else {
            return;
        };
        for server in servers {
            let variables = server.remove("variables").unwrap_or_default();
            let values = variables
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(|(_, one)| one.get("enum"));
            for values in values {
                self.findings
                    .leave_out_values("values of server variables", values.clone());
            }
            let Some(url) = server.get_str("url").map(str::to_owned) else {
                continue;
            };
            let mut resolved = url.clone();
            let mut choices = Vec::new();
            for (name, variable) in variables.as_object().into_iter().flatten() {
                let place = format!("{{{name}}}");
                let default = variable.get("default").or(variable.items("enum").first());
                let Some(default) = default.map(scalar).filter(|_| resolved.contains(&place)) else {
                    continue;
                };
                let others = variable
                    .items("enum")
                    .iter()
                    .map(scalar)
                    .filter(|value| *value != default);
                let others: Vec<String> = others.collect();
                if !others.is_empty() {
                    choices.push(format!("`{name}` may also be {}", others.join(", ")));
                }
                resolved = resolved.replace(&place, &default);
            }
            if resolved == url {
                continue;
            }
            let at = server.get("url").map_or(server.at, |node| node.at);
            let message = format!("with the defaults of its variables, this server is `{resolved}`");
            let message = std::iter::once(message).chain(choices).collect::<Vec<_>>().join("; ");
            self.findings.note(at, "server-choice", message, "");
            server.insert("url", Node::string(at, resolved));
        }
    }
}

fn scalar(value: &Node) -> String {
    value.as_str().map_or_else(|| value.json(), str::to_owned)
}

/// The first server in an array that has a URL.
fn first_server(holder: &Node) -> Option<(At, String)> {
    let urls = holder.items("servers").iter().filter_map(|server| server.get("url"));
    let named = urls.filter_map(|url| Some((url.at, url.as_str()?.trim().to_owned())));
    named
        .into_iter()
        .find(|(_, url)| !without_trailing_slash(url).is_empty())
}

/// A URL without its trailing slash, which makes no difference for a server.
fn without_trailing_slash(url: &str) -> &str {
    url.trim().trim_end_matches('/')
}

/// Whether a URL is absolute or relative, without variables in it, and without a host that lacks
/// its scheme.
fn is_url(url: &str) -> bool {
    let is_absolute = url.starts_with("https://") || url.starts_with("http://");
    let start = url.split('/').next().unwrap_or_default();
    let is_relative =
        !start.contains([':', '@']) && (start.is_empty() || start.starts_with('.') || !start.contains('.'));
    let is_plain = url.is_ascii() && !url.contains(['{', '}', '?', '#', '\\', ' ', '@']);
    is_plain && (is_absolute || is_relative)
}

fn is_loopback(url: &str) -> bool {
    let host = url.trim_start_matches("http://");
    ["localhost", "127.", "[::1]"]
        .iter()
        .any(|start| host.starts_with(start))
}
