//! `apifox sync`: detects the vendor's changes, and adds them.

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
use crate::site::client::{Client, Fetched, Limits};
use crate::{Outcome, fetch, pages, print};

#[derive(Debug, Args)]
#[command(after_help = MORE)]
pub(crate) struct Sync {
    /// Checks and reports, and writes nothing.
    #[arg(long)]
    check: bool,
    /// The output format.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    #[command(flatten)]
    limits: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line per page, and the changes for users.
    Human,
    /// One JSON object: `pages`, `counts`, `diff`, `renewed`, `written`.
    Json,
    /// The body of a pull request, in Markdown.
    Markdown,
}

const MORE: &str = "\
`sources` in apifox.yaml lists what is tracked (`apifox init` writes it); pages that `fetch` added are tracked in any case:

  sources:
    - site: https://docs.example.com       # its index is /llms.txt
      track: [Balance, 42628037]           # folders and endpoint ids, or `all`; default: the pages in the folder
      ignore: [Legacy]                     # folders and endpoint ids
      headers: {Authorization: DOCS_TOKEN} # header: the environment variable that holds its value
      mirrors: [https://docs.example.net]  # used if the site does not respond; they get no headers
    - page: https://api.example.com/openapi.json

Each page is one of:
  unchanged  the site says so (ETag, Last-Modified), or sends the same bytes
  changed    its bytes differ
  renamed    its bytes differ, and its title or folder
  moved      the same endpoint id has another address
  new        tracked, but not in the folder yet
  gone       404 or 410: the file is kept until `apifox remove PAGE`
  untracked  on the site, and neither in `track` nor in `ignore`
  refused    not a page, or refused by the generator: its findings are reported, and the existing file is kept

Changed pages are written to the folder, and the names, the snapshot and CHANGELOG.md are updated as by `bless`. Files are replaced
atomically: a killed run changes nothing, or the next one completes it. One page is requested at a time, and only if it changed;
`Retry-After` is obeyed. Proxies are read from HTTPS_PROXY, HTTP_PROXY and NO_PROXY; the system's certificates are used.

Examples:
  apifox sync --check                    reports what changed, and what it means for users
  apifox sync                            applies the changes: review them with `git diff`, then commit
  apifox sync --format markdown >body.md applies the changes, and writes the text of a pull request

Exit codes:
  0  nothing to do: all tracked pages are unchanged
  1  a page was refused; the other changes are applied
  2  the command line or apifox.yaml is invalid, or a site did not respond; nothing was written
  3  something changed; it was applied, or would be without --check";

impl Sync {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let (manifest, _lock) = pages::manifest_for(manifest, (!self.check).then_some("sync"))?;
        let client = Client::new(&self.limits);
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
        Outcome::Success
    }
}

/// Sorts the results of the requests: rows that are final, pages to plan, and failures.
fn sorted(watched: &[Watched], results: Vec<Result<Fetched, Failure>>) -> (Vec<Row>, Vec<Arrival>, Vec<Failure>) {
    let (mut rows, mut arrivals, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for (watched, result) in watched.iter().zip(results) {
        match result.map(|fetched| watched.without_validators_of_a_mirror(fetched)) {
            Ok(Fetched::Unchanged) if watched.file.is_some() => rows.push(Row::of(watched, Kind::Unchanged)),
            Ok(Fetched::Unchanged) => failures.push(Failure::Network(format!(
                "{} responded 304 Not Modified to an unconditional request",
                watched.canonical
            ))),
            Ok(Fetched::Page { bytes, validators, .. }) if watched.is_as_recorded(&bytes, &validators) => {
                rows.push(Row::of(watched, Kind::Unchanged));
            }
            // Recorded with the address of the site, even if a mirror sent it.
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

/// Returns the configuration for the given content of the folder of pages.
fn config_of(manifest: &Manifest, files: &state::Files) -> apifox_build::Config {
    manifest.config_of(files.iter().map(|(name, bytes)| (name.clone(), bytes.clone())))
}
