//! Servers: `host`, `basePath` and `schemes`, of the document and of an operation.

use super::Swagger;
use crate::node::{At, Kind, Node};

/// The host, base path and scheme of the API.
#[derive(Debug, Default)]
pub(super) struct Address {
    /// The host, without scheme and path.
    host: Option<Node>,
    /// The base path with a leading slash and without a trailing one; empty for none.
    path: String,
    /// The scheme of calls, unless an operation overrides it.
    scheme: Option<String>,
}

impl Address {
    fn url(&self, scheme: &str, host: &str) -> String {
        format!("{scheme}://{host}{}", self.path)
    }
}

impl Swagger<'_> {
    pub(super) fn root_servers(&mut self, root: &mut Node) {
        let base = root.remove("basePath");
        let mut schemes = self.schemes(root).unwrap_or_default();
        let host = root.remove("host").and_then(|host| self.host(&host, &mut schemes));
        self.address.path = base.as_ref().map(|base| self.path(base)).unwrap_or_default();
        let Some(host) = host else {
            if let Some(base) = base.filter(|_| !self.address.path.is_empty()) {
                let server = Node::object(base.at, [("url", Node::string(base.at, self.address.path.clone()))]);
                put_servers(root, vec![server]);
            }
            return;
        };
        let mut known = self.http_schemes(&schemes);
        if known.is_empty() {
            let (at, message) = match schemes.first() {
                Some(scheme) => (scheme.at, "none of these schemes is HTTP or HTTPS; calls use `https`"),
                None => (
                    host.at,
                    "`schemes` is absent, which means the scheme that serves this page; `https` is used",
                ),
            };
            self.findings
                .note(at, "swagger-schemes", message, "write `schemes: [https]`");
            known.push(("https", host.at));
        }
        let name = host.as_str().unwrap_or_default();
        let server = |(scheme, at): &(&str, At)| {
            let url = self.address.url(scheme, name);
            Node::object(*at, [("url", Node::string(*at, url))])
        };
        let servers: Vec<Node> = known.iter().map(server).collect();
        self.address.scheme = known.first().map(|(scheme, _)| (*scheme).to_owned());
        self.address.host = Some(host);
        put_servers(root, servers);
    }

    /// Sets servers of an operation whose `schemes` do not include the document's scheme.
    pub(super) fn own_servers(&mut self, operation: &mut Node) {
        let Some(schemes) = self.schemes(operation).filter(|schemes| !schemes.is_empty()) else {
            return;
        };
        let known = self.http_schemes(&schemes);
        let at = schemes[0].at;
        let Some((scheme, _)) = known.first() else {
            let message = "none of these schemes is HTTP or HTTPS; the call goes to the client's base URL";
            return self
                .findings
                .lossy(at, "swagger-schemes", message, "write `schemes: [https]`");
        };
        let Some(host) = self.address.host.as_ref().and_then(Node::as_str) else {
            let message =
                "the page has no `host`, so the call goes to the client's base URL, with the scheme of that URL";
            return self
                .findings
                .note(at, "swagger-schemes", message, "write `host`, and `schemes` beside it");
        };
        let is_of_all = known
            .iter()
            .any(|(scheme, _)| Some(*scheme) == self.address.scheme.as_deref());
        if !is_of_all {
            let server = Node::object(at, [("url", Node::string(at, self.address.url(scheme, host)))]);
            put_servers(operation, vec![server]);
        }
    }

    /// Reads the array `schemes`; `None` where it is absent.
    fn schemes(&mut self, holder: &mut Node) -> Option<Vec<Node>> {
        let list = holder.remove("schemes")?;
        match list.kind {
            Kind::Null => None,
            Kind::Array(items) => Some(items.into_iter().filter(|item| item.as_str().is_some()).collect()),
            kind => {
                let message = format!("`schemes` is {}, where an array belongs", kind.name());
                self.findings
                    .repaired(list.at, "wrong-kind", message, "write `schemes: [https]`");
                let is_name = matches!(kind, Kind::String(_));
                Some(vec![Node::new(list.at, kind)].into_iter().filter(|_| is_name).collect())
            }
        }
    }

    /// Selects the schemes of HTTP, `https` first: the array has no order, and the client refuses
    /// plain HTTP. Web sockets are not calls.
    fn http_schemes(&mut self, schemes: &[Node]) -> Vec<(&'static str, At)> {
        let find = |scheme: &'static str| {
            let is = |node: &&Node| {
                node.as_str()
                    .is_some_and(|text| text.trim().eq_ignore_ascii_case(scheme))
            };
            schemes.iter().find(is).map(|node| (scheme, node.at))
        };
        let known: Vec<_> = ["https", "http"].into_iter().filter_map(find).collect();
        if !known.is_empty() {
            let is_other = |node: &&Node| {
                let text = node.as_str().unwrap_or_default().trim().to_ascii_lowercase();
                !matches!(text.as_str(), "https" | "http")
            };
            for other in schemes.iter().filter(is_other) {
                let message = format!(
                    "the client does not use the scheme `{}`",
                    other.as_str().unwrap_or_default()
                );
                self.findings.note(other.at, "swagger-schemes", message, "");
            }
        }
        known
    }

    /// Normalizes a host, splitting off a scheme.
    fn host(&mut self, host: &Node, schemes: &mut Vec<Node>) -> Option<Node> {
        let text = host.as_str().map(str::trim).filter(|text| !text.is_empty())?;
        let (scheme, host_name) = text
            .split_once("://")
            .map_or((None, text), |(scheme, host_name)| (Some(scheme), host_name));
        let host_name = host_name.trim_end_matches('/');
        if let Some(scheme) = scheme {
            let message = format!("the host is written with its scheme; it is read as `{host_name}` with `{scheme}`");
            let hint = format!("write `host: {host_name}` and `schemes: [{scheme}]`");
            self.findings.repaired(host.at, "swagger-2", message, hint);
            if schemes.is_empty() {
                schemes.push(Node::string(host.at, scheme));
            }
        }
        (!host_name.is_empty()).then(|| Node::string(host.at, host_name))
    }

    /// Normalizes the base path.
    fn path(&mut self, base: &Node) -> String {
        let text = base.as_str().unwrap_or_default().trim().trim_end_matches('/');
        if text.is_empty() || text.starts_with('/') {
            return text.to_owned();
        }
        let message = format!("`basePath: {text}` is read as `/{text}`");
        let hint = format!("write `basePath: /{text}`");
        self.findings.repaired(base.at, "swagger-2", message, hint);
        format!("/{text}")
    }
}

/// Sets servers, unless an OpenAPI 3 member already does.
fn put_servers(holder: &mut Node, servers: Vec<Node>) {
    let at = servers.first().map_or(holder.at, |server| server.at);
    if holder.items("servers").is_empty() {
        holder.insert("servers", Node::new(at, Kind::Array(servers)));
    }
}
