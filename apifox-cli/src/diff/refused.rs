//! The report if the pages of one side are refused and nothing can be compared.

use std::fmt::Write as _;

use apifox_build::Report;
use serde_json::{Value, json};

use super::render::{capped, code, sentence};
use crate::findings;

pub(super) fn json(names: &(String, String), (old, new): &(Report, Report)) -> String {
    let refused = |report: &Report| findings::refused(report).map(findings::json).collect::<Vec<Value>>();
    let all = json!({
        "old": names.0,
        "new": names.1,
        "refused": {"old": refused(old), "new": refused(new)},
    });
    format!("{all:#}\n")
}

/// Annotates only what is refused now: the pages of the old side may no longer exist as files.
pub(super) fn github((old, new): &(Report, Report)) -> String {
    let mut lines: Vec<String> = findings::refused(new).map(findings::github).collect();
    lines.extend(findings::refused(old).map(|finding| {
        let message = format!("the old version is refused: {finding}");
        findings::command("error", None, finding.code, &message)
    }));
    capped(String::new(), &lines, "refused: nothing was compared\n")
}

pub(super) fn markdown(names: &(String, String), (old, new): &(Report, Report)) -> String {
    let head = format!(
        "## {} → {}\n\nNothing was compared: pages are refused.\n\n",
        sentence(&names.0),
        sentence(&names.1)
    );
    let mut lines = Vec::new();
    for (side, report) in [(&names.0, old), (&names.1, new)] {
        for finding in findings::refused(report) {
            let place = finding.location.as_ref();
            let place = place.map(|place| format!("{}:{}:{}", place.page, place.line, place.column));
            let mut line = format!("- {}: {}", sentence(side), sentence(&finding.message));
            let _ = write!(line, " ({}", code(finding.code));
            if let Some(place) = place {
                let _ = write!(line, ", {}", code(&place));
            }
            lines.push(line + ")\n");
        }
    }
    capped(head, &lines, "")
}
