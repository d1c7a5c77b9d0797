//! Whole operations: added, removed, moved, deprecated, with or without credentials.

use std::collections::{BTreeMap, BTreeSet};

use apifox_build::internals::{At, Node, Side, placeholders};

use crate::canonical::canonical;
use crate::pair::{Documents, Pair, erased, route_of};
use crate::rule::{Sink, table};

table! { Wire:
    "operation-removed" breaking breaking Operation
        |_, pair, sink| sink.add_if(pair.removed().is_some(), pair.at(), "the operation is gone"),
        "calls to it fail, and its method is no longer in the client",
        "Stop calling it, or stay on your current version.";
    "operation-added" compatible compatible Operation
        |_, pair, sink| sink.add_if(pair.added().is_some(), pair.at(), "the operation is new"),
        "it did not exist before",
        "None; you can call it now.";
    "operation-moved" breaking breaking Operation check_operation_moved,
        "existing clients keep calling the old path; the Apifox endpoint id shows that it is the same operation",
        "Update before the vendor removes the old path; the method keeps its name in Rust.";
    "path-parameters-swapped" risky risky Operation check_path_parameters_swapped,
        "a program that passes them by name now sends each value in another place of the path",
        "Check which value belongs in which place of the path.";
    "operation-documented" compatible compatible Operation
        |documents, pair, sink| check_described(documents, pair, true, sink),
        "the vendor now documents an operation that was only described before",
        "Review the other changes of this operation; the vendor's page takes precedence.";
    "operation-only-described" risky risky Operation
        |documents, pair, sink| check_described(documents, pair, false, sink),
        "the vendor's page is gone, and the description in its place may lack fields",
        "Look for the vendor's page.";
    "operation-deprecated" compatible compatible Operation
        |_, pair, sink| sink.add_if(pair.sets("deprecated"), pair.at(), "it is deprecated"),
        "it works as before; the compiler now warns about its use",
        "Find its replacement before it is removed.";
    "operation-undeprecated" compatible compatible Operation
        |_, pair, sink| sink.add_if(pair.lifts("deprecated"), pair.at(), "it is not deprecated any more"),
        "the compiler no longer warns about its use",
        "None.";
    "credentials-required" breaking breaking Operation check_credentials_required,
        "calls without credentials are refused",
        "Configure credentials for the client.";
    "credentials-lifted" compatible compatible Operation check_credentials_lifted,
        "calls with credentials still work",
        "None.";
    "credentials-changed" breaking breaking Operation check_credentials_changed,
        "credentials that were accepted before are refused",
        "Check how this operation is authenticated now.";
    "credentials-added" compatible compatible Operation check_credentials_added,
        "the old credentials still work",
        "None; there is another way to authenticate.";
    "operation-server-changed" risky risky Operation check_operation_server_changed,
        "existing clients keep calling the old host, which may no longer respond",
        "Update before the vendor removes the old host; check which hosts your credentials may be sent to.";
    "callback-removed" risky risky Operation
        |_, pair, sink| check_callbacks(pair, |one| one.removed().is_some(), "it is no longer sent", sink),
        "a callback that you may wait for is no longer sent",
        "Stop waiting for it.";
    "callback-added" compatible compatible Operation
        |_, pair, sink| check_callbacks(pair, |one| one.added().is_some(), "it is new", sink),
        "no program relied on it before",
        "None, unless the server requires a response to it.";
    "callback-changed" risky risky Operation check_callback_changed,
        "no code is generated from callbacks, so the change is not classified",
        "Compare your handler with the new documentation.";
    "server-removed" risky risky Documents check_server_removed,
        "a documented base URL may no longer respond",
        "Check the base URL that you configure.";
    "server-added" compatible compatible Documents check_server_added,
        "existing clients keep their base URL",
        "None.";
}

fn check_operation_moved(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    let Some((old, new)) = operations.both() else { return };
    let (before, after) = (route_of(&documents.old.root, old), route_of(&documents.new.root, new));
    if let (Some(before), Some(after)) = (before, after)
        && (before.0 != after.0 || erased(&before.1) != erased(&after.1))
    {
        sink.add(operations.at(), format!("it was {} {}", before.0, before.1));
    }
}

