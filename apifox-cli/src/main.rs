//! `apifox`: adds Apifox pages to a crate, checks and compares them, and updates the files
//! generated from them.

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
mod provenance;
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

/// Adds Apifox pages to a crate, checks them, and updates the code generated from them.
///
/// Without a PAGE, the pages and settings come from the manifest `apifox.yaml` in this folder or
/// the nearest parent folder, as in the build script.
#[derive(Debug, Parser)]
#[command(name = "apifox", version, after_help = EXIT_CODES)]
struct Command {
    /// Uses this manifest instead of the nearest one
    #[arg(long, global = true, value_name = "FILE")]
    manifest: Option<PathBuf>,
    #[command(subcommand)]
    action: Action,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  something was refused; with `bless --check`, a file is out of date; with `diff`, a change of the given class was found
  2  the command line is invalid, a file could not be read or written, or a site did not respond
  3  `sync` found a change";

#[derive(Debug, Subcommand)]
enum Action {
    /// Adds saved pages to the folder of pages, byte for byte, and records their origin.
    Add(add::Add),
    /// Turns a new crate into the client of an API: pages, build script, a first program, and a
    /// daily check.
    Init(init::Init),
    /// Downloads pages from a published Apifox or Apidog site, and adds them as `add` does.
    Fetch(fetch::Fetch),
    /// Downloads every tracked page again, adds what the vendor changed, and updates the generated
    /// files.
    Sync(sync::Sync),
    /// Removes pages from the folder of pages, with their records.
    Remove(remove::Remove),
    /// Checks pages: prints the first findings of each code to standard error, the worst first, and
    /// their number to standard output.
    Check(check::Check),
    /// Explains the code of a finding, with an example, or of a change; without a code, lists all
    /// codes.
    Explain {
        /// The code, such as `dangling-ref` or `property-became-required`
        code: Option<String>,
        /// Lists the codes of changes instead of those of findings
        #[arg(long)]
        changes: bool,
    },
    /// Compares two versions of the pages, on the wire and in Rust: classifies each change, and
    /// prints the version it requires.
    Diff(diff::Compare),
    /// Shows the output of a stage of the generator.
    Show {
        /// The stage; the output is YAML up to `check`, Rust from `types` on
        #[arg(long, value_parser = PossibleValuesParser::new(Stage::ALL.map(Stage::name)))]
        stage: String,
        #[command(flatten)]
        pages: pages::Pages,
    },
    /// Counts what pages contain: extensions, habits of the editor, types of operations and
    /// schemas.
    Census {
        #[command(flatten)]
        pages: pages::Pages,
    },
    /// Updates the committed files: the snapshot of the generated code, the list of its public
    /// items, the published names, and the pages' changes in CHANGELOG.md since the last release;
    /// prints the version that they require.
    Bless(bless::Bless),
}

/// The outcome of a command that completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Success,
    Refused,
    /// The vendor changed something; only `sync` returns this.
    Changed,
}

fn main() -> ExitCode {
    let command = Command::parse();
    match run(&command.action, command.manifest.as_deref()) {
        Ok(Outcome::Success) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::FAILURE,
        Ok(Outcome::Changed) => ExitCode::from(3),
        // The reader closed the pipe, such as `head`.
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

/// Reports on standard error why a command does nothing, if no page is at fault and there is no
/// finding.
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
