//! What the pages changed since the last release, in `CHANGELOG.md`: a block that `bless` renews, under "Unreleased".

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use apifox_build::Manifest;
use apifox_build::diff::{Change, Class, Level};

use crate::diff::decided::Decided;
use crate::diff::render::{Seen, code, once, sentence};
use crate::diff::sides::Side;
use crate::diff::version::Asked;
use crate::diff::{compare, sides};

const BEGIN: &str = "<!-- From the pages: `bless` renews what stands up to the end of this block. -->";
const END: &str = "<!-- The end of what comes from the pages. -->";
const UNRELEASED: &str = "## Unreleased";

/// The file as it is to be, and what is to be said of it.
#[derive(Debug)]
pub(crate) struct Changelog {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// The version that is asked for, in a line; or why nothing is compared.
    pub(crate) version: String,
}

/// The change log beside the manifest, if there is one.
pub(crate) fn renewed(manifest: &Manifest) -> io::Result<Option<Changelog>> {
    renewed_with(manifest, sides::working_tree(manifest))
}

/// The same for pages that are not in the folder yet.
pub(crate) fn renewed_with(manifest: &Manifest, new: Side) -> io::Result<Option<Changelog>> {
    let path = manifest.path().with_file_name("CHANGELOG.md");
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&path)?;
    let log = |version: &str, text: String| {
        let version = version.to_owned();
        Ok(Some(Changelog { path, text, version }))
    };
    // Before the first release there is nobody to whom something changed.
    let Some(old) = sides::base(manifest)?.filter(|side| side.released.is_some()) else {
        return log("not compared: nothing is released (a tag such as v0.1.0)", text);
    };
    let decided = Decided::read(None, Some(manifest.path()))?;
    let Ok(compared) = compare(old, new, decided) else {
        return log(
            "not compared: the pages that were released are refused by this generator",
            text,
        );
    };
    let asked = Asked::of(&compared);
    let new = with_block(&text, &block(&compared.diff.changes, &asked));
    log(&asked.rendered(), new)
}

