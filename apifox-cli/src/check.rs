//! `apifox check`.

use std::io::{self, Write as _};
use std::path::Path;

use apifox_build::Report;
use clap::Args;
use serde_json::{Value, json};

use crate::findings::{self, Format};
use crate::grouped::{self, Least};
use crate::pages::Pages;
use crate::{Outcome, print, progress};

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The output: findings on standard error with counts on standard output (human), or everything
    /// on standard output (json, github).
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Shows only findings of this severity or higher.
    #[arg(long, value_enum, default_value = "note")]
    severity: Least,
    /// Shows every finding with its source, page by page, instead of the first of each code, and
    /// also the hints that need no action.
    #[arg(long)]
    verbose: bool,
    #[command(flatten)]
    pages: Pages,
}

impl Check {
    pub(crate) fn run(&self, manifest: Option<&Path>) -> io::Result<Outcome> {
        let report = progress::generate(self.pages.config(manifest)?);
        match self.format {
            Format::Human => self.print(&report)?,
            Format::Json => print(&format!("{:#}\n", json(&report, self.severity)))?,
            Format::Github => {
                let text: String = self.severity.of(&report).into_iter().map(findings::github).collect();
                print(&(text + &findings::summary(&report)))?;
            }
        }
        Ok(if report.code().is_some() {
            Outcome::Success
        } else {
            Outcome::Refused
        })
    }

    fn print(&self, report: &Report) -> io::Result<()> {
        let rendered = self.severity.of(report);
        let hidden = if self.verbose {
            let all = report.findings().iter();
            findings::print(all.filter(|finding| self.severity.includes(finding)))?;
            0
        } else {
            let (text, hidden) = grouped::rendered(&rendered);
            anstream::stderr().write_all(text.as_bytes())?;
            hidden
        };
        let totals = grouped::totals(report, rendered.len(), hidden);
        print(&(findings::summary(report) + &totals))
    }
}

fn json(report: &Report, severity: Least) -> Value {
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
    let all = report.findings().iter();
    let findings = all.filter(|finding| severity.includes(finding)).map(findings::json);
    json!({
        "pages": report.pages(),
        "operations": operations.collect::<Vec<_>>(),
        "refused": routes(report.refused()),
        "left_out": routes(report.left_out()),
        "counts": counts.collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
    })
}
