//! Documentation: vendors' Markdown → doc attributes without rustdoc warnings.
//!
//! Invariant: the result has no doctests, intra-doc links, HTML tags or bare URLs; the text of each
//! line is preserved. Applying it twice does not change the rendered result.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::quote;

/// The maximum indentation that does not start a code block.
const MAX_INDENT: usize = 3;

/// Generates a doc attribute for each line.
pub(crate) fn attributes<S: AsRef<str>>(lines: &[S]) -> TokenStream {
    let lines = lines.iter().map(|line| match line.as_ref() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

/// Returns a vendor's description as lines of safe Markdown, or the fallback if there is none; no
/// lines if that is empty.
pub(crate) fn described(description: Option<&str>, fallback: impl FnOnce() -> String) -> Vec<String> {
    let lines = description.map(safe).unwrap_or_default();
    if !lines.is_empty() {
        return lines;
    }
    let fallback = fallback();
    if fallback.is_empty() {
        Vec::new()
    } else {
        vec![fallback]
    }
}

/// Adds a paragraph.
pub(crate) fn paragraph(lines: &mut Vec<String>, text: &str) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(text.to_owned());
}

/// Renders any text as a code span.
pub(crate) fn code(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || reorders(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    match shown.trim() {
        "" if shown.is_empty() => "\"\"".to_owned(),
        "" => format!("`\"{shown}\"`"),
        _ if shown.contains('`') => format!("{0} {shown} {0}", "`".repeat(longest_run(&shown) + 1)),
        _ => format!("`{shown}`"),
    }
}

/// Converts Markdown to lines that rustdoc renders as intended; no lines if the text is blank.
pub(crate) fn safe(text: &str) -> Vec<String> {
    let text: String = text.replace("\r\n", "\n").chars().filter_map(plain_character).collect();
    let mut lines: Vec<String> = Vec::new();
    let mut open: Option<Fence> = None;
    for line in text.lines().flat_map(without_breaks) {
        match open.take() {
            Some(mut fence) => {
                if fence.closes(&line) {
                    fence.write(&mut lines);
                } else {
                    fence.content.push(line.trim_end().to_owned());
                    open = Some(fence);
                }
            }
            None => match Fence::open(&line) {
                Some(fence) => open = Some(fence),
                None => lines.push(prose(&line)),
            },
        }
    }
    if let Some(fence) = open {
        fence.write(&mut lines);
    }
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    let words = |line: &String| !line.is_empty();
    match (lines.iter().position(words), lines.iter().rposition(words)) {
        (Some(first), Some(last)) => lines.drain(first..=last).collect(),
        _ => Vec::new(),
    }
}

fn plain_character(c: char) -> Option<char> {
    match c {
        '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\n' | '\t' => Some(c),
        '\u{feff}' => None,
        _ if c.is_control() || reorders(c) => None,
        _ => Some(c),
    }
}

/// Whether a character changes the direction of the following text: rustc rejects these in
/// comments, since they can hide code.
fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Splits a line at `<br>`; within a table, where a line is a row, `<br>` becomes a blank.
fn without_breaks(line: &str) -> Vec<Cow<'_, str>> {
    let lower = line.to_ascii_lowercase();
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(start) = lower[from..].find("<br").map(|start| start + from) {
        let Some(end) = lower[start..].find('>').map(|end| start + end + 1) else {
            break;
        };
        if !lower[start + 3..end - 1].trim_matches(['/', ' ']).is_empty() {
            break; // some other tag
        }
        parts.push(&line[from..start]);
        from = end;
    }
    parts.push(&line[from..]);
    if parts.len() > 1 && line.trim_start().starts_with('|') {
        return vec![parts.join(" ").into()];
    }
    let last = parts.len() - 1;
    parts
        .into_iter()
        .enumerate()
        .flat_map(|(index, part)| [Some(part.into()), (index < last).then(|| "".into())])
        .flatten()
        .collect()
}

/// A code block of the vendor.
#[derive(Debug)]
struct Fence {
    mark: char,
    length: usize,
    indent: usize,
    content: Vec<String>,
}

impl Fence {
    /// Opens a fence, which may be inside lists and quotations.
    fn open(line: &str) -> Option<Self> {
        let (before, rest) = markers(line);
        let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = rest.chars().take_while(|c| *c == mark).count();
        let inline = mark == '`' && rest[length..].contains('`');
        (length >= 3 && !inline).then(|| Self {
            mark,
            length,
            indent: before.len(),
            content: Vec::new(),
        })
    }

    fn closes(&self, line: &str) -> bool {
        let line = markers(line).1.trim_end();
        line.chars().count() >= self.length && line.chars().all(|c| c == self.mark)
    }

    /// Writes the block at column 0, as text, with a fence that its content cannot close.
    fn write(self, lines: &mut Vec<String>) {
        let longest = self
            .content
            .iter()
            .map(|line| longest_run(line))
            .max()
            .unwrap_or_default();
        let marks = "`".repeat(longest.max(2) + 1);
        lines.push(String::new());
        lines.push(format!("{marks}text"));
        lines.extend(self.content.iter().map(|line| {
            let indent = line
                .chars()
                .take(self.indent)
                .take_while(|c| matches!(c, ' ' | '>'))
                .count();
            line[indent..].replace('\t', "    ")
        }));
        lines.push(marks);
        lines.push(String::new());
    }
}

fn longest_run(line: &str) -> usize {
    line.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// Splits a line into the markers of quotations and list items, and the rest.
fn markers(line: &str) -> (&str, &str) {
    let mut rest = line.trim_start();
    loop {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let length = match rest[digits..].chars().next() {
            Some('>') if digits == 0 => 1,
            Some('-' | '*' | '+') if digits == 0 && rest[1..].starts_with([' ', '\t']) => 1,
            Some('.' | ')') if (1..=9).contains(&digits) && rest[digits + 1..].starts_with([' ', '\t']) => digits + 1,
            _ => return (&line[..line.len() - rest.len()], rest),
        };
        rest = rest[length..].trim_start();
    }
}

/// Converts a line outside code blocks. Blanks are collapsed, since four of them may start a code
/// block.
fn prose(line: &str) -> String {
    let indent = line
        .chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| if c == '\t' { 4 } else { 1 })
        .sum::<usize>();
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        words
    } else {
        " ".repeat(indent.min(MAX_INDENT)) + &inline(&words, true)
    }
}

