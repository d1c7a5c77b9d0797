//! Makes strings that match a regular expression.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::string::{Draw, LONGEST};

/// How often a pattern is tried to get a string of the right length.
const TRIES: usize = 60;

/// The greatest number of steps per string. Nested repetitions would take too long otherwise.
const STEPS: usize = 200_000;

/// Makes a string that matches a regular expression. Returns `None` if the expression is not
/// supported (lookaround), or if no try has the right length.
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

/// A string under construction.
struct Writer<'d, 'f> {
    /// How many more repetitions than necessary are made.
    more: usize,
    /// In bytes. A longer string is too long in any case.
    longest: usize,
    /// The steps that are left.
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

/// Returns a character of a class; a letter or digit if possible.
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
    fn a_pattern_gives_a_string_of_the_requested_length() {
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
