//! `apifox init`: turns a new crate into the client of an API.

mod dependency;
mod example;
mod templates;

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use apifox_build::{MANIFEST, Manifest, is_page};
use clap::Args;

use self::dependency::{Origin, Package};
use crate::fetch::wanted::Selection;
use crate::fetch::{self, usage};
use crate::intake::{self, Origins};
use crate::lock::Lock;
use crate::plan::{self, Page, Step};
use crate::site::address::{self, Target};
use crate::site::client::{Client, Limits};
use crate::site::secret::Named;
use crate::sync::state::{self, Files};
use crate::transaction::{self, Transaction};
use crate::{Outcome, bless, findings, print, refuse};

#[derive(Debug, Args)]
#[command(after_help = MORE)]
pub(crate) struct Init {
    /// Addresses as a browser shows them: of a site, to fetch all its endpoints, of single
    /// endpoints, or of an OpenAPI document. Or saved pages (`.md`, `.yaml`, `.yml`, `.json`) and
    /// folders of them.
    #[arg(required = true, value_name = "ADDRESS|PAGE")]
    named: Vec<String>,
    /// Fetches only the endpoints of this folder of a site, and of its subfolders.
    #[arg(long, value_name = "NAME")]
    folder: Vec<String>,
    /// A checkout of the repository of `apifox-client`, `apifox-sandbox` and `apifox-build`, to
    /// depend on instead of the published crates.
    #[arg(long, value_name = "DIR", conflicts_with = "git")]
    path: Option<PathBuf>,
    /// The address of that repository, to depend on instead of the published crates.
    #[arg(long, value_name = "URL")]
    git: Option<String>,
    /// Fetches, shows what would be written, and writes nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    headers: Named,
    #[command(flatten)]
    limits: Limits,
}

const MORE: &str = "\
Run it in the folder that `cargo new NAME` creates. It writes, all at once:
  Cargo.toml                    the dependencies
  apifox.yaml                   what is generated, and which site is tracked
  build.rs, src/lib.rs          the client, generated at each build
  src/main.rs                   a first call, in a sandbox: no key, no network (examples/first.rs if src/main.rs is your own)
  spec/                         the pages, byte for byte, their origins, and the published names
  src/generated/                a copy of the generated code and the list of its public items, for review
  CHANGELOG.md                  where `apifox bless` records what the pages changed
  .ci/track, .github/workflows/track.yml
                                a daily pull request with the vendor's changes
Your own files are never overwritten. A page that the generator refuses is left out and reported.

Example:
  cargo new my-client && cd my-client
  apifox init https://docs.example.com
  cargo run

Exit codes:
  0  the crate is written
  1  pages were refused: the crate is written without them, or not at all if no page is left
  2  the command line or an address is invalid, or the site did not respond; nothing was written";

/// A file of the new crate.
struct New {
    path: &'static str,
    text: String,
    /// Existing contents that may be overwritten: those that `cargo new` writes.
    over: &'static [&'static str],
    /// Whether an existing file is kept, instead of being a conflict.
    may_stay: bool,
}

const HELLO: &str = "fn main() {\n    println!(\"Hello, world!\");\n}\n";
const ADD: &str = "pub fn add(left: u64, right: u64) -> u64 {\n    left + right\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    \
                   fn it_works() {\n        let result = add(2, 2);\n        assert_eq!(result, 4);\n    }\n}\n";

