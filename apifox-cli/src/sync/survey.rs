//! Which pages to request: those that the manifest tracks, as the indexes of the sites list them.

use std::collections::BTreeSet;
use std::io;

use apifox_build::{Manifest, Tracked};
use url::Url;

use crate::fetch::usage;
use crate::fetch::wanted::index_at;
use crate::pages;
use crate::provenance::{Provenance, Record};
use crate::site::Failure;
use crate::site::address::{self, Target};
use crate::site::client::{Ask, Client, Fetched, Validators};
use crate::site::index::{Entry, Index};
use crate::site::secret::{Headers, values};

/// A page to request.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    /// Its file, if it exists.
    pub(crate) file: Option<String>,
    pub(crate) id: Option<String>,
    /// The address on the site itself, even if a mirror is requested.
    pub(crate) canonical: Url,
    pub(crate) ask: Ask,
    /// The record of the page, if any.
    record: Option<Record>,
}

impl Watched {
    /// Drops validators that a mirror sent: they say nothing about the page of the site.
    pub(crate) fn without_validators_of_a_mirror(&self, fetched: Fetched) -> Fetched {
        match fetched {
            Fetched::Page { at, bytes, .. } if at.origin() != self.canonical.origin() => Fetched::Page {
                at,
                bytes,
                validators: Validators::default(),
            },
            other => other,
        }
    }

    /// Whether the content, the address and the validators are those of the record.
    pub(crate) fn is_as_recorded(&self, bytes: &[u8], validators: &Validators) -> bool {
        let new = |record: &Record| {
            let Validators { etag, last_modified } = validators;
            let new = Record::new(bytes, record.date(), "-", "-");
            new.fetched(self.canonical.as_str(), etag.as_deref(), last_modified.as_deref())
        };
        let is_silent = *validators == Validators::default();
        let known = |record: &Record| {
            let new = new(record);
            if is_silent {
                return (record.sha256(), record.address()) == (new.sha256(), new.address());
            }
            (record.sha256(), record.address(), record.etag(), record.last_modified())
                == (new.sha256(), new.address(), new.etag(), new.last_modified())
        };
        self.record.as_ref().is_some_and(known)
    }
}

/// The pages to request, and those that are not tracked.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) watched: Vec<Watched>,
    pub(crate) untracked: Vec<Entry>,
}

struct Surveyor<'a> {
    provenance: Provenance,
    /// Files that match their records: only for these may the site respond with "unchanged".
    sound: BTreeSet<String>,
    client: &'a Client,
    handled: BTreeSet<String>,
    survey: Survey,
}

impl Survey {
    pub(crate) fn of(manifest: &Manifest, client: &Client) -> io::Result<Result<Self, Failure>> {
        let provenance = Provenance::read(manifest.pages())?;
        let here = pages::vendored(manifest.pages())?;
        let edited = provenance.differences(&here);
        if !edited.is_empty() {
            return Ok(Err(Failure::Refused(edited.join("\n"))));
        }
        let mut surveyor = Surveyor {
            provenance,
            sound: here.into_keys().collect(),
            client,
            handled: BTreeSet::new(),
            survey: Self::default(),
        };
        for source in manifest.sources() {
            if let Err(failure) = surveyor.source(source)? {
                return Ok(Err(failure));
            }
        }
        surveyor.rest()?;
        if surveyor.survey.watched.is_empty() && surveyor.survey.untracked.is_empty() {
            return Err(usage(
                "nothing is tracked: add `sources` to apifox.yaml (see `apifox sync --help`), or download pages with `apifox fetch`"
                    .to_owned(),
            ));
        }
        Ok(Ok(surveyor.survey))
    }
}

