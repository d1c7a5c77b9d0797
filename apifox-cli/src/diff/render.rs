//! Renders a comparison: for people, as Markdown, as JSON, and for GitHub.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use apifox_build::Location;
use apifox_diff::{Change, Class, Part};
use serde_json::{Value, json};

use super::Compared;
use super::version::Asked;
use crate::findings::{command, visible};

/// A change that occurs in several places, such as one of a component that many operations use.
pub(crate) struct Seen<'a> {
    pub(crate) change: &'a Change,
    /// The number of other places.
    pub(crate) others: usize,
}

/// Merges changes that have the same message about the same place, on either side, and keeps their
/// order. Two properties that are added to, or removed from, one object share a place, so their
/// names are compared too.
pub(crate) fn once<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Vec<Seen<'a>> {
    let mut all: Vec<Seen<'a>> = Vec::new();
    let mut known = BTreeMap::new();
    for change in changes {
        let sides = [(true, &change.old), (false, &change.new)];
        let name = change.place.rsplit('.').next();
        let keys = sides.into_iter().filter_map(|(is_old, place)| {
            let place = place.as_ref()?;
            let place = (&place.page, place.line, place.column, &place.pointer);
            Some((is_old, place, name, change.code, change.class, &change.message))
        });
        let keys: Vec<_> = keys.collect();
        let index = keys.iter().find_map(|key| known.get(key).copied());
        if let Some(index) = index {
            let seen: &mut Seen<'_> = &mut all[index];
            seen.others += 1;
        } else {
            for key in keys {
                known.entry(key).or_insert(all.len());
            }
            all.push(Seen { change, others: 0 });
        }
    }
    all
}

fn others(seen: &Seen<'_>) -> String {
    match seen.others {
        0 => String::new(),
        1 => " (and in one other place)".to_owned(),
        count => format!(" (and in {count} other places)"),
    }
}

pub(crate) fn human(compared: &Compared, asked: &Asked) -> String {
    let mut text = format!("{} -> {}\n", compared.old.name, compared.new.name);
    let groups = by_resource(once(&compared.diff.changes));
    for (resource, all) in &groups {
        if groups.len() > 1 || resource.is_some() {
            let name = resource.map_or("without a resource".to_owned(), |name| format!("resource {name}"));
            let _ = writeln!(text, "\n== {name} ==");
        }
        for seen in all {
            text += &one(compared, seen);
        }
    }
    for (change, reason) in &compared.applied.accepted {
        let _ = writeln!(text, "\naccepted[{}] {}: {}", change.code, change.subject(), reason);
    }
    for line in &compared.applied.unused {
        let _ = writeln!(text, "\nunused: {line}");
    }
    let _ = writeln!(text, "\n{}", counts(compared));
    if let Some(rendered) = not_compared(compared) {
        let _ = writeln!(text, "{rendered}");
    }
    let _ = writeln!(text, "version: {}", asked.rendered());
    visible(&text)
}

fn one(compared: &Compared, seen: &Seen<'_>) -> String {
    let change = seen.change;
    let mut text = format!(
        "\n{}[{}] {}: {}{}\n",
        change.class,
        change.code,
        change.subject(),
        change.message,
        others(seen)
    );
    let places = [("new", &change.new), ("old", &change.old)];
    for (side, place) in places.iter().filter_map(|(side, place)| Some((side, place.as_ref()?))) {
        let _ = writeln!(text, "  {side}: {}", at(place));
    }
    if let Some(cause) = &change.cause {
        let _ = writeln!(text, "  caused by: {cause}");
    }
    if let Some(reason) = compared.decided.reason(change.code) {
        let _ = writeln!(text, "  decided as {}: {reason}", change.class);
    }
    let _ = writeln!(text, "  to do: {}", change.advice);
    let _ = writeln!(text, "  fingerprint: {}", change.fingerprint);
    text
}

