//! `apifox check`.

use std::io;
use std::path::Path;

use apifox_build::Report;
use clap::Args;
use serde_json::{Value, json};

use crate::findings::{self, Format};
use crate::pages::Pages;
use crate::{Outcome, print, progress};

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Findings on standard error with counts on standard output, or all of it on standard output for a program or for GitHub.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    #[command(flatten)]
    pages: Pages,
}

impl Check {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let report = progress::generate(self.pages.config(manifest)?);
        match self.format {
            Format::Human => {
                findings::tell(report.findings().iter())?;
                print(&findings::summary(&report))?;
            }
            Format::Json => print(&format!("{:#}\n", json(&report)))?,
            Format::Github => {
                let text: String = report.findings().iter().map(findings::github).collect();
                print(&(text + &findings::summary(&report)))?;
            }
        }
        Ok(if report.code().is_some() {
            Outcome::Well
        } else {
            Outcome::Refused
        })
    }
}

fn json(report: &Report) -> Value {
    let counts = findings::counts(report).into_iter();
    let counts =
        counts.map(|(severity, code, count)| json!({"severity": severity.to_string(), "code": code, "count": count}));
    let operations = report.operations().iter();
    let operations =
        operations.map(|operation| json!({"method": operation.method, "path": operation.path, "id": operation.id}));
    let routes = |all: &[(String, String)]| -> Vec<Value> {
        let all = all.iter();
        all.map(|(method, path)| json!({"method": method, "path": path}))
            .collect()
    };
    json!({
        "pages": report.pages(),
        "operations": operations.collect::<Vec<_>>(),
        "refused": routes(report.refused()),
        "left_out": routes(report.left_out()),
        "counts": counts.collect::<Vec<_>>(),
        "findings": report.findings().iter().map(findings::json).collect::<Vec<_>>(),
    })
}
