//! `apifox sync`: notices what the vendor changed, and takes it in.

mod outcome;
mod render;
pub(crate) mod state;
mod survey;

use std::io;
use std::path::Path;

use apifox_build::Manifest;
use clap::Args;

use self::outcome::{Kind, Row};
use self::survey::{Survey, Watched};
use crate::intake::{self, Arrival};
use crate::site::Failure;
use crate::site::client::{Client, Fetched, Manners};
use crate::{Outcome, fetch, pages, print};

#[derive(Debug, Args)]
#[command(after_help = MORE)]
pub(crate) struct Sync {
    /// Check and report, and write nothing.
    #[arg(long)]
    check: bool,
    /// For whom it is reported.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    #[command(flatten)]
    manners: Manners,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a page, and what changed for users.
    Human,
    /// One JSON object: `pages`, `counts`, `diff`, `renewed`, `written`.
    Json,
    /// The body of a pull request.
    Markdown,
}

const MORE: &str = "\
What is tracked stands below `sources` in apifox.yaml (`apifox init` writes it); pages that `fetch` brought are tracked without it:

  sources:
    - site: https://docs.example.com       # its index is /llms.txt
      track: [Balance, 42628037]           # folders and endpoint ids, or `all`; without it, the pages that are here already
      ignore: [Legacy]                     # folders and endpoint ids
      headers: {Authorization: DOCS_TOKEN} # header: the environment variable that holds its value
      mirrors: [https://docs.example.net]  # asked where the site does not respond; they get no headers
    - page: https://api.example.com/openapi.json

Each page is one of:
  unchanged  the site says so (ETag, Last-Modified), or its bytes are those that are here
  changed    other bytes
  renamed    other bytes, with another title or folder
  moved      the same endpoint id at another address
  new        tracked, and not here yet
  gone       404 or 410: it stays here until `apifox remove PAGE`
  untracked  on the site, and neither in `track` nor in `ignore`
  refused    it is no page, or the generator refuses it: it is reported with its findings, and the one that is here stays

What changed is taken in, and the names, the snapshot and CHANGELOG.md are renewed as `bless` does. All that is written is written as one:
a run that is killed changes nothing, or is finished by the next one. A site is asked for one page at a time, and for what changed only;
`Retry-After` is obeyed. Proxies are read from HTTPS_PROXY, HTTP_PROXY and NO_PROXY; certificates are those of the system.

Examples:
  apifox sync --check                    what changed, and what it means for users
  apifox sync                            takes it in: review it with `git diff`, then commit
  apifox sync --format markdown >body.md takes it in, for a pull request

Exit codes:
  0  nothing to do: every tracked page is as it is here
  1  a page is refused; the others are taken in
  2  the command line or apifox.yaml is wrong, or a site did not respond; nothing is written
  3  something changed; it is taken in, or would be without --check";

impl Sync {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let (manifest, _lock) = pages::manifest_for(manifest, (!self.check).then_some("sync"))?;
        let client = Client::new(&self.manners);
        let survey = match Survey::of(&manifest, &client)? {
            Ok(survey) => survey,
            Err(failure) => return fetch::failed([failure]),
        };
        let asks: Vec<_> = survey.watched.iter().map(|watched| watched.ask.clone()).collect();
        let (mut rows, arrivals, network) = sorted(&survey.watched, client.all(&asks));
        if !network.is_empty() {
            return fetch::failed(network);
        }
        rows.extend(survey.untracked.iter().map(Row::untracked));
        let (new, origins, refusals) = intake::pages(arrivals);
        rows.extend(refusals.into_iter().map(|(arrival, unread)| {
            let watched = survey.watched.iter().find(|watched| watched.canonical == arrival.at);
            Row::unread(watched, &arrival, unread)
        }));
        let done = state::settle(new, &origins, &manifest, rows)?;
        if !self.check {
            done.transaction.commit(manifest.pages())?;
        }
        let format = match self.format {
            Format::Human => render::human,
            Format::Json => render::json,
            Format::Markdown => render::markdown,
        };
        print(&format(&done, self.check))?;
        Ok(exit(&done.rows))
    }
}

fn exit(rows: &[Row]) -> Outcome {
    let has = |test: fn(&Kind) -> bool| rows.iter().any(|row| test(&row.kind));
    if has(|kind| *kind == Kind::Refused) {
        Outcome::Refused
    } else if has(|kind| !matches!(kind, Kind::Unchanged | Kind::Untracked)) {
        Outcome::Changed
    } else {
        Outcome::Well
    }
}

/// What came, as rows that are settled already, pages to be looked into, and what failed.
fn sorted(watched: &[Watched], results: Vec<Result<Fetched, Failure>>) -> (Vec<Row>, Vec<Arrival>, Vec<Failure>) {
    let (mut rows, mut arrivals, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for (watched, result) in watched.iter().zip(results) {
        match result.map(|fetched| watched.without_validators_of_a_mirror(fetched)) {
            Ok(Fetched::Unchanged) if watched.file.is_some() => rows.push(Row::of(watched, Kind::Unchanged)),
            Ok(Fetched::Unchanged) => failures.push(Failure::Network(format!(
                "{} says `unchanged` to who has nothing",
                watched.canonical
            ))),
            Ok(Fetched::Page { bytes, validators, .. }) if watched.is_as_recorded(&bytes, &validators) => {
                rows.push(Row::of(watched, Kind::Unchanged));
            }
            // Recorded with the address of the site, also where a mirror stood in.
            Ok(Fetched::Page { bytes, validators, .. }) => arrivals.push(Arrival {
                at: watched.canonical.clone(),
                id: watched.id.clone(),
                bytes,
                validators,
            }),
            Err(Failure::Gone(rendered)) => rows.push(Row {
                note: rendered,
                ..Row::of(watched, Kind::Gone)
            }),
            Err(Failure::Refused(rendered)) => rows.push(Row {
                note: rendered,
                ..Row::of(watched, Kind::Refused)
            }),
            Err(failure) => failures.push(failure),
        }
    }
    (rows, arrivals, failures)
}

/// The configuration of a folder of pages as it would be.
fn config_of(manifest: &Manifest, files: &state::Files) -> apifox_build::Config {
    manifest.config_of(files.iter().map(|(name, bytes)| (name.clone(), bytes.clone())))
}
