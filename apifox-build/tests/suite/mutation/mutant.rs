//! A document with an edit: of its tree, or of its text.

use serde_yaml::Value;

use testkit_documents::dice::Dice;
use testkit_documents::edits;

/// A changed file, and a description of the edits.
#[derive(Debug)]
pub(crate) struct Mutant {
    pub(crate) text: String,
    pub(crate) what: String,
}

/// Returns a mutant; 0 is the document itself. It depends only on the name and text of the
/// document, the seed and the number.
pub(crate) fn mutant(name: &str, text: &str, seed: u64, number: u64) -> Mutant {
    let text = text.to_owned();
    if number == 0 {
        let what = "as it is".to_owned();
        return Mutant { text, what };
    }
    let bytes = name.bytes().chain(seed.to_le_bytes()).chain(number.to_le_bytes());
    // FNV-1a, which does not depend on the version of a library.
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut dice = Dice::new(hash);
    let edits = if dice.chance(70) { 1 } else { 2 + dice.below(4) };
    if dice.chance(35) {
        return in_text(text, edits, &mut dice);
    }
    in_tree(name, &text, edits, &mut dice).unwrap_or_else(|| in_text(text, edits, &mut dice))
}

/// Edits the tree; `None` if there is no tree, or the edited tree cannot be written.
fn in_tree(name: &str, text: &str, edits: usize, dice: &mut Dice) -> Option<Mutant> {
    let (before, document, behind) = parts(name, text);
    let mut tree: Value = serde_yaml::from_str(document).ok().filter(Value::is_mapping)?;
    let what: Vec<_> = (0..edits).map(|_| edits::edit(&mut tree, dice)).collect();
    let document = if std::path::Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "json")
    {
        serde_json::to_string_pretty(&tree).ok()?
    } else {
        serde_yaml::to_string(&tree).ok()?
    };
    Some(Mutant {
        text: format!("{before}{document}{behind}"),
        what: what.join("; "),
    })
}

/// Splits a page into the text before its document, the document, and the text after it.
fn parts<'a>(name: &str, text: &'a str) -> (&'a str, &'a str, &'a str) {
    const FENCE: &str = "\n```yaml\n";
    let begin = text.find(FENCE).map_or(0, |at| at + FENCE.len());
    let end = text[begin..].find("\n```").map_or(text.len(), |at| begin + at + 1);
    if std::path::Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "md")
    {
        (&text[..begin], &text[begin..end], &text[end..])
    } else {
        ("", text, "")
    }
}

fn in_text(mut text: String, edits: usize, dice: &mut Dice) -> Mutant {
    let what: Vec<_> = (0..edits).map(|_| edit_text(&mut text, dice)).collect();
    let what = what.join("; ");
    Mutant { text, what }
}

/// Applies one of the same six edits to lines.
fn edit_text(text: &mut String, dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.is_empty() {
        return "nothing".to_owned();
    }
    let at = dice.below(lines.len());
    let owned: String;
    let edit = match dice.below(6) {
        0 => {
            let end = lines.len().min(at + 1 + dice.below(5));
            lines.drain(at..end);
            "drop"
        }
        1 => {
            lines.insert(at, lines[at]);
            "duplicate"
        }
        2 => {
            let other = dice.below(lines.len());
            lines.swap(at, other);
            "swap"
        }
        3 => {
            let key = lines[at].split_once(':').map_or("", |(key, _)| key);
            let value = [
                "", " null", " 5", " []", " {}", " &a [1]", " *a", " |", " !odd x", " 'open", " \"\u{1}\"", " {{x}}",
            ];
            owned = format!("{key}:{}\n", dice.pick(&value));
            lines[at] = &owned;
            "retype"
        }
        4 => {
            let middle = middle(lines[at], dice);
            let odd = ["\t", "é", "\u{0}", ":", " ", "#", "\u{feff}", "\"", "-", "x"];
            owned = format!("{}{}{}", &lines[at][..middle], dice.pick(&odd), &lines[at][middle..]);
            lines[at] = &owned;
            "rename"
        }
        _ => {
            lines.truncate(at + 1);
            let middle = middle(lines[at], dice);
            lines[at] = &lines[at][..middle];
            "truncate"
        }
    };
    *text = lines.concat();
    format!("{edit} line {}", at + 1)
}

fn middle(line: &str, dice: &mut Dice) -> usize {
    let places: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
    places.get(dice.below(places.len())).copied().unwrap_or(0)
}
