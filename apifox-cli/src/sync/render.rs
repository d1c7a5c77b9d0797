//! Renders a run: for people, as JSON, and as the body of a pull request.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::outcome::{Kind, Row};
use super::state::Done;
use crate::diff::render::{self, code, sentence};
use crate::findings::{self, visible};

fn count(done: &Done, kind: Kind) -> usize {
    done.rows.iter().filter(|row| row.kind == kind).count()
}

/// Counts the rows of each kind that occurs.
fn counts(done: &Done) -> String {
    let counts = Kind::ALL.map(|kind| (count(done, kind), kind.name()));
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    counts.join(", ")
}

/// Returns the next step for a page, if any.
fn to_do(row: &Row) -> Option<String> {
    let id = row.id.as_deref().unwrap_or("ID");
    match row.kind {
        Kind::Gone => Some(format!("apifox remove {}", row.name())),
        Kind::Untracked => Some(format!("add {id} to `track` or `ignore` of its source in apifox.yaml")),
        Kind::Refused if row.file.is_some() => Some("the existing page is kept".to_owned()),
        _ => None,
    }
}

pub(crate) fn human(done: &Done, check: bool) -> String {
    let mut text = String::new();
    for row in done.rows.iter().filter(|row| row.kind != Kind::Unchanged) {
        let _ = write!(text, "{:<9} {}", row.kind.name(), row.name());
        if let Some(id) = &row.id {
            let _ = write!(text, " ({id})");
        }
        if !row.note.is_empty() {
            let _ = write!(text, ": {}", row.note.replace('\n', " "));
        }
        text.push('\n');
        if let Some(to_do) = to_do(row) {
            let _ = writeln!(text, "          to do: {to_do}");
        }
        for finding in &row.findings {
            text += &findings::human(finding, false);
        }
    }
    let _ = writeln!(text, "{}", counts(done));
    if let (Some(compared), Some(asked)) = (&done.compared, &done.asked) {
        let _ = write!(text, "\n{}", render::human(compared, asked));
    }
    for file in &done.renewed {
        let _ = writeln!(text, "{} {file}", if check { "would update" } else { "updated" });
    }
    visible(&text)
}

pub(crate) fn markdown(done: &Done, check: bool) -> String {
    let mut text = String::from("# The vendor's pages changed\n\n");
    if done
        .rows
        .iter()
        .all(|row| matches!(row.kind, Kind::Unchanged | Kind::Untracked))
    {
        text = String::from("# The vendor's pages are unchanged\n\n");
    }
    let _ = writeln!(text, "{}.", counts(done));
    if let Some(asked) = &done.asked {
        let _ = writeln!(text, "\n**Version:** {}.", asked.rendered());
    }
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Unchanged) {
        let rows: Vec<&Row> = done.rows.iter().filter(|row| row.kind == kind).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n## {}\n", heading(kind));
        for row in rows {
            let _ = write!(text, "- {}", code(row.name()));
            if !row.note.is_empty() {
                let _ = write!(text, ": {}", sentence(&row.note));
            }
            if let Some(to_do) = to_do(row) {
                let _ = write!(text, " (to do: {})", sentence(&to_do));
            }
            text.push('\n');
            for finding in &row.findings {
                let place = finding
                    .location
                    .as_ref()
                    .map(|place| format!("{}:{}: ", place.page, place.line));
                let place = place
                    .map(|place| code(place.trim_end_matches(": ")) + ": ")
                    .unwrap_or_default();
                let hint = match finding.hint.trim_end_matches('.') {
                    "" => String::new(),
                    hint if hint.ends_with('?') => format!(" Hint: {}", sentence(hint)),
                    hint => format!(" Hint: {}.", sentence(hint)),
                };
                let _ = writeln!(
                    text,
                    "  - {place}{} ({}).{hint}",
                    sentence(&finding.message),
                    code(finding.code)
                );
            }
        }
    }
    if let (Some(compared), Some(asked)) = (&done.compared, &done.asked) {
        let _ = write!(text, "\n{}", render::markdown(compared, asked));
    }
    if !done.renewed.is_empty() {
        let word = if check { "Would update" } else { "Updated" };
        let files: Vec<String> = done.renewed.iter().map(|file| code(file)).collect();
        let _ = writeln!(text, "\n{word}: {}.", files.join(", "));
    }
    text
}

fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Refused => "Refused pages",
        Kind::Gone => "Pages that are gone",
        Kind::Changed => "Changed pages",
        Kind::Renamed => "Renamed pages",
        Kind::Moved => "Moved pages",
        Kind::New => "New pages",
        Kind::Untracked => "On the site, but not tracked",
        Kind::Unchanged => "Unchanged pages",
    }
}

pub(crate) fn json(done: &Done, check: bool) -> String {
    let rows: Vec<Value> = done
        .rows
        .iter()
        .map(|row| {
            json!({
                "kind": row.kind.name(),
                "file": row.file,
                "id": row.id,
                "address": row.address,
                "note": row.note,
                "to_do": to_do(row),
                "findings": row.findings.iter().map(findings::json).collect::<Vec<_>>(),
            })
        })
        .collect();
    let counts: serde_json::Map<String, Value> = Kind::ALL
        .into_iter()
        .map(|kind| (kind.name().to_owned(), json!(count(done, kind))))
        .collect();
    let diff = done.compared.as_ref().zip(done.asked.as_ref());
    let diff: Option<Value> =
        diff.and_then(|(compared, asked)| serde_json::from_str(&render::json(compared, asked)).ok());
    let all = json!({
        "pages": rows,
        "counts": counts,
        "diff": diff,
        "renewed": done.renewed,
        "written": !check && !done.transaction.is_empty(),
    });
    format!("{all:#}\n")
}
