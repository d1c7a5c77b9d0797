//! Prints findings for people, as JSON, and for GitHub.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use apifox_build::{Finding, Location, Report, Severity};
use serde_json::{Value, json};

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Text with the lines of the page, in colours on a terminal.
    Human,
    /// One JSON object: `findings`, `counts`, `pages`, `operations`, `refused`, `left_out`.
    Json,
    /// Workflow commands of GitHub Actions: annotations of the changed files.
    Github,
}

/// Escapes the characters of a page's string that would control a terminal.
pub(crate) fn visible(text: &str) -> String {
    let steers = |c: &char| c.is_control() && *c != '\n';
    text.chars().fold(String::new(), |mut text, c| {
        if steers(&c) {
            text.extend(c.escape_debug());
        } else {
            text.push(c);
        }
        text
    })
}

/// Renders a finding for a person.
pub(crate) fn human(finding: &Finding, coloured: bool) -> String {
    let severity = finding.severity.to_string();
    let level = match finding.severity {
        Severity::Refused => Level::ERROR,
        Severity::Lossy => Level::WARNING,
        Severity::Repaired => Level::INFO,
        _ => Level::NOTE,
    };
    let title = level
        .with_name(severity.as_str())
        .primary_title(finding.message.as_str())
        .id(finding.code);
    let mut lines = Vec::new();
    if let Some(place) = finding.location.as_ref().filter(|place| !place.pointer.is_empty()) {
        lines.push(Level::NOTE.with_name("at").message(visible(&place.pointer)));
    }
    if !finding.hint.is_empty() {
        lines.push(Level::HELP.with_name("hint").message(visible(&finding.hint)));
    }
    let group = match &finding.location {
        Some(place) => {
            let span = span(&place.excerpt, place.column_in_excerpt());
            let snippet = Snippet::source(place.excerpt.as_str())
                .line_start(place.line)
                .path(place.page.as_str())
                .annotation(AnnotationKind::Primary.span(span));
            title.element(snippet).elements(lines)
        }
        None => title.elements(lines),
    };
    let renderer = if coloured {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group]) + "\n"
}

/// Returns the byte range from the column to the end of the value there.
fn span(excerpt: &str, column: usize) -> std::ops::Range<usize> {
    let start = excerpt
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(excerpt.len(), |(at, _)| at);
    let end = excerpt.trim_end().len().max(start);
    start..end
}

/// Renders a finding for GitHub.
pub(crate) fn github(finding: &Finding) -> String {
    let word = match finding.severity {
        Severity::Refused => "error",
        Severity::Lossy => "warning",
        _ => "notice",
    };
    let hint = if finding.hint.is_empty() {
        String::new()
    } else {
        format!("\nhint: {}", finding.hint)
    };
    let message = format!("{}{hint}", finding.message);
    command(word, finding.location.as_ref(), finding.code, &message)
}

/// Renders a workflow command of GitHub Actions ("Workflow commands for GitHub Actions", Setting an
/// error message): `error`, `warning` or `notice`.
pub(crate) fn command(word: &str, place: Option<&Location>, title: &str, message: &str) -> String {
    let text = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |value: &str| text(value).replace(':', "%3A").replace(',', "%2C");
    let mut properties = Vec::new();
    if let Some(place) = place {
        properties.push(format!("file={}", property(&place.page)));
        properties.push(format!("line={}", place.line));
        properties.push(format!("col={}", place.column));
    }
    properties.push(format!("title={}", property(title)));
    format!("::{word} {}::{}\n", properties.join(","), text(message))
}

/// Renders a finding as JSON; lines and columns count from 1.
pub(crate) fn json(finding: &Finding) -> Value {
    let place = finding.location.as_ref().map(|place| {
        json!({
            "page": place.page,
            "line": place.line,
            "column": place.column,
            "pointer": place.pointer,
            "excerpt": place.excerpt,
        })
    });
    json!({
        "code": finding.code,
        "severity": finding.severity.to_string(),
        "message": finding.message,
        "hint": finding.hint,
        "location": place,
    })
}

/// Returns the findings because of which nothing is generated.
pub(crate) fn refused(report: &Report) -> impl Iterator<Item = &Finding> {
    let all = report.findings().iter();
    all.filter(|finding| finding.severity == Severity::Refused)
}

/// Returns the findings of one code.
pub(crate) fn of<'a>(report: &'a Report, code: &'a str) -> impl Iterator<Item = &'a Finding> {
    report.findings().iter().filter(move |finding| finding.code == code)
}

/// Counts the findings of each severity and code, the worst first.
pub(crate) fn counts(report: &Report) -> Vec<(Severity, &'static str, usize)> {
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for finding in report.findings() {
        *counts.entry((finding.severity, finding.code)).or_default() += 1;
    }
    let all = counts.into_iter().rev();
    all.map(|((severity, code), count)| (severity, code, count)).collect()
}

/// Renders a count and a noun, such as `1 page` or `2 pages`.
fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// Renders a line about the pages and operations, and the counts of findings below it.
pub(crate) fn summary(report: &Report) -> String {
    let left_out = match report.left_out().len() {
        0 => String::new(),
        count => format!(", {count} left out"),
    };
    let mut text = format!(
        "{}, {}, {} refused{left_out}\n",
        counted(report.pages().len(), "page"),
        counted(report.operations().len(), "operation"),
        report.refused().len()
    );
    for (severity, code, count) in counts(report) {
        let _ = writeln!(text, "{count:>5} {severity} {code}");
    }
    text
}

/// Prints findings to standard error.
pub(crate) fn print<'a>(findings: impl Iterator<Item = &'a Finding>) -> std::io::Result<()> {
    use std::io::Write as _;
    // The stream strips colours where they are not supported.
    let text = findings.fold(String::new(), |text, finding| text + &human(finding, true) + "\n");
    anstream::stderr().write_all(text.as_bytes())
}
