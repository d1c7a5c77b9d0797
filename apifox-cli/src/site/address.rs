//! Classifies addresses that people copy from a browser.

use std::net::IpAddr;

use url::{Host, Url};

/// What an address points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// The index of a site: `llms.txt`.
    Index(Url),
    /// The page of an endpoint, as Markdown; the other addresses are tried in order if the first
    /// one is not found.
    Endpoint { id: String, at: Url, or: Vec<Url> },
    /// An `OpenAPI` document, or a page whose address does not reveal its endpoint.
    Document(Url),
}

impl Target {
    /// Returns the address that is requested first.
    pub(crate) fn url(&self) -> &Url {
        match self {
            Self::Index(at) | Self::Endpoint { at, .. } | Self::Document(at) => at,
        }
    }
}

/// Classifies an address; the error says what is wrong with it, and how to fix it.
pub(crate) fn parse(text: &str) -> Result<Target, String> {
    let url = safe(text)?;
    let path = url.path().to_owned();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if last.is_empty() {
        return Ok(Target::Index(with_path(&url, "/llms.txt")));
    }
    if last == "llms.txt" || last == "llms-full.txt" {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        return Ok(Target::Index(with_path(&url, &format!("{folder}/llms.txt"))));
    }
    if path.contains("/web/project/") {
        return Err(format!(
            "{} is an address of the editor, which only members of the project can open: copy the address of the published page",
            shown(&url)
        ));
    }
    if let Some((kind, id)) = page(last) {
        if let Some(what) = kind.not_an_endpoint() {
            return Err(format!(
                "{} is the address of a {what}, which documents no operation: copy the address of an endpoint's page",
                shown(&url)
            ));
        }
        let own = with_path(
            &url,
            &(path.trim_end_matches('/').trim_end_matches(".md").to_owned() + ".md"),
        );
        // `/api-1`, `/project-2/api-1`, `/apidoc/project-2/api-1`: the HTML page; its Markdown is
        // at the root.
        let root = with_path(&url, &format!("/{id}e0.md"));
        let beside = path
            .trim_end_matches('/')
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let beside = with_path(&url, &format!("{beside}/{id}e0.md"));
        let (at, mut or) = if last.starts_with("api-") && last.strip_suffix(".md").is_none() && !is_tail(last) {
            (root, vec![beside, own])
        } else {
            (own, Vec::new())
        };
        or.retain(|other| *other != at);
        return Ok(Target::Endpoint { id, at, or });
    }
    Ok(Target::Document(url))
}

/// Parses an address if it may be requested: `https`, or `http` on this machine, without user name
/// and password.
pub(crate) fn safe(text: &str) -> Result<Url, String> {
    let text = text.trim();
    // Markdown and e-mails enclose addresses in angle brackets.
    let text = text
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or(text);
    let full = if text.contains("://") {
        text.to_owned()
    } else if may_be_host(text) {
        // Browsers show addresses without their scheme.
        let plain = Url::parse(&format!("http://{text}")).is_ok_and(|url| is_loopback(&url));
        format!("{}://{text}", if plain { "http" } else { "https" })
    } else {
        return Err(format!(
            "`{}` is not an address: write one such as https://docs.example.com; to add a saved page, use `apifox add`",
            masked(text)
        ));
    };
    let mut url = Url::parse(&full).map_err(|error| format!("`{}` is not an address: {error}", masked(text)))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!(
            "the address at {} contains a user name or a password: remove it; `headers` of a source in apifox.yaml read secrets from the environment",
            url.host_str().unwrap_or("?")
        ));
    }
    if let Some((name, _)) = url.query_pairs().find(|(name, _)| is_secret(name)) {
        return Err(format!(
            "the address at {} contains `{name}`, which looks like a secret and would be recorded: remove it; `headers` of a source in apifox.yaml read secrets from the environment",
            url.host_str().unwrap_or("?")
        ));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            return Err(format!(
                "{} is not encrypted: write https:// (http:// is allowed on this machine only)",
                shown(&url)
            ));
        }
        scheme => {
            return Err(format!(
                "`{scheme}://` is not supported: write an address that begins with https://"
            ));
        }
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(format!(
            "`{text}` has no host: write an address such as https://docs.example.com"
        ));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Whether a string without a scheme begins with a host, rather than being a path or the name of a
