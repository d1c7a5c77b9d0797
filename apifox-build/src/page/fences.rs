//! The fenced code blocks of a Markdown file, as in `CommonMark` 0.31 (4.5), and which of them are
//! OpenAPI documents.

use super::Format;

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// The line of the opening fence, from 1.
    pub(super) line: usize,
    /// The range between the fences, in bytes of the file.
    pub(super) content: std::ops::Range<usize>,
    /// The first word after the opening fence, in lower case.
    pub(super) info: String,
    pub(super) is_closed: bool,
}

/// A fence: its character, their number, its indentation, and the rest of the line.
#[derive(Debug, Clone, Copy)]
struct Fence<'a> {
    character: char,
    count: usize,
    indent: usize,
    rest_of_line: &'a str,
}

impl<'a> Fence<'a> {
    fn in_line(line: &'a str) -> Option<Self> {
        let indent = line.bytes().take_while(|byte| *byte == b' ').count();
        let rest = line[indent..].trim_end();
        let character = rest.chars().next().filter(|character| matches!(character, '`' | '~'))?;
        let count = rest.chars().take_while(|other| *other == character).count();
        (indent <= 3 && count >= 3).then(|| Self {
            character,
            count,
            indent,
            rest_of_line: rest[count..].trim(),
        })
    }

    fn opens(&self) -> bool {
        self.character == '~' || !self.rest_of_line.contains('`')
    }

    fn is_closed_by(&self, other: &Self) -> bool {
        other.character == self.character && other.count >= self.count && other.rest_of_line.is_empty()
    }
}

/// All fenced blocks, in order.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut start = 0;
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .map(|line| {
            start += line.len();
            (start - line.len(), line)
        })
        .collect();
    let mut blocks = Vec::new();
    let mut index = 0;
    while let Some((offset, line)) = lines.get(index).copied() {
        index += 1;
        let Some(fence) = Fence::in_line(line).filter(Fence::opens) else {
            continue;
        };
        let (first, number) = (offset + line.len(), index);
        let mut closing = lines[index..]
            .iter()
            .enumerate()
            .filter_map(|(rest_of_line, (_, line))| {
                let other = Fence::in_line(line).filter(|other| fence.is_closed_by(other))?;
                Some((index + rest_of_line, other.indent))
            });
        // A document may contain more indented fences of its own; they close it only if nothing
        // else does.
        let nearest = closing.clone().next();
        let close = closing.find(|(_, indent)| *indent <= fence.indent).or(nearest);
        let end = close.map_or(text.len(), |(close, _)| lines[close].0);
        let info = fence
            .rest_of_line
            .split([' ', '\t', ',', '{', ':'])
            .next()
            .unwrap_or_default();
        blocks.push(Block {
            line: number,
            content: first..end,
            info: info.to_ascii_lowercase(),
            is_closed: close.is_some(),
        });
        index = close.map_or(lines.len(), |(close, _)| close + 1);
    }
    blocks
}

impl Block {
    /// The format of a block whose info string declares one.
    pub(super) fn stated_format(&self) -> Option<Format> {
        match self.info.as_str() {
            "yaml" | "yml" => Some(Format::Yaml),
            "json" | "jsonc" | "json5" => Some(Format::Json),
            _ => None,
        }
    }
}

/// The keys at the root of a document that identify it.
const ROOT_KEYS: [&str; 3] = ["openapi", "swagger", "overlay"];

/// Returns the format of an OpenAPI document or an overlay; `None` for anything else.
pub(super) fn format_of_document(text: &str) -> Option<Format> {
    let start = text.trim_start();
    if start.starts_with('{') && has_key_of_json(start) {
        return Some(Format::Json);
    }
    let indent = text
        .lines()
        .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '-', '%']));
    let indent = indent.map_or(0, |line| line.len() - line.trim_start().len());
    let is_key = |line: &str| {
        let pair = line.get(indent..).and_then(|rest| rest.split_once(':'));
        pair.is_some_and(|(key, value)| {
            ROOT_KEYS.contains(&key.trim_end().trim_matches(['"', '\''])) && is_version(value)
        })
    };
    text.lines().any(is_key).then_some(Format::Yaml)
}

/// Whether a value starts like a version: in other files, `openapi` can be the name of a file.
fn is_version(value: &str) -> bool {
    value
        .trim_start()
        .trim_start_matches(['"', '\''])
        .starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the outermost object has one of [`ROOT_KEYS`], with a version.
fn has_key_of_json(text: &str) -> bool {
    let (mut depth, mut string): (usize, Option<usize>) = (0, None);
    let mut bytes = text.bytes().enumerate();
    while let Some((index, byte)) = bytes.next() {
        match (byte, string) {
            (b'\\', Some(_)) => drop(bytes.next()),
            (b'"', Some(start)) => {
                string = None;
                let value = text[index + 1..].trim_start().strip_prefix(':');
                let is_key = depth == 1 && ROOT_KEYS.contains(&&text[start..index]);
                if is_key && value.is_some_and(is_version) {
                    return true;
                }
            }
            (b'"', None) => string = Some(index + 1),
            (b'{' | b'[', None) => depth += 1,
            (b'}' | b']', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}
