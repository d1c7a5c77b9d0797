//! `apifox explain`: explains the codes of findings and changes.

use std::io;

use apifox_build::{Config, Finding};
use apifox_diff::{Class, Level, Rule};

use crate::{Outcome, findings, print};

mod codes;

/// An explanation of a code in Markdown: a text, and fenced example pages that produce the finding.
struct Explanation {
    code: &'static str,
    text: &'static str,
}

pub(crate) fn run(code: Option<&str>, changes: bool) -> io::Result<Outcome> {
    if let Some(rule) = code.and_then(apifox_diff::rule) {
        print(&change(rule))?;
        return Ok(Outcome::Success);
    }
    let Some(code) = code else {
        if changes {
            print(&apifox_diff::rules().map(row).collect::<String>())?;
            return Ok(Outcome::Success);
        }
        let lines = codes::ALL
            .iter()
            .map(|known| format!("{:26} {}\n", known.code, known.first_line()));
        print(&lines.collect::<String>())?;
        return Ok(Outcome::Success);
    };
    let successor = codes::successor(code);
    let Some(known) = codes::ALL.iter().find(|known| known.code == successor.unwrap_or(code)) else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, unknown(code)));
    };
    let mut text = format!("# {}\n\n", known.code);
    if successor.is_some() {
        text = format!("`{code}` is now part of `{}`.\n\n{text}", known.code);
    }
    for section in known.sections() {
        let given = known.findings(section);
        if given.is_empty() {
            text += section;
        } else {
            text += section.trim_end();
            text += "\n\n### Findings\n\n";
            text.extend(given.iter().map(|finding| findings::human(finding, true) + "\n"));
        }
    }
    print(&text)?;
    Ok(Outcome::Success)
}

/// The message for a code that does not exist, with the nearest one that does.
fn unknown(code: &str) -> String {
    let known = codes::ALL.iter().map(|known| known.code);
    let all = known.chain(apifox_diff::rules().map(|rule| rule.code));
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(code, known);
    let nearest = all.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let hint = nearest
        .filter(|nearest| likeness(nearest) > 0.6)
        .map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"));
    format!("there is no code `{code}`{hint}; `explain` without one lists them all")
}

/// A code of a change, its classes, and why it has them.
fn row(rule: &Rule) -> String {
    format!("{:32} {:22} {}\n", rule.code, classes(rule), rule.reason)
}

/// Describes the classes, such as `breaking in requests, risky in responses`.
fn classes(rule: &Rule) -> String {
    let class = |class: Option<Class>| class.map_or("-", Class::name);
    match rule.level {
        Level::Rust => class(rule.request).to_owned(),
        Level::Wire => format!("{}/{}", class(rule.request), class(rule.response)),
    }
}

fn change(rule: &Rule) -> String {
    let class = |class: Option<Class>| class.map_or("does not apply", Class::name);
    let classes = match rule.level {
        Level::Rust => format!("In the Rust API: {}.", class(rule.request)),
        Level::Wire if rule.request == rule.response => format!("On the wire: {}.", class(rule.request)),
        Level::Wire => format!(
            "In requests: {}. In responses: {}.",
            class(rule.request),
            class(rule.response)
        ),
    };
    let reason: String = rule.reason.chars().take(1).flat_map(char::to_uppercase).collect();
    let rest: String = rule.reason.chars().skip(1).collect();
    format!(
        "# {}\n\n{classes}\n\n{reason}{rest}.\n\nWhat to do: {}\n",
        rule.code, rule.advice
    )
}

impl Explanation {
    fn first_line(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default()
    }

    /// The text, split before each heading. Each section has a page of its own, or none.
    fn sections(&self) -> Vec<&'static str> {
        let mut sections = Vec::new();
        let mut rest = self.text;
        while let Some(at) = rest.find("\n## ") {
            let (section, further) = rest.split_at(at + 1);
            sections.push(section);
            rest = further;
        }
        sections.push(rest);
        sections
    }

    /// The findings of this code that the page of a section gives; none where no page can give it.
    fn findings(&self, section: &str) -> Vec<Finding> {
        let raw = fences(section);
        let config = if raw.is_empty() {
            if !section.lines().any(|line| line.starts_with("```")) {
                return Vec::new();
            }
            // Lines count from the beginning of the explanation.
            let before = self.text.split(section).next().unwrap_or_default();
            let page = "\n".repeat(before.matches('\n').count()) + section;
            Config::new().page_text("example.md", page)
        } else {
            raw.into_iter()
                .fold(Config::new(), |config, (name, text)| config.page_text(name, text))
        };
        let report = config.generate();
        let own = report.findings().iter().filter(|finding| finding.code == self.code);
        own.cloned().collect()
    }
}

/// Returns the fenced files, whose info string is `text NAME`, such as `text names.lock`. Without
/// any, the whole text is the page.
fn fences(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        match line.strip_prefix("````") {
            Some(info) if !open => {
                files.push((info.trim_start_matches("text").trim().to_owned(), String::new()));
                open = true;
            }
            Some(_) => open = false,
            None if open => {
                if let Some((_, text)) = files.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
            None => {}
        }
    }
    files
}
