//! The result of a run: inputs, code or findings, and the output for cargo.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::finding::{Finding, Severity};
use crate::stage::Stage;

/// The result of one run. It never prints on its own; see [`Report::emit_cargo`].
#[derive(Debug, Default)]
#[must_use = "the report says whether anything was refused"]
pub struct Report {
    pub(crate) watched: Vec<PathBuf>,
    pub(crate) variables: Vec<String>,
    pub(crate) pages: Vec<String>,
    /// The SHA-256 of each page, if the generated file lists them.
    pub(crate) sums: Vec<String>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) document: Option<String>,
    pub(crate) refused: Vec<(String, String)>,
    pub(crate) left_out: Vec<(String, String)>,
    pub(crate) code: Option<String>,
    pub(crate) shown: Option<String>,
    pub(crate) lock: Option<String>,
    pub(crate) timings: Vec<(Stage, Duration)>,
}

/// A generated operation and its Rust names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Operation {
    /// The path as documented, such as `/v1/balance`.
    pub path: String,
    /// The method in upper case.
    pub method: String,
    /// The path template that is sent: the path without blanks, doubled braces and the like.
    pub template: String,
    /// The id, such as `get_balance`.
    pub id: String,
    /// The resource and method of the client, such as `balance` and `get`.
    pub call: (String, String),
    /// The Rust type of the request body, as written in the generated file: `types::CreatePayout`.
    pub body: Option<String>,
    /// The documented status and the Rust type of each response that has a JSON body.
    pub responses: Vec<(String, String)>,
    /// Apifox's endpoint id, if the page has one.
    pub endpoint: Option<String>,
    /// Whether the operation is only described (`x-described`): no page of the vendor documents it.
    pub is_described: bool,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {}().{}() {}",
            self.method, self.path, self.call.0, self.call.1, self.id
        )
    }
}

impl Report {
    /// The generated code; `None` if anything was refused.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// All findings, by page and line. Only those of [`Severity::Refused`] prevent the generation
    /// of code.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether anything was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Refused)
    }

    /// The names of the pages and overlays that were read, sorted.
    #[must_use]
    pub fn pages(&self) -> &[String] {
        &self.pages
    }

    /// The generated operations, by path and method.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The merged document that overlays modify, with overlays applied: OpenAPI 3.0 as JSON,
    /// without extensions.
    ///
    /// `None` if no page could be read.
    #[must_use]
    pub fn document(&self) -> Option<String> {
        self.document.clone()
    }

    /// The method and path of every refused operation, sorted; findings give the reasons.
    #[must_use]
    pub fn refused(&self) -> &[(String, String)] {
        &self.refused
    }

    /// The method and path of every operation that [`Config::only`](crate::Config::only) leaves
    /// out, sorted. Each documented operation is among these, or among [`Report::operations`], or
    /// among [`Report::refused`].
    #[must_use]
    pub fn left_out(&self) -> &[(String, String)] {
        &self.left_out
    }

    /// The result of the stage in [`Config::until`](crate::Config::until), as YAML or Rust. `None`
    /// if the run ended before it.
    #[must_use]
    pub fn shown(&self) -> Option<&str> {
        self.shown.as_deref()
    }

    /// The content of a `names.lock` that keeps every name of this run, and every name that was
    /// already locked.
    ///
    /// `None` if no code was generated.
    #[must_use]
    pub fn names_lock(&self) -> Option<String> {
        self.lock.clone()
    }

    /// The duration of each stage, in the order of the pipeline. It differs between runs; nothing
    /// else depends on it.
    #[must_use]
    pub fn timings(&self) -> &[(Stage, Duration)] {
        &self.timings
    }

    /// Reports to cargo which files to watch, warns about losses, and fails the build for every
    /// refusal.
    ///
    /// Call it last in `build.rs`: it prints directives to standard output. Each line of a finding
    /// becomes a separate directive, since cargo shows only the first line of each.
    pub fn emit_cargo(&self) {
        print!("{}", self.cargo_directives());
    }

    /// The output of [`Report::emit_cargo`].
    #[must_use]
    pub fn cargo_directives(&self) -> String {
        let mut text = String::new();
        for path in &self.watched {
            push_line(&mut text, "rerun-if-changed", &path.display().to_string());
        }
        for variable in &self.variables {
            push_line(&mut text, "rerun-if-env-changed", variable);
        }
        for finding in &self.findings {
            let directive = match finding.severity {
                Severity::Refused if self.code.is_none() => "error",
                Severity::Refused | Severity::Lossy => "warning",
                Severity::Repaired | Severity::Note => continue,
            };
            for line in finding.to_string().lines() {
                push_line(&mut text, directive, line);
            }
        }
        text
    }
}

fn push_line(text: &mut String, directive: &str, value: &str) {
    text.push_str("cargo::");
    text.push_str(directive);
    text.push('=');
    text.push_str(value);
    text.push('\n');
}
