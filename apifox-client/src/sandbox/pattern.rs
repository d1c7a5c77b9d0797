//! Path templates, held against the path of a call.

use std::cmp::Reverse;

use percent_encoding::percent_decode_str;

/// A template, its variables without names: to a server `/{id}` and `/{name}` are the same path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Segment>);

/// What stands between two slashes.
#[derive(Debug, PartialEq, Eq)]
struct Segment {
    /// In front of the first variable, or all there is.
    before: Vec<u8>,
    /// What stands behind each variable: `{model}:generate` has one variable, with `:generate` behind it.
    behind: Vec<Vec<u8>>,
}

/// How much a segment leaves open; what leaves less open is tried first.
type Openness = (bool, Reverse<usize>, usize);

impl Pattern {
    pub(super) fn of(template: &str) -> Self {
        Self(segments(template).map(Segment::of).collect())
    }

    /// Whether a path may be of this template. A variable is at least one
    /// character, and never goes over a slash.
    pub(super) fn admits(&self, path: &str) -> bool {
        let mut parts = path.split('/');
        self.0
            .iter()
            .all(|segment| parts.next().is_some_and(|part| segment.admits(&decoded(part))))
            && parts.next().is_none()
    }

    /// Sorts texts before variables, the first segment that differs deciding.
    pub(super) fn openness(&self) -> Vec<Openness> {
        self.0.iter().map(Segment::openness).collect()
    }
}

impl Segment {
    fn of(text: &str) -> Self {
        let mut before = text;
        let mut behind = Vec::new();
        if let Some((text, mut rest)) = text.split_once('{') {
            before = text;
            // Whatever a variable is called, it ends where the next text begins.
            while let Some((_, after)) = rest.split_once('}') {
                let (literal, next) = after.split_once('{').unwrap_or((after, ""));
                behind.push(decoded(literal));
                rest = next;
            }
        }
        Self {
            before: decoded(before),
            behind,
        }
    }

    fn admits(&self, part: &[u8]) -> bool {
        let Some(mut rest) = part.strip_prefix(self.before.as_slice()) else {
            return false;
        };
        let Some((last, between)) = self.behind.split_last() else {
            return rest.is_empty();
        };
        for literal in between {
            // The first place leaves most to what comes after it.
            let place = (1..=rest.len()).find(|&end| rest[end..].starts_with(literal));
            let Some(end) = place else { return false };
            rest = &rest[end + literal.len()..];
        }
        rest.len() > last.len() && rest.ends_with(last)
    }

    fn openness(&self) -> Openness {
        let literal = self.before.len() + self.behind.iter().map(Vec::len).sum::<usize>();
        (!self.behind.is_empty(), Reverse(literal), self.behind.len())
    }
}

/// What stands between the slashes of a template; a variable's name may hold one.
fn segments(template: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    template.split(move |c| {
        inside = match c {
            '{' => true,
            '}' => false,
            _ => inside,
        };
        c == '/' && !inside
    })
}

/// Templates have characters as they are, calls have them percent-encoded.
fn decoded(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_held_against_texts_and_variables() {
        for (template, admitted, others) in [
            (
                "/v1/balance",
                &["/v1/balance"][..],
                &["/v1", "/v1/balance/", "/v1/Balance"][..],
            ),
            (
                "/v1/{id}",
                &["/v1/7", "/v1/a%2Fb"],
                &["/v1/", "/v1/7/", "/v1/7/x", "/v2/7"],
            ),
            ("/{a}{b}", &["/ab", "/abc"], &["/", "/a", "/a/b"]),
            (
                "/{model}:verb",
                &["/m:verb", "/a:verb:verb"],
                &["/:verb", "/m:verbs", "/m"],
            ),
            (
                "/x{a}-{b}.json",
                &["/x1-2.json", "/x1--.json"],
                &["/x-2.json", "/x1-.json", "/x1.json"],
            ),
            ("/笔记/{笔记 id}", &["/%E7%AC%94%E8%AE%B0/1"], &["/x/1"]),
            ("/{a/b}/c", &["/1/c"], &["/1/2/c"]),
        ] {
            let pattern = Pattern::of(template);
            for path in admitted {
                assert!(pattern.admits(path), "{template} {path}");
            }
            for path in others {
                assert!(!pattern.admits(path), "{template} {path}");
            }
        }
    }

    #[test]
    fn texts_come_before_variables_and_more_text_before_less() {
        let mut templates = ["/{a}{b}", "/{a}", "/{a}/x", "/new/{b}", "/{a}.json", "/new/x", "/new"];
        templates.sort_by_key(|template| Pattern::of(template).openness());
        assert_eq!(
            templates,
            ["/new", "/new/x", "/new/{b}", "/{a}.json", "/{a}", "/{a}/x", "/{a}{b}"]
        );
    }
}
