//! Findings for people: one group for each code, or for each construct of a family, the worst
//! first. Each group has the number of its findings, and the places of the first ones.

use std::fmt::Write as _;

use apifox_build::{Finding, Report, Severity};

use crate::findings::{human, visible};

/// How many findings of a group are shown with their source.
const SHOWN: usize = 3;

/// How many more places of a group are listed, if its findings make code missing or less accurate.
const NAMED: usize = 9;

/// The lowest severity to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Least {
    /// Only errors: what is refused.
    Error,
    /// Also warnings: what is lost.
    Warning,
    /// Everything.
    Note,
}

impl Least {
    /// Whether a finding has this severity or a higher one.
    pub(crate) fn includes(self, finding: &Finding) -> bool {
        let least = match self {
            Self::Error => Severity::Refused,
            Self::Warning => Severity::Lossy,
            Self::Note => Severity::Note,
        };
        finding.severity >= least
    }

    /// Returns the findings of a report that are shown, ordered by severity, then by page and line.
    pub(crate) fn of(self, report: &Report) -> Vec<&Finding> {
        let all = report.findings().iter();
        let mut findings: Vec<&Finding> = all.filter(|finding| self.includes(finding)).collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        findings
    }
}

/// Groups findings, which are sorted by severity, by code; within a severity, groups are ordered by
/// their first finding.
fn groups<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for &finding in findings {
        let is_of = |group: &&mut Vec<&Finding>| {
            let first = group[0];
            let is_same = (first.severity, first.code) == (finding.severity, finding.code);
            is_same && (matters(finding) || gist(first) == gist(finding))
        };
        match groups.iter_mut().find(is_of) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// Renders the groups, and counts the findings that are not shown. Errors and warnings are shown
/// with their source.
pub(crate) fn rendered(findings: &[&Finding]) -> (String, usize) {
    let mut text = String::new();
    let mut hidden = 0;
    for group in groups(findings) {
        let matters = matters(group[0]);
        text += &if matters { in_source(&group) } else { in_lines(&group) };
        hidden += group.len().saturating_sub(if matters { SHOWN + NAMED } else { SHOWN });
        text.push('\n');
    }
    (text, hidden)
}

/// Whether something is refused or lost.
fn matters(finding: &Finding) -> bool {
    finding.severity >= Severity::Lossy
}

/// Returns the first words of a hint, or of the message if there is no hint, without the names in
/// it. Findings of one construct have the same.
fn gist(finding: &Finding) -> Vec<&str> {
    const WORDS: usize = 4;
    let text = hint(finding).unwrap_or(&finding.message).split('`').step_by(2);
    let words = text.flat_map(str::split_whitespace);
    let plain = words.filter(|word| word.chars().all(char::is_alphabetic));
    plain.take(WORDS).collect()
}

/// A hint, unless it says that there is nothing to do.
fn hint(finding: &Finding) -> Option<&str> {
    let hint = finding.hint.as_str();
    (!hint.is_empty() && !hint.starts_with("nothing ")).then_some(hint)
}

/// Renders a finding with its source, with or without its hint.
fn shown(finding: &Finding, with_hint: bool) -> String {
    let mut shown = finding.clone();
    if !with_hint {
        shown.hint.clear();
    }
    human(&shown, true)
}

/// Whether all findings have the same message.
fn is_one(group: &[&Finding]) -> bool {
    group.iter().all(|finding| finding.message == group[0].message)
}

fn in_source(group: &[&Finding]) -> String {
    let mut text = String::new();
    let with_hint = group.iter().position(|finding| hint(finding).is_some());
    for (index, finding) in group.iter().take(SHOWN).enumerate() {
        text += &shown(finding, with_hint == Some(index));
    }
    let rest = group.get(SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        let first = group[0];
        let _ = writeln!(text, "{}[{}]: {} more", first.severity, first.code, rest.len());
        text += &places(rest, NAMED, is_one(group));
    }
    text
}

/// Lists places, one per line, with the message if it differs, and the number of the remaining
/// ones.
fn places(findings: &[&Finding], shown: usize, is_one: bool) -> String {
    let mut text = String::new();
    for finding in findings.iter().take(shown) {
        let place = finding.location.as_ref();
        let place = place.map(|place| format!("{}:{}:{}", place.page, place.line, place.column));
        let message = Some(finding.message.clone()).filter(|_| !is_one);
        let parts: Vec<String> = place.into_iter().chain(message).collect();
        if !parts.is_empty() {
            let _ = writeln!(text, "  --> {}", parts.join(": "));
        }
    }
    if let Some(more) = findings.len().checked_sub(shown).filter(|more| *more > 0) {
        let _ = writeln!(text, "  and {more} more");
    }
    visible(&text)
}

fn in_lines(group: &[&Finding]) -> String {
    let first = group[0];
    if group.len() == 1 {
        return shown(first, hint(first).is_some());
    }
    let is_one = is_one(group);
    let mut text = format!("{}[{}]: {} times", first.severity, first.code, group.len());
    if is_one {
        let _ = write!(text, ": {}", first.message);
    }
    text.push('\n');
    text += &places(group, SHOWN, is_one);
    if let Some(hint) = group.iter().find_map(|finding| hint(finding)) {
        let _ = writeln!(text, "  hint: {}", hint.replace('\n', "\n        "));
    }
    visible(&text)
}

/// Renders the last line: how many findings there are, and how to see the hidden ones.
pub(crate) fn totals(report: &Report, rendered: usize, hidden: usize) -> String {
    let all = report.findings();
    if all.is_empty() {
        return String::new();
    }
    let counts = [Severity::Refused, Severity::Lossy, Severity::Repaired, Severity::Note];
    let counts = counts.map(|severity| {
        (
            severity,
            all.iter().filter(|finding| finding.severity == severity).count(),
        )
    });
    let counts: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect();
    let word = if all.len() == 1 { "finding" } else { "findings" };
    let mut text = format!("{} {word}: {}", all.len(), counts.join(", "));
    if rendered < all.len() {
        let _ = write!(text, "; {} are below `--severity`", all.len() - rendered);
    }
    if hidden > 0 {
        let _ = write!(text, "; {hidden} are not shown: `--verbose` shows all");
    }
    text + "; `explain CODE` explains a code\n"
}