/// drive.
fn may_be_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let is_file = text == host
        && ["md", "yaml", "yml", "json"]
            .iter()
            .any(|ending| host.ends_with(&format!(".{ending}")));
    let is_local = host == "localhost" || host.starts_with("localhost:");
    !is_file
        && !text.starts_with('.')
        && !text.contains('\\')
        && (is_local || host.contains('.') || host.starts_with('['))
}

/// Whether the name of a query parameter suggests a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['-', '_'], "");
    [
        "token", "secret", "password", "passwd", "apikey", "accesskey", "signature", "credential", "authorization",
    ]
    .iter()
    .any(|word| name.contains(word))
        || ["key", "pwd", "auth", "sig"].contains(&name.as_str())
}

/// Masks the user information before `@`, which must not be logged.
fn masked(text: &str) -> &str {
    text.rsplit_once('@').map_or(text, |(_, rest)| rest)
}

/// Renders an address for a message, without query and user information, which can hold secrets.
pub(crate) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Both setters fail only for an address without a host, which has no user information.
    let _ = (url.set_username(""), url.set_password(None));
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        None => false,
    }
}

fn with_path(url: &Url, path: &str) -> Url {
    let mut url = url.clone();
    url.set_path(path);
    url.set_query(None);
    url
}

/// The content of a page of a site, by the letter after its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Endpoint,
    Guide,
    Folder,
    Schema,
}

impl Kind {
    fn not_an_endpoint(self) -> Option<&'static str> {
        match self {
            Self::Endpoint => None,
            Self::Guide => Some("guide"),
            Self::Folder => Some("folder"),
            Self::Schema => Some("schema"),
        }
    }
}

/// Parses the last segment of a page's address, such as `42628037e0.md`, `chat-15796842e0` or
/// `api-42628037`, into type and id.
pub(crate) fn page(last: &str) -> Option<(Kind, String)> {
    let stem = last.strip_suffix(".md").unwrap_or(last);
    let number = |text: &str| (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned());
    for (tail, kind) in [
        ("e0", Kind::Endpoint),
        ("m0", Kind::Guide),
        ("f0", Kind::Folder),
        ("d0", Kind::Schema),
    ] {
        let id = stem
            .strip_suffix(tail)
            .and_then(|rest| number(rest.rsplit('-').next().unwrap_or(rest)));
        if let Some(id) = id {
            return Some((kind, id));
        }
    }
    for (head, kind) in [
        ("api-", Kind::Endpoint),
        ("doc-", Kind::Guide),
        ("folder-", Kind::Folder),
        ("schema-", Kind::Schema),
    ] {
        if let Some(id) = stem.strip_prefix(head).and_then(number) {
            return Some((kind, id));
        }
    }
    None
}

/// Whether the segment ends like the address of a page, such as `api-list-42628037e0`.
fn is_tail(last: &str) -> bool {
    last.ends_with("e0")
}

