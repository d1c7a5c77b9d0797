//! Which requests a command line asks for: endpoints and documents by their addresses, and those
//! that the index of a site lists.

use std::collections::{BTreeMap, HashSet};
use std::io;

use apifox_build::Tracked;
use url::Url;

use super::usage;
use crate::findings::visible;
use crate::site::Failure;
use crate::site::address::{self, Target, shown};
use crate::site::client::{Ask, Client, Fetched};
use crate::site::index::{self, Index};
use crate::site::secret::Named;

/// A request, and the endpoint id that the page must have.
pub(crate) type Wanted = (Ask, Option<String>);

/// The selection on the command line.
pub(crate) struct Selection<'a> {
    pub(crate) addresses: &'a [String],
    /// The folders to fetch, of a site.
    pub(crate) folders: &'a [String],
    /// Whether to fetch every endpoint of a site.
    pub(crate) all: bool,
    pub(crate) headers: &'a Named,
    pub(crate) sources: &'a [Tracked],
}

impl Selection<'_> {
    /// Returns the requests, each with the endpoint id that its page must have.
    pub(crate) fn wanted(&self, client: &Client) -> io::Result<Result<Vec<Wanted>, Failure>> {
        let mut wanted: Vec<Wanted> = Vec::new();
        for target in self.targets()? {
            let found = match target {
                Target::Endpoint { id, at, or } => vec![(Ask { or, ..self.ask(at)? }, Some(id))],
                Target::Document(at) => vec![(self.ask(at)?, None)],
                Target::Index(at) => match index_at(client, &self.ask(at)?) {
                    Ok(index) => self.of(&index)?,
                    Err(failure) => return Ok(Err(failure)),
                },
            };
            for (ask, id) in found {
                // An endpoint that is selected twice is fetched once.
                if !wanted.iter().any(|(other, known)| other.at == ask.at && *known == id) {
                    wanted.push((ask, id));
                }
            }
        }
        Ok(Ok(wanted))
    }

    fn targets(&self) -> io::Result<Vec<Target>> {
        let targets: Result<Vec<Target>, String> = self.addresses.iter().map(|text| address::parse(text)).collect();
        let targets = targets.map_err(usage)?;
        let is_of_site = |target: &Target| matches!(target, Target::Index(_));
        if (self.all || !self.folders.is_empty()) && !targets.is_empty() && !targets.iter().any(is_of_site) {
            return Err(usage(
                "`--all` and `--folder` select pages of a site: give its address, such as https://docs.example.com"
                    .to_owned(),
            ));
        }
        let hosts: HashSet<_> = targets.iter().map(|target| target.url().origin()).collect();
        if !self.headers.is_empty() && hosts.len() > 1 {
            return Err(usage(
                "`--header` is a secret of one site, but the addresses are of several sites: fetch one site at a time"
                    .to_owned(),
            ));
        }
        Ok(targets)
    }

    fn ask(&self, at: Url) -> io::Result<Ask> {
        Ok(Ask {
            headers: self.headers.of(&at, self.sources)?,
            ..Ask::plain(at)
        })
    }

    fn of(&self, index: &Index) -> io::Result<Vec<Wanted>> {
        if !self.all && self.folders.is_empty() {
            return Err(usage(format!(
                "this is a site ({}): select its pages with `--all` or `--folder NAME`; its folders:\n{}",
                index.rendered(),
                rendered(index)
            )));
        }
        for name in self.folders {
            let named = std::slice::from_ref(name);
            if !index.endpoints.iter().any(|entry| entry.is_within(named)) {
                return Err(usage(format!(
                    "the site has no folder `{}`; its folders:\n{}",
                    visible(name),
                    rendered(index)
                )));
            }
        }
        let entries = index.endpoints.iter();
        entries
            .filter(|entry| self.all || entry.is_within(self.folders))
            .map(|entry| Ok((self.ask(entry.at.clone())?, Some(entry.id.clone()))))
            .collect()
    }
}

/// Fetches the index at an address. Bytes that are not UTF-8 are replaced: they only occur in
/// titles, which only people read.
pub(crate) fn index_at(client: &Client, ask: &Ask) -> Result<Index, Failure> {
    match client.get(ask) {
        Ok(Fetched::Page { at, bytes, .. }) => index::read(&String::from_utf8_lossy(&bytes), &at),
        Ok(Fetched::Unchanged) => Err(Failure::Network(format!(
            "{} responded 304 Not Modified to an unconditional request",
            shown(&ask.at)
        ))),
        // A site without an index is not a network error.
        Err(Failure::Gone(rendered)) => Err(Failure::Refused(format!(
            "{rendered}: the site publishes no index there; give the addresses of its pages"
        ))),
        Err(failure) => Err(failure),
    }
}

fn rendered(index: &Index) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &index.endpoints {
        *counts.entry(entry.folder()).or_default() += 1;
    }
    counts.iter().fold(String::new(), |text, (folder, count)| {
        let folder = if folder.is_empty() {
            "(outside any folder)"
        } else {
            folder
        };
        text + &visible(&format!("{count:>5}  {folder}")) + "\n"
    })
}