/// Groups changes by the resource of the client, the worst first; within a resource, changes keep
/// their order.
pub(crate) fn by_resource(all: Vec<Seen<'_>>) -> Vec<(Option<&str>, Vec<Seen<'_>>)> {
    let mut groups: Vec<(Option<&str>, Vec<Seen<'_>>)> = Vec::new();
    for seen in all {
        let resource = seen.change.resource.as_deref();
        match groups.iter_mut().find(|(name, _)| *name == resource) {
            Some((_, group)) => group.push(seen),
            None => groups.push((resource, vec![seen])),
        }
    }
    groups.sort_by_key(|(name, all)| {
        let worst = all.iter().map(|seen| seen.change.class).max();
        (std::cmp::Reverse(worst), name.is_none(), *name)
    });
    groups
}

/// Lists the codes of findings because of which something is not compared.
fn not_compared(compared: &Compared) -> Option<String> {
    let all = compared.diff.not_compared.iter();
    let parts: Vec<String> = all
        .map(|(code, old, new)| format!("{code} ({old} before, {new} now)"))
        .collect();
    (!parts.is_empty()).then(|| format!("not compared, since no code is generated from it: {}", parts.join(", ")))
}

/// GitHub refuses comments above 65,536 characters; this limit leaves room for what a workflow
/// adds.
const MOST: usize = 60_000;

/// Appends as many lines as fit into a comment, and the number of those left out.
pub(crate) fn capped(head: String, lines: &[String], tail: &str) -> String {
    let length = |text: &str| text.chars().count();
    let mut room = MOST.saturating_sub(length(&head) + length(tail));
    let mut text = head;
    for (index, line) in lines.iter().enumerate() {
        let needed = length(line);
        if needed > room {
            let _ = write!(text, "\nand {} more\n", lines.len() - index);
            break;
        }
        room -= needed;
        text += line;
    }
    text + tail
}

fn at(place: &Location) -> String {
    format!("{}:{}:{}", place.page, place.line, place.column)
}

fn count(compared: &Compared, class: Class) -> usize {
    let all = compared.diff.changes.iter();
    all.filter(|change| change.class == class).count()
}

fn counts(compared: &Compared) -> String {
    let counts = Class::WORST_FIRST.map(|class| format!("{} {class}", count(compared, class)));
    let accepted = match compared.applied.accepted.len() {
        0 => String::new(),
        count => format!(", {count} accepted"),
    };
    counts.join(", ") + &accepted
}

/// Renders a string of a page as a Markdown code span, in which neither Markdown nor HTML is
/// interpreted.
pub(crate) fn code(text: &str) -> String {
    let text = visible(&text.replace('\n', " "));
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// Escapes one of our messages for Markdown. Parts between backticks, and unquoted parts, can be
/// strings of a page.
pub(crate) fn sentence(text: &str) -> String {
    const MARKS: [char; 12] = ['\\', '*', '_', '[', ']', '<', '>', '&', '#', '!', '|', '~'];
    let parts = visible(&text.replace('\n', " "));
    parts
        .split('`')
        .enumerate()
        .fold(String::new(), |mut rendered, (index, part)| {
            if index % 2 == 1 {
                return rendered + &code(part);
            }
            for c in part.chars() {
                if MARKS.contains(&c) {
                    rendered.push('\\');
                }
                rendered.push(c);
            }
            rendered
        })
}

pub(crate) fn markdown(compared: &Compared, asked: &Asked) -> String {
    let mut text = format!(
        "## {} → {}\n\n",
        sentence(&compared.old.name),
        sentence(&compared.new.name)
    );
    let _ = writeln!(text, "**Version:** {}.\n\n{}.", asked.rendered(), counts(compared));
    let all = once(&compared.diff.changes);
    let mut lines = Vec::new();
    for class in Class::WORST_FIRST {
        let of_class = all.iter().filter(|seen| seen.change.class == class);
        for (index, seen) in of_class.enumerate() {
            let before = if index == 0 {
                format!("\n### {}\n\n", heading(class))
            } else {
                String::new()
            };
            lines.push(before + &item(seen));
        }
    }
    for (change, reason) in &compared.applied.accepted {
        lines.push(format!(
            "\nAccepted: {}, {}.\n",
            code(&change.subject()),
            sentence(reason)
        ));
    }
    let tail = not_compared(compared).map(|rendered| format!("\n{}.\n", sentence(&rendered)));
    capped(text, &lines, &tail.unwrap_or_default())
}

/// Renders a list item.
fn item(seen: &Seen<'_>) -> String {
    let change = seen.change;
    let place = change.new.as_ref().or(change.old.as_ref());
    let place = place.map(|place| format!(", {}", code(&at(place)))).unwrap_or_default();
    let cause = change
        .cause
        .as_ref()
        .map(|cause| format!(", caused by {}", code(cause)));
    format!(
        "- {}: {}{}. {} ({}{place}{})\n",
        code(&change.subject()),
        sentence(&change.message),
        others(seen),
        change.advice,
        code(change.code),
        cause.unwrap_or_default(),
    )
}

fn heading(class: Class) -> &'static str {
    match class {
        Class::Breaking => "Breaking",
        Class::Risky => "Risky",
        Class::Compatible => "Compatible",
        Class::Docs => "Descriptions and examples",
    }
}

pub(crate) fn json(compared: &Compared, asked: &Asked) -> String {
    let place = |place: &Option<Location>| {
        let place = place.as_ref();
        place.map(
            |place| json!({"page": place.page, "line": place.line, "column": place.column, "pointer": place.pointer}),
        )
    };
    let change = |change: &Change| {
        let operation = change.operation.as_ref();
        json!({
            "code": change.code,
            "fingerprint": change.fingerprint,
            "class": change.class.name(),
            "level": change.level.name(),
            "direction": change.direction.map(apifox_diff::Direction::name),
            "operation": operation.map(|(method, path)| json!({"method": method, "path": path})),
            "resource": change.resource,
            "place": change.place,
            "message": change.message,
            "advice": change.advice,
            "cause": change.cause,
            "decided": compared.decided.reason(change.code),
            "old": place(&change.old),
            "new": place(&change.new),
        })
    };
    let counts: serde_json::Map<String, Value> = Class::WORST_FIRST
        .into_iter()
        .map(|class| (class.name().to_owned(), json!(count(compared, class))))
        .collect();
    let version = json!({
        "released": asked.released.map(|version| version.to_string()),
        "current": asked.current.map(|version| version.to_string()),
        "at_least": asked.at_least().map(|version| version.to_string()),
        "part": asked.part().map(Part::name),
        "too_low": asked.is_too_low(),
    });
    let all = json!({
        "old": compared.old.name,
        "new": compared.new.name,
        "class": compared.diff.class().map(Class::name),
        "counts": counts,
        "version": version,
        "changes": compared.diff.changes.iter().map(change).collect::<Vec<_>>(),
        "accepted": compared.applied.accepted.iter().map(|(accepted, reason)| {
            let mut rendered = change(accepted);
            rendered["reason"] = json!(reason);
            rendered
        }).collect::<Vec<_>>(),
        "unused": compared.applied.unused,
        "not_compared": compared.diff.not_compared.iter()
            .map(|(code, old, new)| json!({"code": code, "old": old, "new": new}))
            .collect::<Vec<_>>(),
    });
    format!("{all:#}\n")
}

pub(crate) fn github(compared: &Compared, asked: &Asked) -> String {
    let mut lines = Vec::new();
    for seen in once(&compared.diff.changes) {
        let change = seen.change;
        let word = match change.class {
            Class::Breaking => "error",
            Class::Risky => "warning",
            Class::Compatible | Class::Docs => "notice",
        };
        let message = format!(
            "{}: {}{}\n{}",
            change.subject(),
            change.message,
            others(&seen),
            change.advice
        );
        lines.push(command(word, change.new.as_ref(), change.code, &message));
    }
    let left = not_compared(compared).map_or_else(String::new, |rendered| rendered + "\n");
    let tail = format!("{}\n{left}version: {}\n", counts(compared), asked.rendered());
    capped(String::new(), &lines, &tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_wrote_is_neither_markdown_nor_html() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`<b>`"), "`` `<b>` ``");
        assert_eq!(sentence("`<b>` is <b>, not *c*\n"), r"`<b>` is \<b\>, not \*c\* ");
        assert_eq!(sentence("an odd ` <img>"), "an odd ` <img>`");
        assert_eq!(sentence("\u{1b}[31m"), r"\\u\{1b}\[31m".replace(r"\{", "{"));
    }
}
