//! Stage 1, page: bytes → [`Page`]. Finds the OpenAPI document in a file and remembers on which line it begins.
//!
//! Invariant: a `Page` holds exactly one document, unchanged, and every line of it can be found in the file again.

use crate::finding::{Findings, Location};

/// How the document of a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Yaml,
    Json,
}

/// One document and the file it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    name: String,
    text: String,
    /// The document within `text`, in bytes.
    document: std::ops::Range<usize>,
    /// Lines of the file before the document.
    lines_before: usize,
    pub(crate) format: Format,
}

/// The fence of an Apifox page: at column 0, three backticks or more, `yaml` or `json` behind them.
const FENCE: &str = "```";

const HOW_TO_SAVE: &str = "save the page as Apifox publishes it (its address with `.md` at the end): a title, `## OpenAPI \
Specification`, and one ```yaml fence that begins at column 1; or save the YAML or JSON document by itself as .yaml or .json";

impl Page {
    /// Reads one file. A Markdown file may hold several fenced documents: each becomes a page. What cannot be read at all is a
    /// finding and gives no page.
    pub(crate) fn read(name: &str, bytes: &[u8], findings: &mut Findings) -> Vec<Self> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
            Err(error) => {
                let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
                let place = place(name, line, "");
                findings.refuse_here(
                    place,
                    "not-utf8",
                    "the file is not UTF-8 text",
                    "save the page again as UTF-8",
                );
                return Vec::new();
            }
        };
        if text.trim().is_empty() {
            findings.refuse_here(place(name, 1, ""), "empty-page", "the file is empty", HOW_TO_SAVE);
            return Vec::new();
        }
        let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match extension.as_str() {
            "json" => vec![Self::whole(name, text, Format::Json)],
            "yaml" | "yml" => vec![Self::whole(name, text, Format::Yaml)],
            _ => Self::fenced(name, &text, findings),
        }
    }

    fn whole(name: &str, text: String, format: Format) -> Self {
        Self {
            name: name.to_owned(),
            document: 0..text.len(),
            text,
            lines_before: 0,
            format,
        }
    }

    fn fenced(name: &str, text: &str, findings: &mut Findings) -> Vec<Self> {
        let mut pages = Vec::new();
        let mut open: Option<Fence> = None;
        let mut offset = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let content = line.trim_end();
            match &open {
                None if content.starts_with(FENCE) => open = Some(Fence::open(content, index + 1, offset + line.len())),
                Some(fence) if fence.closes(content) => {
                    if let Some(format) = fence.format {
                        let document = fence.start..offset;
                        pages.push(Self {
                            name: name.to_owned(),
                            text: text.to_owned(),
                            document,
                            lines_before: fence.line,
                            format,
                        });
                    }
                    open = None;
                }
                _ => {}
            }
            offset += line.len();
        }
        if let Some(fence) = open.filter(|fence| fence.format.is_some()) {
            let excerpt = text.lines().nth(fence.line - 1).unwrap_or_default();
            let message = "the fence is never closed, so the end of the document may be missing";
            findings.refuse_here(place(name, fence.line, excerpt), "open-fence", message, HOW_TO_SAVE);
        } else if pages.is_empty() {
            let message = "there is no fenced OpenAPI document in this Markdown file";
            findings.refuse_here(
                place(name, 1, text.lines().next().unwrap_or_default()),
                "no-document",
                message,
                HOW_TO_SAVE,
            );
        }
        pages
    }

    /// The file's name as the configuration gave it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The document's text.
    pub(crate) fn document(&self) -> &str {
        &self.text[self.document.clone()]
    }

    /// A place in the file, from a line and column (both from 1) in the document.
    pub(crate) fn location(&self, line: usize, column: usize, pointer: String) -> Location {
        let line = line + self.lines_before;
        let excerpt = self
            .text
            .lines()
            .nth(line.saturating_sub(1))
            .unwrap_or_default()
            .to_owned();
        Location {
            page: self.name.clone(),
            line,
            column,
            pointer,
            excerpt,
        }
    }
}

/// A fence that was opened: its line, where its content starts, and what the content is.
#[derive(Debug)]
struct Fence {
    ticks: usize,
    line: usize,
    start: usize,
    /// `None`: some other fenced text, not a document.
    format: Option<Format>,
}

impl Fence {
    fn open(content: &str, line: usize, start: usize) -> Self {
        let ticks = content.chars().take_while(|c| *c == '`').count();
        let format = match content[ticks..].trim().to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Format::Yaml),
            "json" => Some(Format::Json),
            _ => None,
        };
        Self {
            ticks,
            line,
            start,
            format,
        }
    }

    fn closes(&self, content: &str) -> bool {
        content.len() >= self.ticks && content.bytes().all(|byte| byte == b'`')
    }
}

fn place(name: &str, line: usize, excerpt: &str) -> Location {
    Location {
        page: name.to_owned(),
        line,
        column: 1,
        pointer: String::new(),
        excerpt: excerpt.to_owned(),
    }
}