fn check_path_parameters_swapped(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    let Some((old, new)) = operations.both() else { return };
    let path = |side: &Side, node: &Node| route_of(&side.root, node).map(|(_, path)| path).unwrap_or_default();
    let (before, after) = (path(documents.old, old), path(documents.new, new));
    if erased(&before) != erased(&after) {
        return; // it moved, which is reported
    }
    let (before, after) = (placeholders(&before), placeholders(&after));
    let swapped: Vec<String> = after
        .iter()
        .enumerate()
        .filter(|(index, name)| before.get(*index) != Some(*name) && before.contains(*name))
        .map(|(index, name)| format!("`{name}` is parameter {} of the path", index + 1))
        .collect();
    if !swapped.is_empty() {
        let message = format!("{}; before, it was another one", swapped.join(", "));
        sink.add(operations.at(), message);
    }
}

/// Whether an operation that was only described is documented by its page, or the reverse.
fn check_described(documents: &Documents<'_>, operations: &Pair<'_>, before: bool, sink: &mut Sink) {
    let Some((old, new)) = operations.both() else { return };
    let was = documents.old.described.contains(&old.at);
    let is = documents.new.described.contains(&new.at);
    let message = if before {
        "it is documented by its page; it was only described"
    } else {
        "it is only described; it was documented by its page"
    };
    sink.add_if(was == before && is != before, operations.at(), message);
}

fn check_credentials_required(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = credentials(documents, operations)
        && is_open(&old)
        && !is_open(&new)
    {
        sink.add(operations.at(), format!("it requires credentials: {}", rendered(&new)));
    }
}

fn check_credentials_lifted(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = credentials(documents, operations)
        && !is_open(&old)
        && is_open(&new)
    {
        let message = format!("it no longer requires credentials; it required {}", rendered(&old));
        sink.add(operations.at(), message);
    }
}

fn check_credentials_changed(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = credentials(documents, operations)
        && !is_open(&old)
        && !is_open(&new)
    {
        let lost: Alternatives = old
            .iter()
            .filter(|alternative| !is_satisfied(alternative, &new))
            .cloned()
            .collect();
        if !lost.is_empty() {
            let message = format!(
                "{} is no longer accepted; accepted: {}",
                rendered(&lost),
                rendered(&new)
            );
            sink.add(operations.at(), message);
        }
    }
}

fn check_credentials_added(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = credentials(documents, operations)
        && !is_open(&old)
        && !is_open(&new)
        && old.iter().all(|alternative| is_satisfied(alternative, &new))
    {
        let added: Alternatives = new
            .iter()
            .filter(|alternative| !is_satisfied(alternative, &old))
            .cloned()
            .collect();
        if !added.is_empty() {
            sink.add(operations.at(), format!("{} is accepted, too", rendered(&added)));
        }
    }
}

/// An alternative of `security`: the definition of each scheme, whatever its name, and the required
/// scopes.
type Alternative = BTreeMap<String, BTreeSet<String>>;
type Alternatives = BTreeSet<Alternative>;

/// Whether the credentials of one alternative satisfy one of these: no further scheme and no
/// further scope is required.
fn is_satisfied(alternative: &Alternative, alternatives: &Alternatives) -> bool {
    let is_enough = |other: &Alternative| {
        other
            .iter()
            .all(|(scheme, scopes)| alternative.get(scheme).is_some_and(|has| scopes.is_subset(has)))
    };
    alternatives.iter().any(is_enough)
}

fn rendered(alternatives: &Alternatives) -> String {
    let scheme = |(scheme, scopes): (&String, &BTreeSet<String>)| {
        let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        if scopes.is_empty() {
            format!("`{scheme}`")
        } else {
            format!("`{scheme}` with the scopes `{}`", scopes.join(" "))
        }
    };
    let alternative = |alternative: &Alternative| alternative.iter().map(scheme).collect::<Vec<_>>().join(" and ");
    alternatives.iter().map(alternative).collect::<Vec<_>>().join(", or ")
}

fn credentials(documents: &Documents<'_>, operations: &Pair<'_>) -> Option<(Alternatives, Alternatives)> {
    let (old, new) = operations.both()?;
    Some((alternatives(documents.old, old), alternatives(documents.new, new)))
}

fn alternatives(document: &Side, operation: &Node) -> Alternatives {
    let schemes = document.root.components("securitySchemes");
    let one = |alternative: &Node| -> Vec<Alternative> {
        let parts = alternative.as_object().into_iter().flatten();
        parts.fold(vec![Alternative::new()], |alternatives, (name, scopes)| {
            let scheme = schemes.and_then(|all| all.get(name));
            let scopes = scopes.as_array().unwrap_or_default().iter();
            let scopes: BTreeSet<String> = scopes.filter_map(Node::as_str).map(str::to_owned).collect();
            let identities = scheme.map_or_else(|| vec![name.to_string()], identities);
            let with = |identity: &String| {
                let with_it = |alternative: &Alternative| {
                    let mut alternative = alternative.clone();
                    alternative.insert(identity.clone(), scopes.clone());
                    alternative
                };
                alternatives.iter().map(with_it).collect::<Vec<_>>()
            };
            identities.iter().flat_map(with).collect()
        })
    };
    operation.items("security").iter().flat_map(one).collect()
}