#[cfg(test)]
mod tests {
    use super::{Target, parse};

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of addresses")]
    fn every_address_of_an_endpoint_leads_to_its_markdown() {
        for (copied, asked) in [
            (
                "https://docs.example.com/42628037e0.md",
                "https://docs.example.com/42628037e0.md",
            ),
            (
                "https://docs.example.com/42628037e0",
                "https://docs.example.com/42628037e0.md",
            ),
            ("docs.example.com/42628037e0", "https://docs.example.com/42628037e0.md"),
            (
                " <https://docs.example.com/42628037e0> ",
                "https://docs.example.com/42628037e0.md",
            ),
            (
                "HTTPS://DOCS.example.com/42628037e0/",
                "https://docs.example.com/42628037e0.md",
            ),
            (
                "https://docs.example.com/en/42628037e0",
                "https://docs.example.com/en/42628037e0.md",
            ),
            (
                "https://s.apifox.cn/4b0c/api-42628037",
                "https://s.apifox.cn/42628037e0.md",
            ),
            ("http://[::1]:8080/42628037e0", "http://[::1]:8080/42628037e0.md"),
            (
                "http://localhost:8080/api-42628037",
                "http://localhost:8080/42628037e0.md",
            ),
            (
                "https://docs.example.com/42628037e0?lang=en#body",
                "https://docs.example.com/42628037e0.md",
            ),
            (
                "https://docs.example.com/chat-42628037e0",
                "https://docs.example.com/chat-42628037e0.md",
            ),
            (
                "https://docs.example.com/api-list-42628037e0",
                "https://docs.example.com/api-list-42628037e0.md",
            ),
            (
                "https://docs.example.com/api-42628037",
                "https://docs.example.com/42628037e0.md",
            ),
            (
                "https://docs.example.com/project-12/api-42628037",
                "https://docs.example.com/42628037e0.md",
            ),
            (
                "https://docs.example.com/apidoc/project-12/api-42628037/",
                "https://docs.example.com/42628037e0.md",
            ),
            (
                "http://127.0.0.1:8080/42628037e0",
                "http://127.0.0.1:8080/42628037e0.md",
            ),
        ] {
            match parse(copied) {
                Ok(Target::Endpoint { id, at, .. }) => assert_eq!((id.as_str(), at.as_str()), ("42628037", asked)),
                other => panic!("{copied}: {other:?}"),
            }
        }
    }

    #[test]
    fn an_address_that_is_not_safe_or_no_endpoint_is_refused_with_what_to_do() {
        for (copied, words) in [
            (
                "https://me:pa55word@docs.example.com/1e0",
                "contains a user name or a password",
            ),
            ("http://docs.example.com/1e0", "write https://"),
            ("ftp://docs.example.com/1e0", "begins with https://"),
            ("https://docs.example.com/5430207m0", "a guide"),
            ("https://docs.example.com/doc-5430207", "a guide"),
            ("https://docs.example.com/43942125f0.md", "a folder"),
            ("https://docs.example.com/schema-1", "a schema"),
            ("https://app.apifox.com/web/project/1/apis/api-2-run", "the editor"),
            ("https://", "is not an address"),
            (
                "https://docs.example.com/openapi.json?access_token=pa55word",
                "contains `access_token`",
            ),
            (
                "https://docs.example.com/openapi.json?X-Amz-Signature=pa55word",
                "contains `X-Amz-Signature`",
            ),
            ("saved/page.md", "use `apifox add`"),
            ("page.md", "use `apifox add`"),
            ("./page.md", "use `apifox add`"),
            ("C:\\pages\\page.md", "use `apifox add`"),
            ("file:///etc/passwd", "`file://` is not supported"),
            ("javascript:alert(1)", "is not an address"),
            ("http://localhost.example.com/1e0", "write https://"),
            ("http://0.0.0.0/1e0", "write https://"),
            ("http://10.0.0.1/1e0", "write https://"),
            ("me:pa55word@docs.example.com/1e0", "contains a user name or a password"),
        ] {
            let error = parse(copied).expect_err(copied);
            assert!(error.contains(words), "{copied}: {error}");
            assert!(!error.contains("pa55word"), "{error}");
        }
    }

    #[test]
    fn the_root_of_a_site_means_its_index() {
        for copied in [
            "docs.example.com",
            "https://docs.example.com/",
            "https://docs.example.com/llms.txt",
        ] {
            let Ok(Target::Index(url)) = parse(copied) else {
                panic!("{copied}")
            };
            assert_eq!(url.as_str(), "https://docs.example.com/llms.txt");
        }
    }
}
