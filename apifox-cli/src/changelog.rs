//! The pages' changes since the last release, as a block of `CHANGELOG.md` under "Unreleased" that
//! `bless` updates.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use apifox_build::Manifest;
use apifox_diff::{Change, Class, Level};

use crate::diff::decided::Decided;
use crate::diff::render::{Seen, code, once, sentence};
use crate::diff::sides::Side;
use crate::diff::version::Asked;
use crate::diff::{compare, sides};

const BEGIN: &str = "<!-- From the pages: `bless` renews what stands up to the end of this block. -->";
const END: &str = "<!-- The end of what comes from the pages. -->";
const UNRELEASED: &str = "## Unreleased";

/// The new content of the file, and a line about the version.
#[derive(Debug)]
pub(crate) struct Changelog {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// The version that the changes require, or why nothing was compared.
    pub(crate) version: String,
}

/// Returns the updated change log beside the manifest, if there is one.
pub(crate) fn renewed(manifest: &Manifest) -> io::Result<Option<Changelog>> {
    renewed_with(manifest, sides::working_tree(manifest))
}

/// As [`renewed`], for pages that are not in the folder yet.
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
    // Before the first release, no change affects a user.
    let Some(old) = sides::base(manifest)?.filter(|side| side.released.is_some()) else {
        return log("not compared: there is no release (a tag such as v0.1.0)", text);
    };
    let decided = Decided::read(None, Some(manifest.path()))?;
    let Ok(compared) = compare(old, new, decided) else {
        return log("not compared: this generator refuses the released pages", text);
    };
    let asked = Asked::of(&compared);
    let new = with_block(&text, &block(&compared.diff.changes, &asked));
    log(&asked.rendered(), new)
}

/// Renders the lines of the block, the resource with the worst change first; empty if nothing
/// changed.
fn block(changes: &[Change], asked: &Asked) -> String {
    let mut by_resource: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
    for change in changes.iter().filter(|change| is_listed(change)) {
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
        let _ = writeln!(text, "\nDescriptions and examples: {texts} changed.");
    }
    if !text.is_empty() {
        let _ = writeln!(text, "\nVersion: {}.", asked.requirement());
    }
    text
}

/// Whether the change has a line of its own. Changes of descriptions are only counted. Of the Rust
/// API, only breaking changes are listed: the others follow from the wire.
fn is_listed(change: &Change) -> bool {
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

/// Returns the text with this block, in place of an older one, under the heading "Unreleased".
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

/// Splits the text into the parts before the heading, below it, and from the next heading on.
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