/// Returns the parts of a scheme that affect requests: `http bearer`, `apiKey in header x-key`,
/// `oauth2 clientCredentials https://…`, one for each flow. Descriptions, the token format and the
/// available scopes are left out.
fn identities(scheme: &Node) -> Vec<String> {
    let text = |key: &str| scheme.get_str(key).unwrap_or_default();
    let only = match text("type") {
        "http" => format!("http {}", text("scheme").to_ascii_lowercase()),
        "apiKey" if text("in") == "header" => format!("apiKey in header {}", text("name").to_ascii_lowercase()),
        "apiKey" => format!("apiKey in {} {}", text("in"), text("name")),
        "oauth2" => {
            let flows = scheme.members("flows").map(|(flow, node)| {
                let url = |key: &str| node.get_str(key).map(|url| format!(" {url}")).unwrap_or_default();
                format!("oauth2 {flow}{}{}", url("authorizationUrl"), url("tokenUrl"))
            });
            let flows: Vec<String> = flows.collect();
            if !flows.is_empty() {
                return flows;
            }
            "oauth2".to_owned()
        }
        kind => format!("{kind} {}", text("openIdConnectUrl")),
    };
    vec![only]
}

fn is_open(alternatives: &Alternatives) -> bool {
    alternatives.is_empty() || alternatives.iter().any(Alternative::is_empty)
}

fn check_operation_server_changed(_: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    let url = |node: &Node| node.items("servers").first()?.get_str("url").map(str::to_owned);
    if let Some((old, new)) = operations.both()
        && url(old).as_deref().map(base_url) != url(new).as_deref().map(base_url)
    {
        let rendered = |url: Option<String>| url.map_or("the default server".to_owned(), |url| format!("`{url}`"));
        let message = format!(
            "its calls go to {} instead of {}",
            rendered(url(new)),
            rendered(url(old))
        );
        sink.add(operations.member("servers").at(), message);
    }
}

/// Reports the callbacks for which a condition holds, if both sides have the operation.
fn check_callbacks(operations: &Pair<'_>, is: impl Fn(&Pair<'_>) -> bool, message: &str, sink: &mut Sink) {
    if operations.both().is_none() {
        return;
    }
    for (name, callbacks) in operations.named("callbacks") {
        if is(&callbacks) {
            sink.add_part(&format!("callback `{name}`"), callbacks.at(), message);
        }
    }
}

fn check_callback_changed(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    let shown = |node: &Node, side: &Side| canonical(node, &side.root, documents.unchanged);
    let is_changed = |callbacks: &Pair<'_>| {
        let both = callbacks.both();
        both.is_some_and(|(old, new)| shown(old, documents.old) != shown(new, documents.new))
    };
    check_callbacks(operations, is_changed, "its documentation changed", sink);
}

fn check_server_removed(documents: &Documents<'_>, sink: &mut Sink) {
    for (url, at) in other_servers(&documents.old.root, &documents.new.root) {
        sink.add_part(
            &format!("server {url}"),
            (at, At::default()),
            "it is not documented any more",
        );
    }
}

fn check_server_added(documents: &Documents<'_>, sink: &mut Sink) {
    for (url, at) in other_servers(&documents.new.root, &documents.old.root) {
        sink.add_part(&format!("server {url}"), (At::default(), at), "it is new");
    }
}

fn other_servers<'a>(root: &'a Node, other: &'a Node) -> impl Iterator<Item = (&'a str, At)> {
    let urls = |root: &'a Node| {
        let servers = root.items("servers").iter();
        servers.filter_map(|server| Some((server.get_str("url")?, server.at)))
    };
    let mut known: BTreeSet<String> = urls(other).map(|(url, _)| base_url(url)).collect();
    if known.is_empty() {
        known.insert(base_url("/")); // the default (OpenAPI 3.0, OpenAPI Object)
    }
    urls(root).filter(move |(url, _)| !known.contains(&base_url(url)))
}

/// Normalizes a base URL: scheme and host in lower case, without the default port and a trailing
/// slash (RFC 3986, 6.2).
fn base_url(url: &str) -> String {
    let url = url.trim().trim_end_matches('/');
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let (scheme, mut host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let usual = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    host.truncate(host.strip_suffix(usual).map_or(host.len(), str::len));
    format!("{scheme}://{host}{path}")
}
