//! Servers: variables get their defaults, and what a path or an operation says of servers comes to one server of the operation's own.

use super::Dialect;
use crate::grammar::METHODS;
use crate::node::{At, Kind, Node};

impl Dialect<'_> {
    /// An operation keeps `servers` only where its calls go elsewhere than those of the rest: then it holds the one server.
    pub(super) fn servers(&mut self, root: &mut Node) {
        self.variables(root);
        let of_all = first(root).map(|(_, url)| plain(&url).to_owned());
        let paths = root.get_mut("paths").and_then(Node::as_object_mut);
        for (_, item) in paths.into_iter().flatten() {
            self.variables(item);
            let of_item = item.remove("servers").unwrap_or_default();
            let operations = item.as_object_mut().into_iter().flatten();
            for (_, operation) in operations.filter(|(key, _)| METHODS.contains(&key.as_str())) {
                self.variables(operation);
                let own = operation
                    .remove("servers")
                    .filter(|own| own.as_array().is_some_and(|all| !all.is_empty()));
                let mut holder = Node::object(operation.at, [("servers", own.unwrap_or_else(|| of_item.clone()))]);
                if let Some((at, url)) = self.own_server(&mut holder, of_all.as_deref()) {
                    let server = Node::object(at, [("url", Node::string(at, url))]);
                    operation.insert("servers", Node::new(at, Kind::Array(vec![server])));
                }
            }
        }
    }

    /// The server of an operation's own, if it is another than that of the rest.
    fn own_server(&mut self, holder: &mut Node, of_all: Option<&str>) -> Option<(At, String)> {
        let (at, url) = first(holder)?;
        let others: Vec<&str> = holder
            .items("servers")
            .iter()
            .skip(1)
            .filter_map(|one| one.get_str("url"))
            .collect();
        if plain(&url) == of_all.unwrap_or_default() {
            return None;
        }
        if !others.is_empty() {
            let message = format!(
                "calls go to the first of these servers, `{url}`, not to {}",
                others.join(", ")
            );
            self.findings.note(at, "several-servers", message, "");
        }
        if !is_url(&url) {
            let message = format!("`{url}` is no URL of a server; calls go to the client's base URL");
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

    /// Puts the defaults of variables into the URLs.
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
                self.findings.leave_out("values of server variables", values.clone());
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
            let message = format!("with the defaults of its variables this server is `{resolved}`");
            let message = std::iter::once(message).chain(choices).collect::<Vec<_>>().join("; ");
            self.findings.note(at, "server-variable", message, "");
            server.insert("url", Node::string(at, resolved));
        }
    }
}

fn scalar(value: &Node) -> String {
    value.as_str().map_or_else(|| value.json(), str::to_owned)
}

/// The first server of a list that says where it is.
fn first(holder: &Node) -> Option<(At, String)> {
    let urls = holder.items("servers").iter().filter_map(|server| server.get("url"));
    let named = urls.filter_map(|url| Some((url.at, url.as_str()?.trim().to_owned())));
    named.into_iter().find(|(_, url)| !plain(url).is_empty())
}

/// A URL without the slash at its end, which says nothing of a server.
fn plain(url: &str) -> &str {
    url.trim().trim_end_matches('/')
}

/// An absolute URL of the web, or a relative one: nothing with a variable in it, and no host without its scheme.
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
