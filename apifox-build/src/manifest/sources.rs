//! `sources`: the sites and pages that are tracked.

use super::{CODE, ManifestReader};
use crate::node::{Kind, Node};

/// A site or a page that `apifox sync` tracks.
///
/// ```yaml
/// sources:
///   - site: https://docs.example.com       # its index is /llms.txt
///     track: [Balance, 42628037]           # folders and endpoint ids, or `all`; default: the pages that are here already
///     ignore: [Legacy]                     # folders and endpoint ids that are not tracked
///     headers: {Authorization: DOCS_TOKEN} # header: the environment variable that holds its value
///     mirrors: [https://docs.example.net]  # tried in this order if the site does not respond
///   - page: https://api.example.com/openapi.json # one page or document
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tracked {
    address: String,
    is_site: bool,
    all: bool,
    track: Vec<String>,
    ignore: Vec<String>,
    headers: Vec<(String, String)>,
    mirrors: Vec<String>,
}

impl Tracked {
    /// The address in the manifest.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Whether it is a site with an index, rather than a page.
    #[must_use]
    pub fn is_site(&self) -> bool {
        self.is_site
    }

    /// Whether every endpoint of the site is tracked.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.all
    }

    /// The folders and endpoint ids that are tracked.
    #[must_use]
    pub fn track(&self) -> &[String] {
        &self.track
    }

    /// The folders and endpoint ids that are not tracked.
    #[must_use]
    pub fn ignore(&self) -> &[String] {
        &self.ignore
    }

    /// The names of headers, each with the environment variable that holds its value.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The addresses to use if the site does not respond.
    #[must_use]
    pub fn mirrors(&self) -> &[String] {
        &self.mirrors
    }
}

impl ManifestReader<'_> {
    pub(super) fn sources(&mut self, value: &Node) -> Vec<Tracked> {
        let Some(items) = value.as_array() else {
            self.findings.fail(
                value.at,
                CODE,
                "`sources` must be an array",
                "write `- site: https://docs.example.com` under it",
            );
            return Vec::new();
        };
        items.iter().filter_map(|item| self.source(item)).collect()
    }

    fn source(&mut self, item: &Node) -> Option<Tracked> {
        let hint = "write `site: https://docs.example.com`, or `page:` with the address of one page";
        let Some(members) = item.as_object() else {
            self.findings.fail(item.at, CODE, "a source must be a map", hint);
            return None;
        };
        let mut source = Tracked::default();
        for (key, value) in members {
            match &**key {
                "site" | "page" => {
                    if !source.address.is_empty() {
                        let message = "a source has either `site` or `page`";
                        self.findings.fail(value.at, CODE, message, "write two sources");
                    }
                    source.is_site = &**key == "site";
                    source.address = self.text(value)?;
                }
                "track" if value.as_str() == Some("all") => source.all = true,
                "track" => source.track = self.names(value),
                "ignore" => source.ignore = self.names(value),
                "headers" => source.headers = self.pairs(value),
                "mirrors" => source.mirrors = self.list(value).collect(),
                _ => {
                    let hint = "the keys of a source are site, page, track, ignore, headers and mirrors";
                    let message = format!("unknown key `{key}` in a source");
                    self.findings.fail(value.at, CODE, message, hint);
                }
            }
        }
        if source.address.is_empty() {
            self.findings
                .fail(item.at, CODE, "a source has neither `site` nor `page`", hint);
            return None;
        }
        Some(source)
    }

    /// Folders and endpoint ids; an id may be written as a number.
    fn names(&mut self, value: &Node) -> Vec<String> {
        let Some(items) = value.as_array() else {
            let hint = "write `all`, or an array of folders and endpoint ids: `[Balance, 42628037]`";
            self.findings.fail(value.at, CODE, "this must be an array", hint);
            return Vec::new();
        };
        let mut names = Vec::new();
        for item in items {
            match &item.kind {
                Kind::Number(id) => names.push(id.to_string()),
                _ => names.extend(self.text(item)),
            }
        }
        names
    }
}
