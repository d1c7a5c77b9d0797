//! `apifox explain`: what the codes of findings mean.

use std::io;

use apifox_build::{Config, Finding};

use crate::{Outcome, findings, print};

mod codes;

/// What a code means, as Markdown: a text, and pages in fences that give such a finding.
struct Explanation {
    code: &'static str,
    text: &'static str,
}

pub(crate) fn run(code: Option<&str>) -> io::Result<Outcome> {
    let Some(code) = code else {
        let lines = codes::ALL
            .iter()
            .map(|known| format!("{:26} {}\n", known.code, known.first_line()));
        print(&lines.collect::<String>())?;
        return Ok(Outcome::Well);
    };
    let Some(known) = codes::ALL.iter().find(|known| known.code == code) else {
        let message = format!("there is no code `{code}`; `explain` without one lists them all");
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
        format!("\n## What is said of it\n\n{given}")
    };
    print(&format!("# {code}\n\n{}{given}", known.text))?;
    Ok(Outcome::Well)
}

impl Explanation {
    fn first_line(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default()
    }

    /// The findings of this code that the example gives; none where no page can give it.
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

/// The fences that name a file, `text names.lock`: each holds one. Where there are none, the text itself is the page.
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