/// Escapes text that rustdoc would read as links or HTML. URLs become links, unless in the text of
/// a link.
fn inline(text: &str, addresses: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (written, length) = match c {
            '\\' if rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) => (rest[..2].into(), 2),
            '`' => code_span(rest),
            // An image becomes a link.
            '!' if rest[1..].starts_with('[') && link(&rest[1..]).is_some() => (Cow::from(""), 1),
            '[' => link(rest).unwrap_or(("\\[".into(), 1)),
            ']' => ("\\]".into(), 1),
            '<' => autolink(rest).unwrap_or(("\\<".into(), 1)),
            'h' | 'H' if addresses && address(rest) > 0 => {
                (format!("<{}>", &rest[..address(rest)]).into(), address(rest))
            }
            _ => (rest[..c.len_utf8()].into(), c.len_utf8()),
        };
        out.push_str(&written);
        rest = &rest[length..];
    }
    out
}

/// Keeps a code span that ends on its line; other backticks are escaped.
fn code_span(rest: &str) -> (Cow<'_, str>, usize) {
    let length = rest.len() - rest.trim_start_matches('`').len();
    let mut from = length;
    while let Some(start) = rest[from..].find('`').map(|start| start + from) {
        let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        if run == length {
            return (rest[..start + run].into(), start + run);
        }
        from = start + run;
    }
    ("\\`".repeat(length).into(), length)
}

/// Converts `[words](target)`: a link if the target is a URL, otherwise its words, since rustdoc
/// would resolve it as an item.
fn link(rest: &str) -> Option<(Cow<'_, str>, usize)> {
    let close = rest.find(']')?;
    let words = &rest[1..close];
    let after = rest[close + 1..].strip_prefix('(')?;
    let mut depth = 1;
    let end = after.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    })?;
    let target = after[..end]
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .trim_matches(['<', '>']);
    if words.contains('[') {
        return None;
    }
    let words = inline(words, false);
    let whole = address(target) == target.len() && !target.is_empty();
    let written = if whole && !words.trim().is_empty() {
        format!("[{words}](<{target}>)")
    } else {
        words
    };
    Some((written.into(), close + end + 3))
}

/// Keeps `<https://…>`.
fn autolink(rest: &str) -> Option<(Cow<'_, str>, usize)> {
    let end = rest.find('>')?;
    (address(&rest[1..end]) == end - 1 && end > 1).then(|| (rest[..=end].into(), end + 1))
}

/// The length of the URL at the start of the text, in bytes; 0 if there is none. Text in another
/// script often follows a URL.
fn address(text: &str) -> usize {
    let lower = text.get(..8).or(text.get(..7)).unwrap_or_default().to_ascii_lowercase();
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| lower.starts_with(scheme))
        .map_or(0, str::len);
    let ends =
        |c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '\'' | '`' | '*' | '|' | '\\' | '[' | ']');
    let body = &text[scheme..][..text[scheme..].find(ends).unwrap_or(text.len() - scheme)];
    let body = if body.contains('(') {
        body
    } else {
        body.split(')').next().unwrap_or_default()
    };
    let body = body.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    if scheme == 0 || body.is_empty() {
        0
    } else {
        scheme + body.len()
    }
}
