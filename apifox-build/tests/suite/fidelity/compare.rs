//! Compares a value with its decoded and encoded form, and defines the tolerated differences.

use super::case::Part;
use super::json::{Json, digits};
use super::spec::Place;

/// A tolerated difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tolerance {
    EmptyInResponse,
    Unnamed,
    WrittenOtherwise,
    Rounded,
    LastPlace,
    BeyondInteger,
}

/// The tolerated differences, each with its reason. All others are failures.
pub(crate) const TOLERATED: [(Tolerance, &str); 6] = [
    (
        Tolerance::EmptyInResponse,
        "responses: absent, null, [] and {} are the same; servers mix them, and Rust has one None. A required [] or {} is not absent",
    ),
    (
        Tolerance::Unnamed,
        "a property that no schema at its place names need not be kept; the document does not promise it",
    ),
    (
        Tolerance::WrittenOtherwise,
        "the same number, written otherwise, such as 1 and 1.0; JSON does not tell them apart",
    ),
    (
        Tolerance::Rounded,
        "a number with more digits than 64-bit floats hold; most readers of JSON round it",
    ),
    (
        Tolerance::LastPlace,
        "a float that is off by up to 3 in its last place of 53 bits; so serde_json reads without `float_roundtrip`, which adds 1.4 % to a program",
    ),
    (
        Tolerance::BeyondInteger,
        "an integer beyond 64 bits with a sign, which Rust's i64 does not hold",
    ),
];

/// The result for one value.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) tolerated: Vec<Tolerance>,
    /// The first difference that fails.
    pub(crate) failure: Option<String>,
    is_request: bool,
}

/// Compares a value with its decoded and encoded form.
pub(crate) fn compare(expected: &Json, back: &Result<Json, String>, part: &Part, place: Option<&Place>) -> Comparison {
    let mut comparison = Comparison {
        is_request: *part == Part::Body,
        ..Comparison::default()
    };
    match back {
        Ok(back) => comparison.values(expected, back, place, ""),
        Err(_) if expected.numbers().iter().any(|number| is_beyond(number)) => {
            comparison.tolerated.push(Tolerance::BeyondInteger);
        }
        Err(error) => comparison.failure = Some(shape_of(error)),
    }
    comparison
}

impl Comparison {
    fn values(&mut self, expected: &Json, back: &Json, place: Option<&Place>, path: &str) {
        match (expected, back) {
            (Json::Object(_), Json::Object(_)) => self.objects(expected, back, place, path),
            (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
                for (index, (a, b)) in a.iter().zip(b).enumerate() {
                    let item = place.map(|place| place.item(index));
                    self.values(a, b, item.as_ref(), &format!("{path}/[]"));
                }
            }
            (Json::Number(a), Json::Number(b)) => self.numbers(a, b, path),
            (a, b) if a == b => {}
            (a, b) if a.kind() == b.kind() => self.fails(format!("changes {} {path}", a.kind())),
            (a, b) => self.fails(format!("makes {} of {} {path}", b.kind(), a.kind())),
        }
    }

    fn objects(&mut self, expected: &Json, back: &Json, place: Option<&Place>, path: &str) {
        for (name, value) in expected.as_object().into_iter().flatten() {
            let is_named = place.is_none_or(|place| place.names(name));
            let is_property = place.is_none_or(|place| place.properties().contains(&name.as_str()));
            let path = format!("{path}/{}", if is_property { name } else { "*" });
            let found = back.get(name);
            if !is_named {
                if found != Some(value) {
                    self.tolerated.push(Tolerance::Unnamed);
                }
            } else if found.is_none_or(is_empty)
                && is_empty(value)
                && found != Some(value)
                && (self.may_be_empty(place, name) || !self.is_request && (found.is_some() || *value == Json::Null))
            {
                self.tolerated.push(Tolerance::EmptyInResponse);
            } else if let Some(found) = found {
                let member = place.map(|place| place.member(name));
                self.values(value, found, member.as_ref(), &path);
            } else {
                self.fails(format!("loses {} {path}", value.kind()));
            }
        }
        for (name, value) in back.as_object().into_iter().flatten() {
            if expected.get(name).is_some() {
                continue;
            }
            if is_empty(value) && self.may_be_empty(place, name) {
                self.tolerated.push(Tolerance::EmptyInResponse);
            } else {
                self.fails(format!("adds {} {path}/{name}", value.kind()));
            }
        }
    }

    fn may_be_empty(&self, place: Option<&Place>, name: &str) -> bool {
        !self.is_request && place.is_some_and(|place| !place.requires(name))
    }

    fn numbers(&mut self, expected: &str, back: &str, path: &str) {
        if expected == back {
            return;
        }
        let float = |number: &str| number.parse::<f64>().unwrap_or(f64::NAN);
        let apart = float(expected).to_bits().abs_diff(float(back).to_bits());
        if digits(expected) == digits(back) {
            self.tolerated.push(Tolerance::WrittenOtherwise);
        } else if apart <= 3 {
            let kinds = [Tolerance::Rounded, Tolerance::LastPlace];
            self.tolerated.push(kinds[usize::from(apart > 0)]);
        } else {
            self.fails(format!("changes number {path}"));
        }
    }

    fn fails(&mut self, shape: String) {
        self.failure.get_or_insert(shape);
    }
}

/// Whether a value is empty; an object of empty properties is not.
fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Array(items) => items.is_empty(),
        Json::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn is_beyond(number: &str) -> bool {
    let (_, digits, exponent) = digits(number);
    exponent >= 0 && (digits.len() + usize::try_from(exponent).unwrap_or(0) > 18) && number.parse::<i64>().is_err()
}

/// Removes the parts of a message that are specific to one value, so that similar failures are
/// grouped.
fn shape_of(error: &str) -> String {
    let error = error.split(" at line ").next().unwrap_or_default();
    let mut shape = String::from("does not decode: ");
    let mut is_quoted = false;
    let mut characters = error.chars();
    while let Some(character) = characters.next() {
        if is_quoted && character == '\\' {
            characters.next();
        } else if character == '"' {
            is_quoted = !is_quoted;
        }
        let character = if character.is_ascii_digit() { '0' } else { character };
        let is_of_value = is_quoted && character != '"' || character == '-' || character == '0' && shape.ends_with('0');
        if !is_of_value {
            shape.push(character);
        }
    }
    shape.chars().take(200).collect()
}
