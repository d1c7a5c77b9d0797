//! `apifox diff`: what changes of the pages mean for users of the client.

use std::io;
use std::path::{Path, PathBuf};

use apifox_build::{OnRefusal, Report};
use apifox_diff::{Change, Class, Diff};
use clap::Args;

use crate::{Outcome, findings, pages, print, refuse};

pub(crate) mod decided;
pub(crate) mod package;
mod refused;
pub(crate) mod render;
pub(crate) mod sides;
pub(crate) mod version;

use decided::{Applied, Decided};
use sides::Side;

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct Compare {
    /// The old version: a folder, a file, a Git revision, or a file or folder of one (REV:PATH).
    /// Default: the last release (a tag such as v0.1.0 or app-v0.1.0), else the first commit that
    /// has the pages.
    old: Option<String>,
    /// The new version. Default: the pages of the manifest as they are now.
    new: Option<String>,
    /// The output format.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Exits with 1 if there is a change of this class or a worse one.
    #[arg(long, value_enum, value_name = "CLASS")]
    fail_on: Option<FailOn>,
    /// Exits with 1 if the version in Cargo.toml is lower than the changes since the release
    /// require; with 2 if there is no release, or no Cargo.toml that has the version.
    #[arg(long)]
    check_version: bool,
    /// Compares although operations are refused: refused operations are compared on the wire only,
    /// and reported on standard error.
    #[arg(long)]
    skip_refused: bool,
    /// Shows only changes of operations whose path has this prefix, and the Rust changes that
    /// follow from them; the required version still depends on all changes.
    #[arg(long, value_name = "PREFIX")]
    path: Vec<String>,
    /// Shows only changes of this resource of the client; the required version still depends on all
    /// changes.
    #[arg(long, value_name = "NAME")]
    resource: Vec<String>,
    /// The file of decisions about changes. Default: apifox-diff.yaml beside the manifest, if it
    /// exists.
    #[arg(long, value_name = "FILE")]
    decided: Option<PathBuf>,
}

const AFTER: &str = "\
The file of decisions (--decided):
  accept:                       # changes to ignore, by fingerprint
    0123456789ab: agreed with the vendor
  classes:                      # codes of changes that have another class here
    header-removed: {class: compatible, reason: nobody reads the headers}

Exit codes:
  0  compared, and neither --fail-on nor --check-version found anything
  1  --fail-on or --check-version found something, or the pages of one side are refused, so that nothing could be compared
  2  the command line is invalid, a file or revision could not be read, or --check-version found no release or no Cargo.toml";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Text, with advice about each change.
    Human,
    /// Markdown, for a pull request comment or release notes.
    Markdown,
    /// One JSON object: `old`, `new`, `class`, `counts`, `version`, `changes`, `accepted`; only
    /// `refused` if nothing could be compared.
    Json,
    /// Workflow commands of GitHub Actions: annotations of the changed pages.
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    Breaking,
    Risky,
}

/// A successful comparison.
#[derive(Debug)]
pub(crate) struct Compared {
    pub(crate) old: Side,
    pub(crate) new: Side,
    /// The changes to report.
    pub(crate) diff: Diff,
    /// The worst class of all changes that are not accepted, including those that a filter hides.
    class: Option<Class>,
    pub(crate) applied: Applied,
    pub(crate) decided: Decided,
}

impl Compared {
    pub(crate) fn class(&self) -> Option<Class> {
        self.class
    }
}

impl Compare {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let (mut old, mut new) = sides::both(self.old.as_deref(), self.new.as_deref(), manifest)?;
        // Two folders outside of any crate are unrelated to the decisions about the crate in this
        // folder.
        let is_own = old.package.is_some() || new.package.is_some();
        let beside = is_own.then(|| pages::manifest(manifest).ok()).flatten();
        let decided = Decided::read(
            self.decided.as_deref(),
            beside.as_ref().map(apifox_build::Manifest::path),
        )?;
        if self.skip_refused {
            for side in [&mut old, &mut new] {
                side.config = side.config.clone().on_refusal(OnRefusal::Skip);
            }
        }
        let names = (old.name.clone(), new.name.clone());
        let mut compared = match compare(old, new, decided) {
            Ok(compared) => compared,
            Err(reports) => return self.refused(&names, &reports),
        };
        findings::print(compared.diff.refused.iter())?;
        let asked = version::Asked::of(&compared);
        compared.diff.changes.retain(|change| self.is_asked_for(change));
        print(&match self.format {
            Format::Human => render::human(&compared, &asked),
            Format::Markdown => render::markdown(&compared, &asked),
            Format::Json => render::json(&compared, &asked),
            Format::Github => render::github(&compared, &asked),
        })?;
        let doubt = self.check_version.then(|| asked.doubt(&compared, self.old.is_some()));
        if let Some(doubt) = doubt.flatten() {
            return Err(io::Error::other(doubt));
        }
        let worst = compared.diff.class();
        let fails = match self.fail_on {
            Some(FailOn::Breaking) => worst >= Some(Class::Breaking),
            Some(FailOn::Risky) => worst >= Some(Class::Risky),
            None => false,
        };
        Ok(if fails || (self.check_version && asked.is_too_low()) {
            Outcome::Refused
        } else {
            Outcome::Success
        })
    }

    fn is_asked_for(&self, change: &Change) -> bool {
        let path = change.operation.as_ref().map(|(_, path)| path.as_str());
        let path = path.or(change.cause_path.as_deref()).unwrap_or_default();
        let is_below = |prefix: &String| path.starts_with(prefix.as_str());
        let is_of = |name: &String| change.resource.as_ref() == Some(name);
        (self.path.is_empty() || self.path.iter().any(is_below))
            && (self.resource.is_empty() || self.resource.iter().any(is_of))
    }

    fn refused(&self, names: &(String, String), reports: &(Report, Report)) -> io::Result<Outcome> {
        match self.format {
            Format::Human => {
                for report in [&reports.0, &reports.1] {
                    findings::print(findings::refused(report))?;
                }
            }
            Format::Markdown => print(&refused::markdown(names, reports))?,
            Format::Json => print(&refused::json(names, reports))?,
            Format::Github => print(&refused::github(reports))?,
        }
        refuse(["nothing was compared".to_owned()])
    }
}

/// Compares two sides. The listing of public items is reported under the name of its file.
pub(crate) fn compare(old: Side, new: Side, decided: Decided) -> Result<Compared, Box<(Report, Report)>> {
    let mut diff = apifox_diff::diff(&old.config, &new.config)?;
    for change in &mut diff.changes {
        for (place, side) in [(&mut change.old, &old), (&mut change.new, &new)] {
            if let (Some(place), Some(listing)) = (place, &side.listing)
                && place.page == apifox_diff::LISTING
            {
                place.page.clone_from(listing);
            }
        }
    }
    let applied = decided.apply(&mut diff);
    Ok(Compared {
        class: diff.class(),
        old,
        new,
        diff,
        applied,
        decided,
    })
}
