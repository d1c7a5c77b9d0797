//! `apifox fetch`: downloads pages from a published site, and adds them to the folder of pages.

pub(crate) mod wanted;

use std::io;
use std::path::{Path, PathBuf};

use apifox_build::{MANIFEST, Manifest};
use clap::Args;

use self::wanted::Selection;
use crate::intake::{self, Arrival};
use crate::provenance::Provenance;
use crate::site::Failure;
use crate::site::address::shown;
use crate::site::client::{Ask, Client, Fetched, Limits};
use crate::site::secret::Named;
use crate::{Outcome, add, pages, print, refuse};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Fetch {
    /// Addresses as a browser shows them: of endpoints (`https://docs.example.com/42628037e0`), of
    /// a site or its index (`https://docs.example.com`), or of an OpenAPI document.
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// Fetches the endpoints of this folder of a site, and of its subfolders.
    #[arg(long, value_name = "NAME")]
    folder: Vec<String>,
    /// Fetches every endpoint of a site.
    #[arg(long, conflicts_with = "folder")]
    all: bool,
    /// Adds the pages to this folder instead of the manifest's.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Fetches, shows what would be done, and writes nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    headers: Named,
    #[command(flatten)]
    limits: Limits,
}

const EXAMPLES: &str = "\
Nothing is written until all pages are downloaded and parsed. Proxies are read from HTTPS_PROXY, HTTP_PROXY and NO_PROXY; the system's
certificates are used.

Examples:
  apifox fetch https://docs.example.com/42628037e0
  apifox fetch https://docs.example.com --folder Balance
  apifox fetch https://docs.example.com --all --into my-pages
  apifox fetch https://docs.example.com/42628037e0 --header Authorization=DOCS_TOKEN

Exit codes:
  0  the pages are in the folder
  1  a page was refused, and nothing was written
  2  the command line or an address is invalid, or the site did not respond";

impl Fetch {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let writes = (!self.dry_run).then_some("fetch");
        let (manifest, _lock) = match &self.into {
            Some(folder) => {
                let manifest = into(folder)?;
                let lock = writes
                    .map(|command| pages::locked(manifest.pages(), command))
                    .transpose()?;
                (manifest, lock)
            }
            None => pages::manifest_for(manifest, writes)?,
        };
        let selection = Selection {
            addresses: &self.addresses,
            folders: &self.folder,
            all: self.all,
            headers: &self.headers,
            sources: manifest.sources(),
        };
        match arrivals(&selection, &Client::new(&self.limits))? {
            Ok(arrivals) => self.take_in(arrivals, &manifest),
            Err(failures) => failed(failures),
        }
    }

    fn take_in(&self, arrivals: Vec<Arrival>, manifest: &Manifest) -> io::Result<Outcome> {
        let (new, origins, refusals) = intake::pages(arrivals);
        for (arrival, unread) in &refusals {
            unread.print()?;
            refuse([format!("{} is not a page that can be added", shown(&arrival.at))])?;
        }
        if !refusals.is_empty() {
            return refuse(["no page was added".to_owned()]);
        }
        let steps = match intake::plan(new, manifest)? {
            Ok(steps) => steps,
            Err(reasons) => return refuse(reasons),
        };
        let known = Provenance::read(manifest.pages())?;
        let rendered: String = steps
            .iter()
            .map(|step| step.rendered(manifest.pages(), self.dry_run, known.get(&step.target).is_some()))
            .collect();
        if !self.dry_run {
            std::fs::create_dir_all(manifest.pages())?;
            intake::transaction(&steps, &origins, manifest)?.commit(manifest.pages())?;
        }
        print(&rendered)?;
        if !self.dry_run && self.into.is_none() {
            print(&add::next_step(manifest))?;
        }
        Ok(Outcome::Success)
    }
}

/// Fetches everything, or returns the failures.
pub(crate) fn arrivals(selection: &Selection<'_>, client: &Client) -> io::Result<Result<Vec<Arrival>, Vec<Failure>>> {
    let wanted = match selection.wanted(client)? {
        Ok(wanted) => wanted,
        Err(failure) => return Ok(Err(vec![failure])),
    };
    let asks: Vec<Ask> = wanted.iter().map(|(ask, _)| ask.clone()).collect();
    let (mut arrivals, mut failures) = (Vec::new(), Vec::new());
    for (result, (_, id)) in client.all(&asks).into_iter().zip(wanted) {
        match result {
            Ok(Fetched::Page { at, bytes, validators }) => arrivals.push(Arrival {
                at,
                id,
                bytes,
                validators,
            }),
            Ok(Fetched::Unchanged) => failures.push(Failure::Network(
                "the site responded 304 Not Modified to an unconditional request".to_owned(),
            )),
            Err(Failure::Gone(rendered)) => failures.push(Failure::Gone(rendered + ": look for the page on the site")),
            Err(failure) => failures.push(failure),
        }
    }
    Ok(if failures.is_empty() {
        Ok(arrivals)
    } else {
        Err(failures)
    })
}

/// Returns a manifest for a folder of pages that has none, such as that of `WOOSHPAY_SPEC_DIR`.
fn into(folder: &Path) -> io::Result<Manifest> {
    let (parent, name) = match (folder.parent(), folder.file_name()) {
        (Some(parent), Some(name)) => (parent, name.to_string_lossy().into_owned()),
        _ => (folder, ".".to_owned()),
    };
    let text = serde_json::json!({"pages": name}).to_string();
    Manifest::from_bytes(parent.join(MANIFEST), text.as_bytes())
        .map_err(|_| usage(format!("{} is not a folder", folder.display())))
}

pub(crate) fn usage(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

/// Reports failures: exit code 1 if something was refused, 2 if a page could not be downloaded.
pub(crate) fn failed(failures: impl IntoIterator<Item = Failure>) -> io::Result<Outcome> {
    let (refused, others): (Vec<Failure>, Vec<Failure>) = failures
        .into_iter()
        .partition(|failure| matches!(failure, Failure::Refused(_)));
    let messages: Vec<String> = others.iter().map(|failure| failure.message().to_owned()).collect();
    if !refused.is_empty() {
        refuse(refused.iter().map(|failure| failure.message().to_owned()))?;
    }
    if messages.is_empty() {
        return refuse(["no page was added".to_owned()]);
    }
    Err(io::Error::other(messages.join("\n") + "\nno page was added"))
}
