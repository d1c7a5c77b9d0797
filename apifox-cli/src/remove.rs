//! `apifox remove`: removes pages from the folder of pages.

use std::io;
use std::path::Path;

use clap::Args;

use crate::pages::slashes;
use crate::provenance::Provenance;
use crate::transaction::Transaction;
use crate::{Outcome, add, pages, print, refuse};

#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Shows what would be done, and changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Files of the folder of pages (`get-balance.md`, or with the folder), or endpoint ids
    /// (`42628037`).
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<String>,
}

impl Remove {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let (manifest, _lock) = pages::manifest_for(manifest, (!self.dry_run).then_some("remove"))?;
        let folder = manifest.pages();
        let mut provenance = Provenance::read(folder)?;
        let known = pages::vendored(folder)?;
        let (mut found, mut refusals) = (Vec::new(), Vec::new());
        for named in &self.pages {
            let named = slashes(Path::new(named));
            let within = named
                .strip_prefix(&format!("{}/", slashes(folder)))
                .unwrap_or(&named)
                .to_owned();
            let of_id: Vec<String> = provenance
                .iter()
                .filter(|(_, record)| record.endpoints().any(|id| id == named))
                .map(|(file, _)| file.to_owned())
                .collect();
            match of_id.as_slice() {
                _ if known.contains_key(&within) || provenance.get(&within).is_some() => found.push(within),
                [file] => found.push(file.clone()),
                _ => refusals.push(format!(
                    "{named} is not a page of {}: give the name of a file in that folder, or its endpoint id",
                    slashes(folder)
                )),
            }
        }
        if !refusals.is_empty() {
            return refuse(refusals.into_iter().chain(["nothing was removed".to_owned()]));
        }
        found.sort();
        found.dedup();
        let mut transaction = Transaction::default();
        let word = if self.dry_run { "would remove" } else { "removed" };
        let mut rendered = String::new();
        for file in found {
            rendered = rendered + word + " " + &slashes(&folder.join(&file)) + "\n";
            provenance.remove(&file);
            transaction.remove(folder.join(file));
        }
        if !self.dry_run {
            transaction.record(&provenance);
            transaction.commit(folder)?;
        }
        print(&rendered)?;
        if !self.dry_run && !pages::vendored(folder)?.is_empty() {
            print(&add::next_step(&manifest))?;
        }
        Ok(Outcome::Success)
    }
}
