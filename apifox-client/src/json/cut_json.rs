//! Completes truncated JSON. Error bodies are kept up to a limit, and
//! connections break; the part before the cut is still useful.

/// The maximum depth of arrays and objects that are closed; error bodies have two or three levels.
const DEEPEST: usize = 16;

/// Returns two completions of truncated JSON: with the string that was cut off,
/// or else up to the last complete value.
pub(crate) fn completed(cut: &str) -> [Option<String>; 2] {
    let mut scan = Scan::default();
    for (at, byte) in cut.bytes().enumerate() {
        scan.take(at, byte);
    }
    let in_text = (scan.within == Within::Value && scan.open.len() <= DEEPEST).then(|| {
        let text = &cut[..scan.whole_characters(cut)];
        format!("{text}\"{}", closed(&scan.open))
    });
    let whole = (scan.safe > 0).then(|| format!("{}{}", &cut[..scan.safe], closed(&scan.safe_open)));
    [in_text, whole]
}

/// Returns the missing closing brackets.
fn closed(open: &[u8]) -> String {
    open.iter().rev().map(|byte| char::from(*byte)).collect()
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Within {
    #[default]
    Structure,
    Key,
    Value,
}

/// The state of scanning the bytes.
#[derive(Default)]
struct Scan {
    /// The closing brackets of everything that is open.
    open: Vec<u8>,
    within: Within,
    key_comes: bool,
    /// The start of the last escape in a string.
    escape: Option<usize>,
    escaped: bool,
    /// The end of the last complete value, and what was open there.
    safe: usize,
    safe_open: Vec<u8>,
}

impl Scan {
    fn take(&mut self, at: usize, byte: u8) {
        if self.within != Within::Structure {
            return self.take_of_text(at, byte);
        }
        match byte {
            b'"' if self.key_comes && self.open.last() == Some(&b'}') => self.within = Within::Key,
            b'"' => self.within = Within::Value,
            b'{' | b'[' => {
                self.open.push(if byte == b'{' { b'}' } else { b']' });
                self.key_comes = true;
                self.keep(at + 1);
            }
            b'}' | b']' => {
                self.open.pop();
                self.keep(at + 1);
            }
            b',' => {
                self.key_comes = true;
                self.keep(at);
            }
            b':' => self.key_comes = false,
            _ => {}
        }
    }

    fn take_of_text(&mut self, at: usize, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => {
                self.escaped = true;
                self.escape = Some(at);
            }
            b'"' => {
                let ended = std::mem::take(&mut self.within);
                self.escape = None;
                if ended == Within::Value {
                    self.keep(at + 1);
                }
            }
            _ => {}
        }
    }

    fn keep(&mut self, at: usize) {
        // At a greater depth, copying the open brackets would cost too much.
        if self.open.len() <= DEEPEST {
            self.safe = at;
            self.safe_open.clone_from(&self.open);
        }
    }

    /// Returns the length without an escape that was cut off, such as `\u00e`.
    fn whole_characters(&self, cut: &str) -> usize {
        match self.escape {
            Some(at) if self.escaped => at,
            Some(at) if cut[at..].starts_with("\\u") && cut.len() - at < 6 => at,
            _ => cut.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str =
        r#"{"error":{"type":"t","n":[1,{"x":null}],"message":"m \"q\" \u00e9 \\ é","code":7},"id":true}"#;

    #[test]
    fn json_truncated_anywhere_is_readable_up_to_the_end() {
        for (at, _) in WHOLE.char_indices().skip(1) {
            let read = completed(&WHOLE[..at])
                .into_iter()
                .flatten()
                .find_map(|text| serde_json::from_slice::<serde_json::Value>(text.as_bytes()).ok())
                .unwrap_or_else(|| panic!("{}", &WHOLE[..at]));
            let has_kind = at >= r#"{"error":{"type":"t"#.len();
            assert_eq!(read["error"]["type"] == "t", has_kind, "{}", &WHOLE[..at]);
        }
    }

    #[test]
    fn invalid_or_too_deep_json_is_not_completed() {
        for text in ["", "<html>", "\"", "nul", "}}}}"] {
            let read = completed(text).into_iter().flatten();
            assert_eq!(read.filter(|text| text.starts_with('{')).count(), 0, "{text}");
        }
        let deep = "[".repeat(1 << 16);
        let longest = completed(&deep).into_iter().flatten().map(|text| text.len()).max();
        assert_eq!(longest, Some(2 * DEEPEST));
    }
}
