//! `apifox`: looks at Apifox pages as the generator sees them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use apifox_build::{Config, Finding, OnRefusal, Report, Severity, Stage};
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};

/// Looks at Apifox pages as the generator of Rust clients sees them.
#[derive(Debug, Parser)]
#[command(name = "apifox", version)]
struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Says what is wrong with pages: findings on standard error, how many of each kind on standard output.
    Check(Pages),
    /// Shows what a stage of the generator made of pages.
    Show {
        /// YAML up to `check`, Rust from `types` on.
        #[arg(long, value_parser = PossibleValuesParser::new(Stage::ALL.map(Stage::name)))]
        stage: String,
        #[command(flatten)]
        pages: Pages,
    },
}

#[derive(Debug, Args)]
struct Pages {
    /// Leave out what is refused, and go on with the rest.
    #[arg(long)]
    skip_refused: bool,
    /// Pages, overlays, and folders of them.
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<PathBuf>,
}

impl Pages {
    fn config(&self) -> Config {
        let choice = if self.skip_refused {
            OnRefusal::Skip
        } else {
            OnRefusal::Fail
        };
        self.pages.iter().fold(Config::new().on_refusal(choice), Config::pages)
    }
}

fn main() -> ExitCode {
    match run(&Command::parse().action) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // Who reads only the first lines has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "apifox: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all went well.
fn run(action: &Action) -> io::Result<bool> {
    match action {
        Action::Check(pages) => check(&pages.config().generate()),
        Action::Show { stage, pages } => {
            let stage = Stage::ALL.into_iter().find(|known| known.name() == stage.as_str());
            let config = stage.into_iter().fold(pages.config(), Config::until);
            show(&config.generate(), pages.skip_refused)
        }
    }
}

fn check(report: &Report) -> io::Result<bool> {
    tell(report.findings().iter())?;
    let mut text = format!(
        "{} pages, {} operations, {} refused\n",
        report.pages().len(),
        report.operations().len(),
        report.refused().len()
    );
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for finding in report.findings() {
        *counts.entry((finding.severity, finding.code)).or_default() += 1;
    }
    for ((severity, code), count) in counts.into_iter().rev() {
        let _ = writeln!(text, "{count:>5} {severity} {code}");
    }
    print(&text)?;
    Ok(report.code().is_some())
}

fn show(report: &Report, skip_refused: bool) -> io::Result<bool> {
    let refused = |finding: &&Finding| finding.severity == Severity::Refused;
    tell(report.findings().iter().filter(refused))?;
    if let Some(text) = report.shown() {
        print(text)?;
    }
    Ok(report.shown().is_some() && (skip_refused || !report.is_refused()))
}

fn tell<'a>(findings: impl Iterator<Item = &'a Finding>) -> io::Result<()> {
    let text = findings.fold(String::new(), |text, finding| text + &format!("{finding}\n\n"));
    io::stderr().write_all(text.as_bytes())
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
