//! Matches paths against path templates.

use std::cmp::Reverse;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, percent_encode};

/// A template without the names of its variables. `/{id}` and `/{name}` match the same paths.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Segment>);

/// The part between two slashes.
#[derive(Debug, PartialEq, Eq)]
struct Segment {
    /// The literal before the first variable, or the whole segment.
    before: Vec<u8>,
    /// The literal after each variable: `{model}:generate` has one variable, followed by
    /// `:generate`.
    after_variables: Vec<Vec<u8>>,
}

/// How many paths a segment matches. More specific segments are tried first.
type Openness = (bool, Reverse<usize>, usize);

impl Pattern {
    pub(crate) fn of(template: &str) -> Self {
        Self(segments(template).map(Segment::of).collect())
    }

    /// Returns the variables of a path, percent-encoded, or `None` if it does not match. A variable
    /// has at least one character and never spans a slash.
    pub(crate) fn variables(&self, path: &str) -> Option<Vec<String>> {
        let mut parts = path.split('/');
        let mut variables = Vec::new();
        for segment in &self.0 {
            variables.extend(segment.variables(parts.next()?)?);
        }
        parts.next().is_none().then_some(variables)
    }

    /// Sorts literals before variables. The first segment that differs decides.
    pub(crate) fn openness(&self) -> Vec<Openness> {
        self.0.iter().map(Segment::openness).collect()
    }
}

impl Segment {
    fn of(text: &str) -> Self {
        let mut before = text;
        let mut after_variables = Vec::new();
        if let Some((text, mut rest)) = text.split_once('{') {
            before = text;
            // The name of a variable does not matter; it ends where the next literal starts.
            while let Some((_, after)) = rest.split_once('}') {
                let (literal, next) = after.split_once('{').unwrap_or((after, ""));
                after_variables.push(decoded(literal));
                rest = next;
            }
        }
        Self {
            before: decoded(before),
            after_variables,
        }
    }

    /// Returns the variables in a part of a path. If the part matches only after decoding, the
    /// variables are encoded again.
    fn variables(&self, part: &str) -> Option<Vec<String>> {
        let as_it_is = self.between(part.as_bytes());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if let Some(found) = as_it_is {
            return Some(found.into_iter().map(text).collect());
        }
        let decoded = decoded(part);
        let encoded = |bytes: &[u8]| percent_encode(bytes, NON_ALPHANUMERIC).to_string();
        Some(self.between(&decoded)?.into_iter().map(encoded).collect())
    }

    fn between<'p>(&self, part: &'p [u8]) -> Option<Vec<&'p [u8]>> {
        let mut rest = part.strip_prefix(self.before.as_slice())?;
        let Some((last, between)) = self.after_variables.split_last() else {
            return rest.is_empty().then(Vec::new);
        };
        let mut found = Vec::new();
        for literal in between {
            // The first match leaves most to the variables that follow.
            let end = (1..=rest.len()).find(|&end| rest[end..].starts_with(literal))?;
            found.push(&rest[..end]);
            rest = &rest[end + literal.len()..];
        }
        let last = rest.strip_suffix(last.as_slice()).filter(|last| !last.is_empty())?;
        found.push(last);
        Some(found)
    }

    fn openness(&self) -> Openness {
        let literal = self.before.len() + self.after_variables.iter().map(Vec::len).sum::<usize>();
        (
            !self.after_variables.is_empty(),
            Reverse(literal),
            self.after_variables.len(),
        )
    }
}

/// Returns the names of a template's variables, in order.
pub(crate) fn names(template: &str) -> Vec<String> {
    let opened = template.split('{').skip(1);
    let names = opened.filter_map(|text| text.split_once('}'));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// Splits a template at slashes, but not at a slash inside the name of a variable.
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

/// Templates are written unencoded; requests are percent-encoded.
fn decoded(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_matches_literals_and_variables() {
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
                assert!(pattern.variables(path).is_some(), "{template} {path}");
            }
            for path in others {
                assert!(pattern.variables(path).is_none(), "{template} {path}");
            }
        }
    }

    #[test]
    fn variables_stay_encoded() {
        for (template, path, expected) in [
            ("/{a}/x/{b}", "/1%2C2,3/x/%20", &["1%2C2,3", "%20"][..]),
            ("/x{a}-{b}.json", "/x1-2.json", &["1", "2"]),
            ("/{a}:verb", "/m%3Averb", &["m"]),
            ("/v1", "/v1", &[]),
        ] {
            let variables = Pattern::of(template).variables(path).expect("it is of this template");
            assert_eq!(variables, expected, "{template} {path}");
        }
        assert_eq!(names("/{a}/x/{b c}.{d}"), ["a", "b c", "d"]);
    }

    #[test]
    fn literals_sort_before_variables_and_longer_ones_first() {
        let mut templates = ["/{a}{b}", "/{a}", "/{a}/x", "/new/{b}", "/{a}.json", "/new/x", "/new"];
        templates.sort_by_key(|template| Pattern::of(template).openness());
        assert_eq!(
            templates,
            ["/new", "/new/x", "/new/{b}", "/{a}.json", "/{a}", "/{a}/x", "/{a}{b}"]
        );
    }
}