impl Init {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        if manifest.is_some() {
            return Err(usage(format!(
                "`init` writes {MANIFEST} to this folder: omit --manifest"
            )));
        }
        let spec = Path::new("spec");
        if self.dry_run {
            transaction::settled(spec)?;
        }
        let _lock = (!self.dry_run).then(|| Lock::take(spec, "init")).transpose()?;
        let is_half_done = transaction::is_half_done(spec);
        if !self.dry_run {
            transaction::recover(spec)?;
        }
        if is_half_done {
            print("completed the work of a killed run\n")?;
            return Ok(Outcome::Success);
        }
        let package = package()?;
        let origin = Origin::named(self.path.as_deref(), self.git.as_deref()).map_err(usage)?;
        let library = package.library.clone();
        if let Some(reasons) = conflicts(&files(&library, &origin, "")) {
            return refuse(reasons.into_iter().chain(["nothing was written".to_owned()]));
        }
        let text = templates::manifest(&library, &self.sources()?);
        let manifest = Manifest::from_bytes(MANIFEST, text.as_bytes())
            .map_err(|faults| usage(faults.iter().map(|fault| findings::human(fault, false)).collect()))?;
        let (pages, origins, mut refused) = match self.pages()? {
            Ok(found) => found,
            Err(outcome) => return outcome,
        };
        let steps = match intake::plan(pages, &manifest)? {
            Ok(steps) => steps,
            Err(reasons) => return refuse(reasons),
        };
        let mut rows = Vec::new();
        let (steps, report) = state::accepted(steps, &Files::new(), &manifest, &origins, &mut rows);
        for row in &rows {
            findings::print(row.findings.iter())?;
            refuse([format!("{} was left out", row.address)])?;
            refused += 1;
        }
        let generated = report
            .as_ref()
            .and_then(|report| Some((report.code()?, report.names_lock()?)));
        let Some((code, lock)) = generated else {
            return refuse(["no page is left: nothing was written".to_owned()]);
        };
        let made = Made {
            manifest,
            steps,
            origins,
        };
        let rendered = self.write(package, &origin, &made, (code, lock), text)?;
        print(&rendered)?;
        Ok(if refused > 0 {
            Outcome::Refused
        } else {
            Outcome::Success
        })
    }

    #[expect(clippy::too_many_arguments, reason = "five beside `self`")]
    fn write(
        &self,
        package: Package,
        origin: &Origin,
        made: &Made,
        (code, lock): (&str, String),
        manifest: String,
    ) -> io::Result<String> {
        let mut transaction = intake::transaction(&made.steps, &made.origins, &made.manifest)?;
        let mut surface = String::new();
        for (path, text, is_listing) in bless::files(&made.manifest, code, lock)? {
            if is_listing {
                surface.clone_from(&text);
            }
            transaction.write(path, text.into_bytes());
        }
        let program = example::program(&package.library, &surface, &made.steps);
        let is_own_main = std::fs::read_to_string("src/main.rs").is_ok_and(|text| !is_over(&text, &[HELLO, ""]));
        let mut kept = Vec::new();
        for new in files(&package.library, origin, &program) {
            if new.may_stay && std::fs::read_to_string(new.path).is_ok_and(|text| !is_over(&text, new.over)) {
                kept.push(new.path);
            } else {
                transaction.write(new.path.into(), new.text.into_bytes());
            }
        }
        if is_own_main {
            transaction.write(format!("examples/{}.rs", example::EXAMPLE).into(), program.into_bytes());
        }
        transaction.write("Cargo.toml".into(), package.with_dependencies(origin).into_bytes());
        transaction.write(MANIFEST.into(), manifest.into_bytes());
        let rendered = self.rendered(&transaction, made, &kept, is_own_main);
        if !self.dry_run {
            std::fs::create_dir_all(made.manifest.pages())?;
            transaction.commit(made.manifest.pages())?;
        }
        Ok(rendered)
    }

    fn rendered(&self, transaction: &Transaction, made: &Made, kept: &[&str], is_own_main: bool) -> String {
        let word = if self.dry_run { "would write" } else { "wrote" };
        let mut rendered: String = made
            .steps
            .iter()
            .map(|step| step.rendered(made.manifest.pages(), self.dry_run, false))
            .collect();
        for path in transaction
            .written()
            .filter(|path| !path.starts_with(made.manifest.pages()))
        {
            let _ = writeln!(rendered, "{word} {}", crate::pages::slashes(path));
        }
        for path in kept {
            let _ = writeln!(rendered, "kept {path}, which is yours");
        }
        let run = if is_own_main {
            "cargo run --example first"
        } else {
            "cargo run"
        };
        rendered + "next: `" + run + "`; then `git add` and commit what was written\n"
    }

    /// Renders `sources` of the manifest for the given addresses.
    fn sources(&self) -> io::Result<String> {
        if self.are_files()? {
            return Ok(String::new());
        }
        let mut addresses = Vec::new();
        for text in &self.named {
            match address::parse(text).map_err(usage)? {
                Target::Index(at) => addresses.push((at.as_str().trim_end_matches("/llms.txt").to_owned(), true)),
                Target::Endpoint { at, .. } | Target::Document(at) => addresses.push((at.to_string(), false)),
            }
        }
        addresses.dedup();
        Ok(templates::sources(&addresses, &self.folder, &self.headers.pairs()?))
    }

    /// Whether the arguments are saved pages rather than addresses.
    fn are_files(&self) -> io::Result<bool> {
        let is_file =
            |named: &&String| !named.contains("://") && (Path::new(named).exists() || is_written_as_path(named));
        let files = self.named.iter().filter(is_file).count();
        if files > 0 && files < self.named.len() {
            return Err(usage(
                "give either addresses or saved pages: add the others later with `apifox fetch` or `apifox add`"
                    .to_owned(),
            ));
        }
        Ok(files > 0)
    }

    /// Reads or fetches the pages; otherwise returns the outcome of the command.
    fn pages(&self) -> io::Result<Result<Found, io::Result<Outcome>>> {
        if self.are_files()? {
            let paths: Vec<PathBuf> = self.named.iter().map(PathBuf::from).collect();
            return Ok(match plan::validated(&paths)? {
                Some(pages) => Ok((pages, Origins::new(), 0)),
                None => Err(refuse(["nothing was written".to_owned()])),
            });
        }
        let selection = Selection {
            addresses: &self.named,
            folders: &self.folder,
            all: self.folder.is_empty() && self.has_site(),
            headers: &self.headers,
            sources: &[],
        };
        let arrivals = match fetch::arrivals(&selection, &Client::new(&self.limits))? {
            Ok(arrivals) => arrivals,
            Err(failures) => return Ok(Err(fetch::failed(failures))),
        };
        let (pages, origins, refusals) = intake::pages(arrivals);
        for (arrival, unread) in &refusals {
            unread.print()?;
            refuse([format!("{} was left out", address::shown(&arrival.at))])?;
        }
        Ok(Ok((pages, origins, refusals.len())))
    }

    fn has_site(&self) -> bool {
        let targets = self.named.iter().filter_map(|text| address::parse(text).ok());
        targets.into_iter().any(|target| matches!(target, Target::Index(_)))
    }
}

