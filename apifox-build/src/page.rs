//! Stage 1, page: bytes → [`Page`]. Finds the OpenAPI documents in a file and records the line on
//! which each begins.
//!
//! Invariant: a `Page` holds exactly one document, unchanged, and every line of it can be found in
//! the file.

mod fences;
mod lines;
mod loose_json;

use std::ops::Range;
use std::sync::OnceLock;

use crate::finding::{Findings, Severity};
use crate::location::Location;
use fences::{Block, blocks, format_of_document};
use lines::Lines;

/// The format of the document of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Yaml,
    Json,
}

/// One document and the file that contains it.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    name: String,
    text: String,
    /// The range of the document in `text`, in bytes.
    document: Range<usize>,
    /// The document without comments and trailing commas, if it had any.
    plain: Option<String>,
    /// The number of lines of the file before the document.
    lines_before: usize,
    pub(crate) format: Format,
    /// The lines of `text`, once a position is needed.
    lines: OnceLock<Lines>,
}

const HOW_TO_SAVE: &str = "save the page as Apifox publishes it (its address with `.md` at the end): a title, `## OpenAPI \
Specification`, and one ```yaml fence that begins at column 1; or save the YAML or JSON document by itself as .yaml or .json";

impl Page {
    /// Reads one file. A Markdown file may contain several fenced documents: each becomes a page.
    /// An unreadable file is a finding and returns no page.
    pub(crate) fn read(name: &str, bytes: &[u8], findings: &mut Findings) -> Vec<Self> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
            Err(error) => {
                let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
                let place = place(name, line, "");
                findings.refuse_here(
                    place,
                    "not-utf8",
                    "the file is not UTF-8",
                    "save the page again as UTF-8",
                );
                return Vec::new();
            }
        };
        if text.trim().is_empty() {
            findings.refuse_here(place(name, 1, ""), "empty-page", "the file is empty", HOW_TO_SAVE);
            return Vec::new();
        }
        if is_html(&text) {
            let message = "this file is HTML, not the Markdown, YAML or JSON of a page";
            findings.refuse_here(place(name, 1, first_line(&text)), "html-page", message, HOW_TO_SAVE);
            return Vec::new();
        }
        let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match extension.as_str() {
            "json" => vec![Self::whole_file(name, &text, Format::Json, findings)],
            "yaml" | "yml" => vec![Self::whole_file(name, &text, Format::Yaml, findings)],
            "txt" => {
                let message = "a file whose name ends in .txt is not read as a page";
                findings.refuse_here(place(name, 1, first_line(&text)), "page-ending", message, how_to_save());
                Vec::new()
            }
            _ => Self::in_markdown(name, &text, findings),
        }
    }

    /// Reads a file that a page refers to: YAML or JSON, whatever its name.
    pub(crate) fn file(name: &str, bytes: &[u8], findings: &mut Findings) -> Option<Self> {
        let is_known = |ending: &str| name.to_ascii_lowercase().ends_with(ending);
        if [".json", ".yaml", ".yml"].into_iter().any(is_known) {
            return Self::read(name, bytes, findings).pop();
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let is_json = text.trim_start().starts_with(['{', '[']);
        let format = if is_json { Format::Json } else { Format::Yaml };
        Some(Self::whole_file(name, text, format, findings))
    }

    /// Whether the document is the whole file.
    pub(crate) fn is_whole_file(&self) -> bool {
        self.document == (0..self.text.len())
    }

    fn whole_file(name: &str, text: &str, format: Format, findings: &mut Findings) -> Self {
        let whole_file = 0..text.len();
        Self::part(name, text, (whole_file, 0), (format, findings))
    }

    fn part(
        name: &str,
        text: &str,
        (document, lines_before): (Range<usize>, usize),
        (format, findings): (Format, &mut Findings),
    ) -> Self {
        let mut page = Self {
            name: name.to_owned(),
            text: text.to_owned(),
            document,
            plain: None,
            lines_before,
            format,
            lines: OnceLock::new(),
        };
        if let Some((plain, first)) = Some(page.document())
            .filter(|_| format == Format::Json)
            .and_then(loose_json::plain)
        {
            let before = &page.document()[..first];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let message = "JSON has neither comments nor trailing commas; they are ignored";
            let place = page.location(line, column, String::new());
            findings.push_here(
                place,
                Severity::Repaired,
                "unusual-page",
                message,
                "remove them, or export the page again",
            );
            page.plain = Some(plain);
        }
        page
    }

    /// Returns the documents among the fenced blocks; if there are none, all blocks of YAML or
    /// JSON, so that their problems are reported.
    fn in_markdown(name: &str, text: &str, findings: &mut Findings) -> Vec<Self> {
        let blocks: Vec<(Block, Option<Format>, bool)> = blocks(text)
            .into_iter()
            .map(|block| {
                let found = format_of_document(&text[block.content.clone()]);
                let format = block.stated_format().or(found);
                (block, format, found.is_some())
            })
            .collect();
        let has_document = blocks.iter().any(|(_, _, is_document)| *is_document);
        let mut pages = Vec::new();
        let mut refused = false;
        for (block, format, is_document) in blocks {
            let here = || place(name, block.line, text.lines().nth(block.line - 1).unwrap_or_default());
            match format.filter(|_| is_document || !has_document) {
                Some(_) if !block.is_closed => {
                    let message = "the fence is never closed, so the end of the document may be missing";
                    findings.refuse_here(here(), "open-fence", message, HOW_TO_SAVE);
                    refused = true;
                }
                Some(format) => pages.push(Self::part(
                    name,
                    text,
                    (block.content.clone(), block.line),
                    (format, &mut *findings),
                )),
                None if has_document => {
                    let message = "this fenced block is not an OpenAPI document; it is skipped";
                    findings.push_here(here(), Severity::Note, "unusual-page", message, "");
                }
                None => {}
            }
        }
        if pages.is_empty() && !refused {
            return Self::without_fence(name, text, findings);
        }
        pages
    }

    /// Reads a document that was saved without a fence under the name of a Markdown file.
    fn without_fence(name: &str, text: &str, findings: &mut Findings) -> Vec<Self> {
        let here = place(name, 1, first_line(text));
        if let Some(format) = format_of_document(text) {
            let message = "this document is not fenced; the whole file is read as the document";
            let hint = "save it as .yaml or .json";
            findings.push_here(here, Severity::Repaired, "unusual-page", message, hint);
            return vec![Self::whole_file(name, text, format, findings)];
        }
        let message = "there is no fenced OpenAPI document in this Markdown file";
        findings.refuse_here(here, "no-document", message, HOW_TO_SAVE);
        Vec::new()
    }

    /// The file's name as configured.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The document's source.
    pub(crate) fn document(&self) -> &str {
        self.plain.as_deref().unwrap_or(&self.text[self.document.clone()])
    }

    /// Returns a position in the file, from a line and column (both from 1) in the document.
    pub(crate) fn location(&self, line: usize, column: usize, pointer: String) -> Location {
        let line = line + self.lines_before;
        let lines = self.lines.get_or_init(|| Lines::new(&self.text));
        let part = lines.part(&self.text, line.saturating_sub(1), column.saturating_sub(1));
        Location {
            page: self.name.clone(),
            line,
            column,
            pointer,
            excerpt: part.text.to_owned(),
            skipped: part.skipped,
        }
    }
}

/// Whether a file of any name contains a document, fenced or not.
pub(crate) fn holds_document(text: &str) -> bool {
    let is_document = |block: &Block| format_of_document(&text[block.content.clone()]).is_some();
    format_of_document(text).is_some() || blocks(text).iter().any(is_document)
}

/// Returns the hint for a page that was saved in another form.
pub(crate) fn how_to_save() -> String {
    format!("rename it to end in .md, .yaml or .json, by what is in it; or {HOW_TO_SAVE}")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Whether a string is a page as browsers receive it.
fn is_html(text: &str) -> bool {
    let start: String = text
        .trim_start()
        .chars()
        .take(15)
        .collect::<String>()
        .to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<head")
}

/// Returns a position in a file that need not be a page.
#[must_use]
pub fn place(name: &str, line: usize, excerpt: &str) -> Location {
    Location {
        page: name.to_owned(),
        line,
        column: 1,
        pointer: String::new(),
        excerpt: Lines::new(excerpt).part(excerpt, 0, 0).text.to_owned(),
        skipped: 0,
    }
}
