//! `apifox diff`: what a change of pages means for who uses the client.

use std::io;
use std::path::Path;

use apifox_build::Report;
use apifox_build::diff::{self, Class, Diff};
use clap::Args;

use crate::{Outcome, findings, print, refuse};

pub(crate) mod sides;
pub(crate) mod told;
pub(crate) mod version;

use sides::Side;

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Compare {
    /// What was: a folder, a file, or a revision of git; without it, the last release (a tag such as v0.1.0), else the first commit
    /// that has the pages.
    old: Option<String>,
    /// What is; without it, the pages of the manifest as they are.
    new: Option<String>,
    /// For whom it is told.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Exit with 1 if there is a change of this class, or a worse one.
    #[arg(long, value_enum, value_name = "CLASS")]
    fail_on: Option<FailOn>,
    /// Exit with 1 if the version in Cargo.toml is lower than what the changes since the release ask for.
    #[arg(long)]
    check_version: bool,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  compared, and nothing of what --fail-on and --check-version look for
  1  there is; or the pages of one side are refused, so that there is nothing to compare
  2  the command line is wrong, or a file or revision could not be read";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// With what to do about each change.
    Human,
    /// For a comment on a change, or a release note.
    Markdown,
    /// One JSON object: `old`, `new`, `class`, `counts`, `version`, `changes`.
    Json,
    /// Workflow commands of GitHub Actions: annotations of the changed pages.
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    Breaking,
    Risky,
}

/// A comparison that could be made.
#[derive(Debug)]
pub(crate) struct Compared {
    pub(crate) old: Side,
    pub(crate) new: Side,
    pub(crate) diff: Diff,
}

impl Compare {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let (old, new) = sides::both(self.old.as_deref(), self.new.as_deref(), manifest)?;
        let compared = match compare(old, new) {
            Ok(compared) => compared,
            Err(reports) => return refused(&reports),
        };
        let asked = version::Asked::of(&compared, manifest);
        print(&match self.format {
            Format::Human => told::human(&compared, &asked),
            Format::Markdown => told::markdown(&compared, &asked),
            Format::Json => told::json(&compared, &asked),
            Format::Github => told::github(&compared, &asked),
        })?;
        let worst = compared.diff.class();
        let fails = match self.fail_on {
            Some(FailOn::Breaking) => worst >= Some(Class::Breaking),
            Some(FailOn::Risky) => worst >= Some(Class::Risky),
            None => false,
        };
        Ok(if fails || (self.check_version && asked.is_too_low()) {
            Outcome::Refused
        } else {
            Outcome::Well
        })
    }
}

/// Compares two sides; the listing of public items gets the name of its file.
pub(crate) fn compare(old: Side, new: Side) -> Result<Compared, Box<(Report, Report)>> {
    let mut diff = diff::diff(&old.config, &new.config)?;
    for change in &mut diff.changes {
        for (place, side) in [(&mut change.old, &old), (&mut change.new, &new)] {
            if let (Some(place), Some(listing)) = (place, &side.listing)
                && place.page == diff::LISTING
            {
                place.page.clone_from(listing);
            }
        }
    }
    Ok(Compared { old, new, diff })
}

fn refused(reports: &(Report, Report)) -> io::Result<Outcome> {
    for report in [&reports.0, &reports.1] {
        findings::tell(findings::refused(report))?;
    }
    refuse(["nothing is compared".to_owned()])
}
