//! Texts made from what a schema says of them.

use std::fmt::Write as _;

use regex_syntax::hir::{Class, Hir, HirKind};

/// Draws a number below another.
pub(crate) type Draw<'d> = dyn FnMut(usize) -> usize + 'd;

/// How often a pattern is tried for a text of the right length.
const TRIES: usize = 60;

/// How many steps a text may take: patterns in patterns that may all repeat take more than anybody waits for.
const STEPS: usize = 200_000;

/// How long a text becomes at most, however much a page asks for.
const LONGEST: usize = 100_000;

/// A text of a format that OpenAPI or JSON Schema knows. Others say nothing of the text.
pub(crate) fn of_format(format: &str, draw: &mut Draw<'_>) -> Option<String> {
    let (day, month) = (1 + draw(28), 1 + draw(12));
    let (hour, minute, second) = (draw(24), draw(60), draw(60));
    let date = format!("2025-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}Z");
    Some(match format {
        "date" => date,
        "date-time" => format!("{date}T{time}"),
        "time" => time,
        "duration" => format!("PT{}M", 1 + draw(59)),
        "uuid" => uuid(draw),
        "email" | "idn-email" => format!("someone{}@example.com", draw(1000)),
        "hostname" | "idn-hostname" => format!("host{}.example.com", draw(1000)),
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => format!("https://example.com/{}", draw(1000)),
        "uri-template" => format!("https://example.com/{}/{{id}}", draw(1000)),
        "ipv4" => format!("192.0.2.{}", 1 + draw(254)),
        "ipv6" => format!("2001:db8::{:x}", 1 + draw(0xfffe)),
        "byte" => ["c2FuZGJveA==", "ZXhhbXBsZQ==", "dmFsdWU="][draw(3)].to_owned(),
        "json-pointer" => format!("/{}", draw(1000)),
        "relative-json-pointer" => format!("1/{}", draw(1000)),
        "regex" => "^[a-z]+$".to_owned(),
        _ => return None,
    })
}

/// RFC 9562, section 5.4.
fn uuid(draw: &mut Draw<'_>) -> String {
    let mut hex = String::new();
    while hex.len() < 32 {
        let _ = write!(hex, "{:x}", draw(16)); // to memory
    }
    let variant = ['8', '9', 'a', 'b'][draw(4)];
    format!(
        "{}-{}-4{}-{variant}{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}

/// Any text, called after what it is of, of a length in characters.
pub(crate) fn called(name: &str, least: usize, most: usize, draw: &mut Draw<'_>) -> String {
    let mut text = format!("{name} {}", draw(1000));
    while text.chars().count() < least.min(LONGEST) {
        text.push('x');
    }
    text.chars().take(most).collect()
}

/// A text that a regular expression matches. None where it cannot be read here (as one that looks around), or its texts are all
/// too short or too long.
pub(crate) fn of_pattern(pattern: &str, least: usize, most: usize, draw: &mut Draw<'_>) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    (0..TRIES).find_map(|more| {
        let mut writer = Writer {
            more,
            longest: LONGEST.min(most.saturating_add(1)).saturating_mul(4),
            steps: STEPS,
            draw,
            text: String::new(),
        };
        writer.write(&hir);
        let length = writer.text.chars().count();
        (least..=most).contains(&length).then_some(writer.text)
    })
}

/// A text under construction.
struct Writer<'d, 'f> {
    /// How much more often than needed what may repeat does.
    more: usize,
    /// In bytes; a longer one is too long in any case.
    longest: usize,
    /// What is left to be done at most.
    steps: usize,
    draw: &'d mut Draw<'f>,
    text: String,
}

impl Writer<'_, '_> {
    fn is_done(&self) -> bool {
        self.steps == 0 || self.text.len() > self.longest
    }

    fn write(&mut self, hir: &Hir) {
        if self.is_done() {
            return;
        }
        self.steps -= 1;
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.text.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => self.text.extend(char_of(class, self.draw)),
            HirKind::Repetition(repetition) => {
                let count = |bound: u32| usize::try_from(bound).unwrap_or(usize::MAX);
                let most = repetition.max.map_or(usize::MAX, count);
                for _ in 0..count(repetition.min).saturating_add(self.more).min(most) {
                    if self.is_done() {
                        break;
                    }
                    self.write(&repetition.sub);
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub),
            HirKind::Concat(all) => all.iter().for_each(|one| self.write(one)),
            HirKind::Alternation(all) => {
                if let Some(one) = all.get((self.draw)(all.len())) {
                    self.write(one);
                }
            }
        }
    }
}

/// A character of a class; a letter or digit if there is one.
fn char_of(class: &Class, draw: &mut Draw<'_>) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => class
            .iter()
            .map(|range| (range.start().into(), range.end().into()))
            .collect(),
    };
    let holds = |char: char| ranges.iter().any(|(start, end)| (*start..=*end).contains(&char));
    let plain: Vec<char> = ('0'..='z')
        .filter(|char| char.is_ascii_alphanumeric() && holds(*char))
        .collect();
    let printed: Vec<char> = (' '..='~').filter(|char| holds(*char)).collect();
    let all = if plain.is_empty() { printed } else { plain };
    all.get(draw(all.len()))
        .copied()
        .or_else(|| ranges.first().map(|(start, _)| *start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_has_a_text_of_the_length_asked_for() {
        let mut number = 0;
        let mut draw = |end: usize| {
            number += 7;
            number % end.max(1)
        };
        for (pattern, least, most, expected) in [
            (r"^[A-Z]{3}$", 0, 10, 3..=3),
            (r"^\d{4}-\d{2}$", 0, 10, 7..=7),
            (r"^[a-z]+$", 5, 8, 5..=8),
            (r"(foo|bar)x?", 0, 3, 3..=3),
            (r"^.*$", 3, 3, 3..=3),
        ] {
            let text = of_pattern(pattern, least, most, &mut draw).expect(pattern);
            assert!(expected.contains(&text.len()), "{pattern} {text}");
            assert!(text.is_ascii(), "{pattern} {text}");
        }
        assert_eq!(of_pattern(r"^a{5}$", 0, 4, &mut draw), None);
        assert_eq!(of_pattern(r"^(?!a)b$", 0, 4, &mut draw), None);
    }
}
