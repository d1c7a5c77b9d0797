//! `apifox show`.

use std::io::{self, Write as _};
use std::path::Path;

use apifox_build::{Config, Stage};

use crate::pages::Pages;
use crate::{Outcome, findings, print, progress};

pub(crate) fn run(stage: &str, pages: &Pages, manifest: Option<&Path>) -> io::Result<Outcome> {
    let stage = Stage::ALL.into_iter().find(|known| known.name() == stage);
    let config = stage.into_iter().fold(pages.config(manifest)?, Config::until);
    let report = progress::generate(config);
    findings::print(findings::refused(&report))?;
    if !report.left_out().is_empty() {
        // On standard error, since standard output holds the output of the stage.
        writeln!(anstream::stderr(), "left out {} operations", report.left_out().len())?;
    }
    if let Some(text) = report.shown() {
        print(text)?;
    }
    let is_success = report.shown().is_some() && (pages.skip_refused || !report.is_refused());
    Ok(if is_success { Outcome::Success } else { Outcome::Refused })
}
