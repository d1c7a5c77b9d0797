//! `apifox fetch`: brings pages from a published site, and takes them in.

pub(crate) mod wanted;

use std::io;
use std::path::{Path, PathBuf};

use apifox_build::{MANIFEST, Manifest, Provenance};
use clap::Args;

use self::wanted::Wish;
use crate::intake::{self, Arrival};
use crate::site::Failure;
use crate::site::address::shown;
use crate::site::client::{Ask, Client, Fetched, Manners};
use crate::site::secret::Named;
use crate::{Outcome, add, pages, print, refuse};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Fetch {
    /// Addresses, as they stand in a browser: of endpoints (`https://docs.example.com/42628037e0`), of a site or its index
    /// (`https://docs.example.com`), or of an OpenAPI document.
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// Of a site: the endpoints of this folder, and of those within it.
    #[arg(long, value_name = "NAME")]
    folder: Vec<String>,
    /// Of a site: every endpoint.
    #[arg(long, conflicts_with = "folder")]
    all: bool,
    /// Put the pages into this folder, instead of that of the manifest.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Fetch, say what would be done, and write nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    headers: Named,
    #[command(flatten)]
    manners: Manners,
}

const EXAMPLES: &str = "\
Nothing is written before everything is fetched and read. Proxies are read from HTTPS_PROXY, HTTP_PROXY and NO_PROXY; certificates are
those of the system.

Examples:
  apifox fetch https://docs.example.com/42628037e0
  apifox fetch https://docs.example.com --folder Balance
  apifox fetch https://docs.example.com --all --into my-pages
  apifox fetch https://docs.example.com/42628037e0 --header Authorization=DOCS_TOKEN

Exit codes:
  0  the pages are in the folder
  1  something that came was refused, and nothing was written
  2  the command line or an address is wrong, or the site did not respond";

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
        let wish = Wish {
            addresses: &self.addresses,
            folders: &self.folder,
            all: self.all,
            headers: &self.headers,
            sources: manifest.sources(),
        };
        match arrivals(&wish, &Client::new(&self.manners))? {
            Ok(arrivals) => self.take_in(arrivals, &manifest),
            Err(failures) => failed(failures),
        }
    }

    fn take_in(&self, arrivals: Vec<Arrival>, manifest: &Manifest) -> io::Result<Outcome> {
        let (new, origins, refusals) = intake::pages(arrivals);
        for (arrival, unread) in &refusals {
            unread.print()?;
            refuse([format!("{} gives no page that can be taken in", shown(&arrival.at))])?;
        }
        if !refusals.is_empty() {
            return refuse(["nothing is taken in".to_owned()]);
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
            print(&add::outlook(manifest))?;
        }
        Ok(Outcome::Well)
    }
}

/// All that is asked for, or why it is not here.
pub(crate) fn arrivals(wish: &Wish<'_>, client: &Client) -> io::Result<Result<Vec<Arrival>, Vec<Failure>>> {
    let wanted = match wish.wanted(client)? {
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
                "the site says `unchanged` to who has nothing".to_owned(),
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

/// A folder of pages that is nobody's crate, such as that of `WOOSHPAY_SPEC_DIR`.
fn into(folder: &Path) -> io::Result<Manifest> {
    let (parent, name) = match (folder.parent(), folder.file_name()) {
        (Some(parent), Some(name)) => (parent, name.to_string_lossy().into_owned()),
        _ => (folder, ".".to_owned()),
    };
    let text = serde_json::json!({"pages": name}).to_string();
    Manifest::from_bytes(parent.join(MANIFEST), text.as_bytes())
        .map_err(|_| usage(format!("{} is no folder", folder.display())))
}

pub(crate) fn usage(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

/// Reports why nothing is done: exit code 1 if something was refused, 2 if a page could not be downloaded.
pub(crate) fn failed(failures: impl IntoIterator<Item = Failure>) -> io::Result<Outcome> {
    let (refused, others): (Vec<Failure>, Vec<Failure>) = failures
        .into_iter()
        .partition(|failure| matches!(failure, Failure::Refused(_)));
    let messages: Vec<String> = others.iter().map(|failure| failure.message().to_owned()).collect();
    if !refused.is_empty() {
        refuse(refused.iter().map(|failure| failure.message().to_owned()))?;
    }
    if messages.is_empty() {
        return refuse(["nothing is taken in".to_owned()]);
    }
    Err(io::Error::other(messages.join("\n") + "\nnothing is taken in"))
}
