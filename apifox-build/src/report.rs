//! What a run did: inputs, code or findings, and how cargo is told.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::finding::{Finding, Severity};
use crate::stage::Stage;

/// The outcome of one run. It never prints by itself; see [`Report::emit_cargo`].
#[derive(Debug, Default)]
#[must_use = "the report says whether anything was refused"]
pub struct Report {
    pub(crate) watched: Vec<PathBuf>,
    pub(crate) variables: Vec<String>,
    pub(crate) pages: Vec<String>,
    /// SHA-256 of each page, if they are to be named.
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

/// An operation that was generated, and what it is called in Rust.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Operation {
    /// Path as the page has it, such as `/v1/balance`.
    pub path: String,
    /// Method in upper case.
    pub method: String,
    /// Path template that is sent: the same, but for blanks, doubled braces and the like.
    pub template: String,
    /// Id, such as `get_balance`.
    pub id: String,
    /// Resource and method of the client, such as `balance` and `get`.
    pub call: (String, String),
    /// Rust type of the request body, as written in the generated file: `types::CreatePayout`.
    pub body: Option<String>,
    /// Status, as documented, and Rust type of each response that has a JSON body.
    pub responses: Vec<(String, String)>,
    /// Apifox's endpoint id, where the page names it.
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

    /// All findings, by page and line. Only those of [`Severity::Refused`] keep code from being generated.
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

    /// Names of the pages and overlays that were read, sorted.
    #[must_use]
    pub fn pages(&self) -> &[String] {
        &self.pages
    }

    /// The operations that were generated, by path and method.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The merged document that overlays speak of, overlays applied: OpenAPI 3.0 as JSON text, without any extension.
    ///
    /// `None` if no page could be read.
    #[must_use]
    pub fn document(&self) -> Option<String> {
        self.document.clone()
    }

    /// Method and path of every operation that was refused, sorted; a finding says why.
    #[must_use]
    pub fn refused(&self) -> &[(String, String)] {
        &self.refused
    }

    /// Method and path of every operation that [`Config::only`](crate::Config::only) leaves out, sorted. Each documented operation is
    /// among these, or among [`Report::operations`], or among [`Report::refused`].
    #[must_use]
    pub fn left_out(&self) -> &[(String, String)] {
        &self.left_out
    }

    /// What the stage made that [`Config::until`](crate::Config::until) asked for: YAML, or Rust. `None` if the run ended before it.
    #[must_use]
    pub fn shown(&self) -> Option<&str> {
        self.shown.as_deref()
    }

    /// The text of a `names.lock` that keeps every name of this run as it is, and every name that was locked already.
    ///
    /// `None` if no code was generated.
    #[must_use]
    pub fn names_lock(&self) -> Option<String> {
        self.lock.clone()
    }

    /// How long each stage took, in the order of the pipeline. Two runs never take the same time: nothing else depends on this.
    #[must_use]
    pub fn timings(&self) -> &[(Stage, Duration)] {
        &self.timings
    }

    /// Tells cargo what to watch, warns of what was lost, and fails the build with every refusal.
    ///
    /// Call it last in `build.rs`: it prints directives on standard output. Each line of a finding becomes a directive of its
    /// own, since cargo shows only the first line of each.
    pub fn emit_cargo(&self) {
        print!("{}", self.cargo_directives());
    }

    /// What [`Report::emit_cargo`] prints.
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
