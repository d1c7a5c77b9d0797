//! `apifox add`: adds saved pages to the folder of pages.

use std::io;
use std::path::{Path, PathBuf};

use apifox_build::Manifest;
use clap::Args;

use crate::intake::{self, Origins};
use crate::plan::validated;
use crate::provenance::Provenance;
use crate::{Outcome, findings, pages, print, progress, refuse};

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Shows what would be done, and changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Saved pages (`.md`, `.yaml`, `.yml`, `.json`), and folders of them.
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<PathBuf>,
}

impl Add {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let (manifest, _lock) = pages::manifest_for(manifest, (!self.dry_run).then_some("add"))?;
        let folder = manifest.pages();
        let Some(new) = validated(&self.pages)? else {
            return refuse(["no page was added".to_owned()]);
        };
        let steps = match intake::plan(new, &manifest)? {
            Ok(steps) => steps,
            Err(reasons) => return refuse(reasons),
        };
        let known = Provenance::read(folder)?;
        let rendered: String = steps
            .iter()
            .map(|step| step.rendered(folder, self.dry_run, known.get(&step.target).is_some()))
            .collect();
        if !self.dry_run {
            intake::transaction(&steps, &Origins::new(), &manifest)?.commit(folder)?;
        }
        print(&rendered)?;
        if !self.dry_run {
            print(&next_step(&manifest))?;
        }
        Ok(Outcome::Success)
    }
}

/// Describes the next step for the user.
pub(crate) fn next_step(manifest: &Manifest) -> String {
    let report = progress::generate(manifest.config());
    match findings::refused(&report).count() {
        0 => "next: run `bless`, then review the changes\n".to_owned(),
        count => format!("next: run `check`, fix its errors ({count}) in an overlay, then run `bless`\n"),
    }
}
