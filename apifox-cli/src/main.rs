//! `apifox`: takes Apifox pages in, says what is wrong with them, shows what becomes of them, and renews what is committed of it.

mod add;
mod bless;
mod census;
mod changelog;
mod check;
mod diff;
mod documents;
mod explain;
mod fetch;
mod findings;
mod git;
mod grouped;
mod init;
mod intake;
mod lock;
mod pages;
mod plan;
mod progress;
mod remove;
mod show;
mod site;
mod sync;
mod transaction;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use apifox_build::Stage;
use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

/// Takes Apifox pages in, says what is wrong with them, and renews what is generated from them.
///
/// Where no PAGE is named, the manifest `apifox.yaml` of this folder, or of the nearest one above it, says which pages are meant and
/// how their code is generated, as for the build script.
#[derive(Debug, Parser)]
#[command(name = "apifox", version, after_help = EXIT_CODES)]
struct Command {
    /// The manifest to go by, instead of the one that is found.
    #[arg(long, global = true, value_name = "FILE")]
    manifest: Option<PathBuf>,
    #[command(subcommand)]
    action: Action,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  something was refused, or, with `bless --check`, something would change, or `diff` found what it was to fail on
  2  the command line is wrong, a file could not be read or written, or a site did not respond
  3  `sync` found that something changed";

#[derive(Debug, Subcommand)]
enum Action {
    /// Takes saved pages into the folder of pages, byte for byte, and records where they came from.
    Add(add::Add),
    /// Makes the crate that `cargo new` makes the client of an API: pages, build script, a first program, and the daily check.
    Init(init::Init),
    /// Brings pages from a published site of Apifox or Apidog, and takes them in as `add` does.
    Fetch(fetch::Fetch),
    /// Notices what the vendor changed: asks the sites for every tracked page, takes in what changed, and renews what is generated.
    Sync(sync::Sync),
    /// Takes pages out of the folder of pages, with their records.
    Remove(remove::Remove),
    /// Says what is wrong with pages, the worst first: the first findings of each code on standard error, how many there are on
    /// standard output.
    Check(check::Check),
    /// Explains the code of a finding, with an example, or of a change; without a code, lists all codes.
    Explain {
        /// Such as `dangling-ref`, or `property-became-required`.
        code: Option<String>,
        /// List the codes of changes instead of those of findings.
        #[arg(long)]
        changes: bool,
    },
    /// Says what changed between two states of the pages, on the wire and in Rust, how bad it is, and which version it asks for.
    Diff(diff::Compare),
    /// Shows what a stage of the generator made of pages.
    Show {
        /// YAML up to `check`, Rust from `types` on.
        #[arg(long, value_parser = PossibleValuesParser::new(Stage::ALL.map(Stage::name)))]
        stage: String,
        #[command(flatten)]
        pages: pages::Pages,
    },
    /// Counts what pages contain: extensions, habits of the editor, kinds of operations and schemas.
    Census {
        #[command(flatten)]
        pages: pages::Pages,
    },
    /// Renews what is committed: the snapshot of the generated code, the list of its public items, the published names, and what
    /// CHANGELOG.md says of the pages since the last release; prints the version that they require.
    Bless(bless::Bless),
}

/// How a command ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Well,
    Refused,
    /// Only of `sync`: the vendor changed something.
    Changed,
}

fn main() -> ExitCode {
    let command = Command::parse();
    match run(&command.action, command.manifest.as_deref()) {
        Ok(Outcome::Well) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::FAILURE,
        Ok(Outcome::Changed) => ExitCode::from(3),
        // Who reads only the first lines has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "apifox: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(action: &Action, manifest: Option<&std::path::Path>) -> io::Result<Outcome> {
    match action {
        Action::Add(add) => add.run(manifest),
        Action::Init(init) => init.run(manifest),
        Action::Fetch(fetch) => fetch.run(manifest),
        Action::Sync(sync) => sync.run(manifest),
        Action::Remove(remove) => remove.run(manifest),
        Action::Check(check) => check.run(manifest),
        Action::Explain { code, changes } => explain::run(code.as_deref(), *changes),
        Action::Diff(diff) => diff.run(manifest),
        Action::Show { stage, pages } => show::run(stage, pages, manifest),
        Action::Census { pages } => census::run(pages, manifest),
        Action::Bless(bless) => bless.run(manifest),
    }
}

/// Says why nothing is done, on standard error: where no page is at fault, so that there is no finding.
fn refuse(reasons: impl IntoIterator<Item = String>) -> io::Result<Outcome> {
    let text = reasons
        .into_iter()
        .fold(String::new(), |text, line| text + "refused: " + &line + "\n");
    anstream::stderr().write_all(findings::visible(&text).as_bytes())?;
    Ok(Outcome::Refused)
}

/// Writes to standard output.
fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()
}
