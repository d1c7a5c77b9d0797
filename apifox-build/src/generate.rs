//! Entry points of a configuration: running the pipeline.

use std::path::Path;

use crate::config::Config;
use crate::manifest::Manifest;
use crate::report::Report;
use crate::{pipeline, write};

impl Config {
    /// Reads the manifest at `path`, usually `apifox.yaml`: see [`Manifest`].
    ///
    /// Its problems become findings of the run.
    pub fn from_manifest(path: impl AsRef<Path>) -> Self {
        let mut config = match Manifest::read(&path) {
            Ok(manifest) => manifest.into_build_config(),
            Err(faults) => Self { faults, ..Self::new() },
        };
        // For a path that does not exist, cargo would run the build script every time.
        if path.as_ref().exists() {
            config.watched.push(path.as_ref().to_owned());
        }
        config
    }

    /// Runs the pipeline without writing a file: the code, if there is any, is in the report.
    #[must_use = "the report holds the code or the findings"]
    pub fn generate(&self) -> Report {
        pipeline::run(self)
    }

    /// Runs the pipeline and writes the code to `path`, only if the file's content differs.
    ///
    /// In a build script, a relative path is inside `OUT_DIR`.
    #[must_use = "the report says whether anything was refused; `emit_cargo` shows it"]
    pub fn write(&self, path: impl AsRef<Path>) -> Report {
        let mut report = self.generate();
        let target = match std::env::var_os("OUT_DIR") {
            Some(out) => Path::new(&out).join(path.as_ref()),
            None => path.as_ref().to_owned(),
        };
        write::to_file(&target, &mut report);
        report
    }
}
