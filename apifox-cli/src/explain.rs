//! `apifox explain`: explains the codes of findings and changes.

use std::io;

use apifox_build::diff::{self, Class, Level, Rule};
use apifox_build::{Config, Finding};

use crate::{Outcome, findings, print};

mod codes;

/// An explanation of a code in Markdown: a text, and fenced example pages that produce the finding.
struct Explanation {
    code: &'static str,
    text: &'static str,
}

pub(crate) fn run(code: Option<&str>, changes: bool) -> io::Result<Outcome> {
    if let Some(rule) = code.and_then(diff::rule) {
        print(&change(rule))?;
        return Ok(Outcome::Success);
    }
    let Some(code) = code else {
        if changes {
            print(&diff::rules().map(row).collect::<String>())?;
            return Ok(Outcome::Success);
        }
        let lines = codes::ALL
            .iter()
            .map(|known| format!("{:26} {}\n", known.code, known.first_line()));
        print(&lines.collect::<String>())?;
        return Ok(Outcome::Success);
    };
    let Some(known) = codes::ALL.iter().find(|known| known.code == code) else {
        let message = format!("unknown code `{code}`: `explain` without a code lists all codes");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    };
    let given: String = known
        .findings()
        .iter()
        .map(|finding| findings::human(finding, true) + "\n")
        .collect();
    let given = if given.is_empty() {
        given
    } else {
        format!("\n## Findings of the example\n\n{given}")
    };
    print(&format!("# {code}\n\n{}{given}", known.text))?;
    Ok(Outcome::Success)
}

/// Renders a line about the code of a change: its classes, and the reason for them.
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
    let class = |class: Option<Class>| class.map_or("not a change", Class::name);
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

    /// Renders the findings of this code that the example produces; empty if no page can produce one.
    fn findings(&self) -> Vec<Finding> {
        let raw = fences(self.text);
        let config = if raw.is_empty() {
            Config::new().page_text("example.md", self.text)
        } else {
            raw.into_iter()
                .fold(Config::new(), |config, (name, text)| config.page_text(name, text))
        };
        let report = config.generate();
        let own = report.findings().iter().filter(|finding| finding.code == self.code);
        own.cloned().collect()
    }
}

/// Returns the fenced files, whose info string is `text NAME`, such as `text names.lock`. Without any, the whole text
/// is the page.
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