impl Surveyor<'_> {
    fn source(&mut self, source: &Tracked) -> io::Result<Result<(), Failure>> {
        let headers = values(source.headers(), source.address())?;
        let target = address::parse(source.address()).map_err(usage)?;
        match target {
            Target::Index(at) => self.site(source, &at, &headers),
            _ if source.is_site() => Err(usage(format!(
                "`site` must be the address of a site, such as https://docs.example.com; {} is the address of a page: use `page`",
                source.address()
            ))),
            Target::Endpoint { id, at, or } => {
                let file = self.file_of(&id).or_else(|| self.file_at(&at));
                self.watch(file, Some(id), at, or, &headers);
                Ok(Ok(()))
            }
            Target::Document(at) => {
                let file = self.file_at(&at);
                self.watch(file, None, at, Vec::new(), &headers);
                Ok(Ok(()))
            }
        }
    }

    fn site(&mut self, source: &Tracked, at: &Url, headers: &Headers) -> io::Result<Result<(), Failure>> {
        let (index, base) = match self.index(source, at, headers)? {
            Ok(found) => found,
            Err(failure) => return Ok(Err(failure)),
        };
        let before = self.survey.watched.len();
        for entry in index.endpoints {
            let file = self.file_of(&entry.id);
            let is_shared = file.is_none()
                && self
                    .provenance
                    .iter()
                    .any(|(_, record)| record.endpoints().any(|id| id == entry.id));
            let is_wanted = file.is_some() || source.is_all() || entry.is_within(source.track());
            if entry.is_within(source.ignore()) || is_shared {
                self.handled.extend(file);
                continue;
            }
            if !is_wanted {
                self.survey.untracked.push(entry);
                continue;
            }
            let mut canonical = at.clone();
            canonical.set_path(entry.at.path());
            let asked = at_mirror(&base, &entry.at);
            self.watch(file, Some(entry.id), canonical, Vec::new(), headers);
            if let Some(last) = self.survey.watched.last_mut().filter(|_| base != *at) {
                // A mirror replaces the whole site.
                last.ask = Ask::plain(asked);
            }
        }
        // A page that the index no longer lists is gone, or only hidden.
        let of_site: Vec<(String, Url)> = self
            .with_address()
            .filter(|(_, own)| own.origin() == at.origin())
            .collect();
        for (file, own) in of_site {
            let id = self.provenance.get(&file).and_then(only_id).map(str::to_owned);
            self.watch(Some(file), id, own, Vec::new(), headers);
        }
        let mirrors = mirrors(source)?;
        for watched in self.survey.watched.iter_mut().skip(before) {
            watched.ask.mirrors = mirrors
                .iter()
                .map(|mirror| at_mirror(mirror, &watched.canonical))
                .collect();
        }
        Ok(Ok(()))
    }

    /// Fetches the index of the site, or of the first mirror that has it.
    fn index(&self, source: &Tracked, at: &Url, headers: &Headers) -> io::Result<Result<(Index, Url), Failure>> {
        let mut first = None;
        for base in [at.clone()].into_iter().chain(mirrors(source)?) {
            // A mirror is a third party: it receives no secret.
            let own = if base == *at { headers.clone() } else { Headers::new() };
            let ask = Ask {
                headers: own,
                ..Ask::plain(base.clone())
            };
            match index_at(self.client, &ask) {
                Ok(index) => return Ok(Ok((index, base))),
                Err(failure) => first = first.or(Some(failure)),
            }
        }
        Ok(Err(
            first.unwrap_or_else(|| Failure::Network("there is no index".to_owned()))
        ))
    }

    /// Adds recorded pages whose address belongs to no source.
    fn rest(&mut self) -> io::Result<()> {
        let rest: Vec<(String, Url)> = self.with_address().collect();
        for (file, at) in rest {
            let id = self.provenance.get(&file).and_then(only_id).map(str::to_owned);
            let is_endpoint = matches!(address::parse(at.as_str()).map_err(usage)?, Target::Endpoint { .. });
            self.watch(Some(file), id.filter(|_| is_endpoint), at, Vec::new(), &Vec::new());
        }
        Ok(())
    }

    fn with_address(&self) -> impl Iterator<Item = (String, Url)> {
        let open = self.provenance.iter().filter(|(file, _)| !self.handled.contains(*file));
        open.filter_map(|(file, record)| Some((file.to_owned(), address::safe(record.address()?).ok()?)))
    }

    #[expect(clippy::too_many_arguments, reason = "five beside `self`")]
    fn watch(&mut self, file: Option<String>, id: Option<String>, at: Url, or: Vec<Url>, headers: &Headers) {
        if self.survey.watched.iter().any(|watched| watched.canonical == at) {
            return;
        }
        let record = file
            .as_ref()
            .filter(|file| self.sound.contains(*file))
            .and_then(|file| self.provenance.get(file));
        let record = record.cloned();
        // Validators belong to one address.
        let same = record.as_ref().filter(|record| record.address() == Some(at.as_str()));
        let known = same.map(|record| Validators {
            etag: record.etag().map(str::to_owned),
            last_modified: record.last_modified().map(str::to_owned),
        });
        self.handled.extend(file.clone());
        self.survey.watched.push(Watched {
            file,
            id,
            canonical: at.clone(),
            ask: Ask {
                at,
                or,
                mirrors: Vec::new(),
                known: known.unwrap_or_default(),
                headers: headers.clone(),
            },
            record,
        });
    }

    fn file_of(&self, id: &str) -> Option<String> {
        let mut of_id = self.provenance.iter().filter(|(_, record)| only_id(record) == Some(id));
        of_id.next().map(|(file, _)| file.to_owned())
    }

    fn file_at(&self, at: &Url) -> Option<String> {
        let mut recorded = self
            .provenance
            .iter()
            .filter(|(_, record)| record.address() == Some(at.as_str()));
        recorded.next().map(|(file, _)| file.to_owned())
    }
}

/// Returns the indexes of the mirrors.
fn mirrors(source: &Tracked) -> io::Result<Vec<Url>> {
    let mirrors = source.mirrors().iter();
    let indexes = mirrors.map(|mirror| match address::parse(mirror).map_err(usage)? {
        Target::Index(at) => Ok(at),
        _ => Err(usage(format!(
            "`mirrors` contains {mirror}, which is not the address of a site"
        ))),
    });
    indexes.collect()
}

/// Returns the address of a page of the site at a mirror.
fn at_mirror(mirror: &Url, page: &Url) -> Url {
    let mut at = mirror.clone();
    at.set_path(page.path());
    at.set_query(page.query());
    at
}

/// Returns the endpoint id of a page, if it has one.
fn only_id(record: &Record) -> Option<&str> {
    let mut ids = record.endpoints();
    ids.next().filter(|_| ids.next().is_none())
}