/// The lines of the block, the worst resource first; none if nothing changed.
fn block(changes: &[Change], asked: &Asked) -> String {
    let mut by_resource: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
    for change in changes.iter().filter(|change| is_told(change)) {
        by_resource.entry(heading(change)).or_default().push(change);
    }
    let mut groups: Vec<(String, Vec<Seen<'_>>)> = by_resource
        .into_iter()
        .map(|(heading, changes)| (heading, once(changes)))
        .collect();
    groups.sort_by_key(|(heading, all)| {
        let worst = all.iter().map(|seen| seen.change.class).max();
        (std::cmp::Reverse(worst), heading.clone())
    });
    let texts = changes.iter().filter(|change| change.class == Class::Docs).count();
    let mut text = String::new();
    for (heading, all) in groups {
        let _ = writeln!(text, "\n{heading}");
        for seen in all {
            let _ = writeln!(text, "- {}", line(&seen));
        }
    }
    if texts > 0 {
        let _ = writeln!(text, "\nTexts and examples: {texts} other than before.");
    }
    if !text.is_empty() {
        let _ = writeln!(text, "\nVersion: {}.", asked.asks());
    }
    text
}

/// Texts are counted; of the Rust API, what breaks is reported: the rest follows from the wire.
fn is_told(change: &Change) -> bool {
    match change.level {
        Level::Rust => change.class == Class::Breaking,
        Level::Wire => change.class > Class::Docs,
    }
}

fn heading(change: &Change) -> String {
    match (&change.resource, change.level, &change.operation) {
        (Some(resource), ..) => format!("`{resource}`"),
        (None, Level::Rust, _) => "Types".to_owned(),
        (None, _, None) => "Servers".to_owned(),
        (None, ..) => "Operations that are not generated".to_owned(),
    }
}

fn line(seen: &Seen<'_>) -> String {
    let change = seen.change;
    let class = match change.class {
        Class::Breaking => "**breaking**",
        class => class.name(),
    };
    let others = match seen.others {
        0 => String::new(),
        count => format!(" (and {count} more)"),
    };
    let advice = if change.class > Class::Compatible {
        format!(". {}", change.advice)
    } else {
        String::new()
    };
    format!(
        "{class}: {}: {}{others}{advice}",
        code(&change.subject()),
        sentence(&change.message)
    )
}

/// The text with this block, in the place of the one that is there, under the heading of what is not released yet.
fn with_block(text: &str, block: &str) -> String {
    let (before, section, after) = unreleased(text);
    let kept = match (section.find(BEGIN), section.find(END)) {
        (Some(begin), Some(end)) if begin < end => {
            let above = section[..begin].trim_end();
            let below = section[end + END.len()..].trim_start();
            let gap = if above.is_empty() || below.is_empty() {
                ""
            } else {
                "\n\n"
            };
            format!("{above}{gap}{below}")
        }
        _ => section.trim().to_owned(),
    };
    let kept = kept.trim();
    if block.is_empty() && !section.contains(BEGIN) {
        return text.to_owned();
    }
    let mut parts = vec![before.trim_end().to_owned(), UNRELEASED.to_owned()];
    if !block.is_empty() {
        parts.push(format!("{BEGIN}\n{}\n{END}", block.trim_end()));
    }
    parts.extend([kept, after.trim()].map(str::to_owned));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

/// What stands before the heading, what stands under it, and what stands behind that.
fn unreleased(text: &str) -> (&str, &str, &str) {
    let starts = |at: usize| at == 0 || text[..at].ends_with('\n');
    let heading = text.match_indices(UNRELEASED).map(|(at, _)| at).find(|at| starts(*at));
    let next = |from: usize| {
        let found = text[from..].match_indices("\n## ").next();
        found.map_or(text.len(), |(at, _)| from + at + 1)
    };
    let Some(at) = heading else {
        let at = if text.starts_with("## ") { 0 } else { next(0) };
        return (&text[..at], "", &text[at..]);
    };
    let body = at + UNRELEASED.len();
    let end = next(body);
    (&text[..at], &text[body..end], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "# Changelog\n\n## Unreleased\n\nAdded\n- by hand\n\n## 0.1.0\n\n- first\n";

    #[test]
    fn the_block_comes_first_under_the_heading_and_what_is_written_by_hand_stays() {
        let text = with_block(LOG, "\n`notes`\n- a\n");
        let expected = format!(
            "# Changelog\n\n## Unreleased\n\n{BEGIN}\n\n`notes`\n- a\n{END}\n\nAdded\n- by hand\n\n## 0.1.0\n\n- first\n"
        );
        assert_eq!(text, expected);
        assert_eq!(with_block(&text, "\n`notes`\n- a\n"), expected);
        assert_eq!(with_block(&text, ""), LOG);
    }

    #[test]
    fn the_block_of_a_release_stays_when_there_is_a_heading_above_it() {
        let released = format!("# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n{BEGIN}\n\n- a\n{END}\n");
        let text = with_block(&released, "\n- b\n");
        assert_eq!(
            text,
            format!("# Changelog\n\n## Unreleased\n\n{BEGIN}\n\n- b\n{END}\n\n## 0.1.0\n\n{BEGIN}\n\n- a\n{END}\n")
        );
        assert_eq!(with_block(&text, ""), released);
    }

    #[test]
    fn a_log_without_the_heading_gets_it_before_the_last_release() {
        let text = with_block("# Changelog\n\n## 0.1.0\n\n- a\n", "\n- b\n");
        assert_eq!(
            text,
            format!("# Changelog\n\n## Unreleased\n\n{BEGIN}\n\n- b\n{END}\n\n## 0.1.0\n\n- a\n")
        );
        assert_eq!(
            with_block("", "\n- b\n"),
            format!("{UNRELEASED}\n\n{BEGIN}\n\n- b\n{END}\n")
        );
        assert_eq!(with_block("# Changelog\n", ""), "# Changelog\n");
    }
}