/// Pages, their origins, and how many other pages were refused.
type Found = (Vec<Page>, Origins, usize);

/// The generated output of the pages.
struct Made {
    manifest: Manifest,
    steps: Vec<Step>,
    origins: Origins,
}

/// Whether an argument is a path rather than an address, even if nothing exists there: `./page.md`,
/// `pages/page.md`, `page.md`.
fn is_written_as_path(named: &str) -> bool {
    let is_host = named
        .split('/')
        .next()
        .is_some_and(|first| first.contains('.') && named.contains('/'));
    named.starts_with(['.', '/', '~']) || (!is_host && is_page(Path::new(named)))
}

fn package() -> io::Result<Package> {
    let text = match std::fs::read_to_string("Cargo.toml") {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(usage(
                "there is no Cargo.toml in this folder: run `cargo new NAME`, then this command in the new folder"
                    .to_owned(),
            ));
        }
        Err(error) => return Err(io::Error::new(error.kind(), format!("Cargo.toml: {error}"))),
    };
    Package::read(&text).map_err(usage)
}

/// Returns the files of the crate, except for the pages and the generated files.
fn files(library: &str, origin: &Origin, program: &str) -> Vec<New> {
    let new = |path, text, over, may_stay| New {
        path,
        text,
        over,
        may_stay,
    };
    vec![
        new("build.rs", templates::build_script(library), &[""], false),
        new("src/lib.rs", templates::library(library), &[ADD, ""], false),
        new("src/main.rs", program.to_owned(), &[HELLO, ""], true),
        new("CHANGELOG.md", templates::CHANGE_LOG.to_owned(), &[""], true),
        new(".ci/track", templates::track().to_owned(), &[""], true),
        new(".github/workflows/track.yml", templates::workflow(origin), &[""], true),
    ]
}

fn is_over(text: &str, over: &[&str]) -> bool {
    over.iter()
        .any(|known| known.trim() == text.replace("\r\n", "\n").trim())
}

/// Returns a message for each existing file that belongs to the user and would be overwritten.
fn conflicts(files: &[New]) -> Option<Vec<String>> {
    let mut conflicts = Vec::new();
    if Path::new(MANIFEST).exists() {
        conflicts.push(format!(
            "{MANIFEST} already exists: add more pages with `apifox fetch` or `apifox add`"
        ));
    }
    for new in files.iter().filter(|new| !new.may_stay) {
        if std::fs::read_to_string(new.path).is_ok_and(|text| !is_over(&text, new.over)) {
            conflicts.push(format!(
                "{} already exists, and `cargo new` did not write it: run `init` in a new crate, or move the file",
                new.path
            ));
        }
    }
    let is_empty = std::fs::read_dir("spec").map_or(true, |mut entries| entries.next().is_none());
    if !is_empty {
        conflicts.push("spec already contains files: move them elsewhere, and give them as arguments".to_owned());
    }
    (!conflicts.is_empty()).then_some(conflicts)
}
