//! Which pages a command is about.

use std::io;
use std::path::{Path, PathBuf};

use apifox_build::{Config, MANIFEST, Manifest, OnRefusal};
use clap::Args;

use crate::findings;

#[derive(Debug, Args)]
pub(crate) struct Pages {
    /// Leave out what is refused, and go on with the rest.
    #[arg(long)]
    pub(crate) skip_refused: bool,
    /// Pages, overlays, and folders of them; without any, those of the manifest.
    #[arg(value_name = "PAGE")]
    pub(crate) pages: Vec<PathBuf>,
}

impl Pages {
    pub(crate) fn config(&self, manifest: Option<&Path>) -> io::Result<Config> {
        let config = if self.pages.is_empty() {
            self::manifest(manifest)?.config()
        } else {
            exist(&self.pages)?;
            let start = manifest.map_or_else(|| Ok(Config::new()), |path| read(path).map(|found| found.config()))?;
            self.pages.iter().fold(start, Config::pages)
        };
        Ok(if self.skip_refused {
            config.on_refusal(OnRefusal::Skip)
        } else {
            config
        })
    }
}

/// A path that is not there is a fault of the command line, not of a page.
pub(crate) fn exist(paths: &[PathBuf]) -> io::Result<()> {
    for path in paths {
        std::fs::metadata(path)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    }
    Ok(())
}

/// The manifest that was named, or that of the nearest folder.
pub(crate) fn manifest(named: Option<&Path>) -> io::Result<Manifest> {
    if let Some(path) = named {
        return read(path);
    }
    let here = std::env::current_dir()?;
    if Path::new(MANIFEST).exists() {
        return read(Path::new(MANIFEST));
    }
    let found = here
        .ancestors()
        .map(|folder| folder.join(MANIFEST))
        .find(|path| path.exists());
    found.map_or_else(
        || {
            let hint = format!("no page is named, and there is no {MANIFEST} in this folder or above it; see --help");
            Err(io::Error::new(io::ErrorKind::NotFound, hint))
        },
        |path| read(&path),
    )
}

fn read(path: &Path) -> io::Result<Manifest> {
    Manifest::read(path).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(|fault| findings::human(fault, false)).collect();
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("the manifest is not sound\n{}", told.join("\n")),
        )
    })
}
