//! Follows a place on the wire through the types of Rust: `response 200.payment.status` is the
//! field `status` of the type of the field `payment` of what the call returns.

use std::collections::{BTreeMap, BTreeSet};

use crate::surface::{Item, Items, Sort};

/// Names of items as in the listing: `type Note`, `type Note.id`.
type Names<'a> = BTreeSet<&'a str>;

/// The items of a place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trace<'a> {
    /// The items that the place is: a field, the variant of a value, an argument.
    pub(crate) ends: Names<'a>,
    /// Its type, and the types that contain it.
    pub(crate) types: Names<'a>,
}

/// The position within a place.
struct Position<'a> {
    trace: Trace<'a>,
    /// The types that a value may have here: several for the alternatives of a union.
    types: Names<'a>,
    /// The number of maps around these types.
    maps: usize,
}

/// The types of one side.
pub(crate) struct Tracer<'a> {
    items: &'a Items,
    /// The parts of each call and each type.
    parts: BTreeMap<&'a str, Vec<(&'a str, &'a Item)>>,
}

impl<'a> Tracer<'a> {
    pub(crate) fn new(items: &'a Items) -> Self {
        let mut parts: BTreeMap<&str, Vec<(&str, &Item)>> = BTreeMap::new();
        for (name, item) in items {
            parts.entry(&item.owner).or_default().push((name, item));
        }
        Self { items, parts }
    }

    /// Returns the items of a place of a call; `None` if it is not certain which they are.
    pub(crate) fn trace(&self, call: &str, place: &str) -> Option<Trace<'a>> {
        let call = self.items.get_key_value(call)?;
        if let Some(rest) = place.strip_prefix("body") {
            return self.body(call.0, rest);
        }
        if let Some(rest) = place.strip_prefix("response ") {
            return self.response(call, rest);
        }
        let (kind, rest) = place.split_once(" parameter `")?;
        let (name, rest) = rest.split_once('`')?;
        let sent = format!("{kind} {name:?}");
        let (argument, item) = one(self.parts_of(call.0).filter(|(_, item)| sends(item, &sent)))?;
        self.after_media_type(argument, &item.signature, rest)
    }

    /// Follows the place of a body, which is one argument, or one for each part of a form.
    fn body(&self, call: &'a str, rest: &str) -> Option<Trace<'a>> {
        const OTHERS: [&str; 4] = [" query \"", " path \"", " header \"", " cookie \""];
        const PART: &str = " part \"";
        let is_body = |item: &Item| {
            let is_argument = matches!(item.sort, Sort::Argument | Sort::Setting);
            is_argument && OTHERS.iter().all(|other| !item.signature.contains(other))
        };
        let mut arguments = self.parts_of(call).filter(|(_, item)| is_body(item));
        let first = arguments.clone().next()?;
        if !first.1.signature.contains(PART) {
            return self.after_media_type(one(arguments)?.0, &first.1.signature, rest);
        }
        let (_, name) = rest.split_once('.')?;
        arguments.find_map(|(argument, item)| {
            let (_, part) = item.signature.split_once(PART)?;
            let rest = name.strip_prefix(part.split('"').next()?)?;
            self.start(argument, &item.signature).follow(self, rest)
        })
    }

    /// Follows the place of a response: a failure, one of several results, or the result.
    fn response(&self, (call, item): (&'a String, &'a Item), place: &str) -> Option<Trace<'a>> {
        let end = place.find(['.', '[', '{', '<', ' ']).unwrap_or(place.len());
        let (status, rest) = place.split_at(end);
        if rest.starts_with(" header `") {
            return None;
        }
        // The media type, which a place names unless it is JSON.
        let is_media_type = |listed: &str| match rest.strip_prefix(' ') {
            Some(named) => named
                .strip_prefix(listed)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '{', '<', ' '])),
            None => listed == "application/json",
        };
        let of_status = |sort: Sort, word: &str| {
            let name = format!("{call}(..) {word}: {status}");
            let parts = self.parts_of(call).filter(|(_, item)| item.sort == sort);
            let found: Vec<_> = parts
                .filter_map(|(found, item)| {
                    let media_type = found.strip_prefix(&name)?;
                    (media_type.is_empty() || media_type.starts_with(' ')).then_some((
                        found,
                        item,
                        media_type.trim_start(),
                    ))
                })
                .collect();
            let only = found.len() == 1;
            let mut found = found
                .into_iter()
                .filter(|(.., media_type)| only || is_media_type(media_type));
            found.next().map(|(found, item, _)| (found, item))
        };
        let found = of_status(Sort::Failure, "fails").or_else(|| of_status(Sort::Response, "gives"));
        if let Some((name, item)) = found {
            let (_, content) = item.signature.split_once('(')?;
            return self.after_media_type(name, content, rest);
        }
        let (_, result) = item.signature.split_once(" -> ")?;
        let is_success = status.starts_with('2') && !result.starts_with("one of ");
        let result = result.split(", request ").next().filter(|_| is_success)?;
        self.after_media_type(call, result, rest)
    }

    fn parts_of(&self, owner: &str) -> impl Iterator<Item = (&'a str, &'a Item)> + Clone {
        self.parts.get(owner).into_iter().flatten().copied()
    }

    /// Follows the rest of a place, which may begin with a media type, and that may contain dots.
    fn after_media_type(&self, item: &'a str, text: &'a str, rest: &str) -> Option<Trace<'a>> {
        let follow = |rest: &str| self.start(item, text).follow(self, rest);
        if !rest.starts_with(' ') || rest.starts_with(" = ") {
            return follow(rest);
        }
        let ends = rest.match_indices(['.', '[', '{', '<']).map(|(at, _)| at);
        ends.chain([rest.len()]).find_map(|end| follow(&rest[end..]))
    }

    fn start(&self, item: &'a str, text: &'a str) -> Position<'a> {
        let mut position = Position {
            trace: Trace::default(),
            types: Names::new(),
            maps: 0,
        };
        position.enter(self, item, text);
        position
    }

    /// Returns the types that a text names.
    fn named(&self, text: &str) -> Names<'a> {
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        let found = words.filter_map(|word| self.items.get_key_value(format!("type {word}").as_str()));
        let types = found.filter(|(_, item)| item.sort == Sort::Type);
        types.map(|(name, _)| name.as_str()).collect()
    }
}

impl<'a> Position<'a> {
    /// Goes to an item, of which this is the type.
    fn enter(&mut self, tracer: &Tracer<'a>, item: &'a str, text: &str) {
        self.trace.ends = Names::from([item]);
        self.types = tracer.named(text);
        self.maps = text.matches("Map<").count();
    }

    fn follow(mut self, tracer: &Tracer<'a>, mut rest: &str) -> Option<Trace<'a>> {
        while !rest.is_empty() {
            self.open(tracer);
            rest = if let Some(rest) = rest.strip_prefix("[]") {
                rest
            } else if let Some(rest) = rest.strip_prefix("{}") {
                self.further_member(tracer)?;
                rest
            } else if let Some(value) = rest.strip_prefix(" = ") {
                self.value(tracer, value);
                ""
            } else if let Some(label) = rest.strip_prefix('<') {
                let (label, rest) = label.split_once('>')?;
                self.alternative(tracer, label)?;
                rest
            } else {
                self.field(tracer, rest.strip_prefix('.')?)?
            };
        }
        self.open(tracer);
        Some(self.trace)
    }

    /// Replaces aliases and tuple structs by what they contain.
    fn open(&mut self, tracer: &Tracer<'a>) {
        const DEEPEST: usize = 8;
        for _ in 0..DEEPEST {
            let mut opened = Names::new();
            for name in &self.types {
                let item = tracer.items.get(*name);
                let alias = item.and_then(|item| item.signature.strip_prefix(" = "));
                let inner = tracer.items.get(format!("{name}.0").as_str());
                match alias.or(inner.map(|inner| inner.signature.as_str())) {
                    Some(text) => opened.extend(tracer.named(text)),
                    None => _ = opened.insert(name),
                }
            }
            self.trace.types.extend(&self.types);
            if self.types == opened {
                return;
            }
            self.types = opened;
        }
    }

    /// Returns the parts of the current types.
    fn parts(&self, tracer: &Tracer<'a>) -> Vec<(&'a str, &'a Item)> {
        self.types.iter().flat_map(|name| tracer.parts_of(name)).collect()
    }

    /// Goes to the field that the rest of a place names; `None` if there are several, or none.
    fn field<'p>(&mut self, tracer: &Tracer<'a>, rest: &'p str) -> Option<&'p str> {
        let parts = self.parts(tracer).into_iter();
        let fields = parts.filter(|(_, item)| item.sort == Sort::Field && !is_further(item));
        let after = |name: &str, item: &Item| {
            let after = rest.strip_prefix(wire_name(name, item))?;
            let is_end = after.is_empty() || [".", "[", "{", "<", " = "].iter().any(|mark| after.starts_with(mark));
            is_end.then_some(after)
        };
        // A name may contain dots, so that two names may match.
        let (after, name, item) = one(fields.filter_map(|(name, item)| Some((after(name, item)?, name, item))))?;
        self.enter(tracer, name, kind(item));
        Some(after)
    }

    /// Goes to the values of a map, or of the further members of a struct.
    fn further_member(&mut self, tracer: &Tracer<'a>) -> Option<()> {
        if self.maps > 0 {
            self.maps -= 1;
            return Some(());
        }
        let parts = self.parts(tracer).into_iter();
        let (name, item) = one(parts.filter(|(_, item)| is_further(item)))?;
        self.enter(tracer, name, kind(item));
        self.maps = self.maps.saturating_sub(1);
        Some(())
    }

    /// Goes to the alternative with this label: a value of its tag, its component, or a property that
    /// no other has; `None` if there are several, or none. A choice that became one type has no
    /// alternatives.
    fn alternative(&mut self, tracer: &Tracer<'a>, label: &str) -> Option<()> {
        let parts = self.parts(tracer).into_iter();
        let all: Vec<_> = parts
            .filter(|(_, item)| item.sort == Sort::Variant && item.signature.starts_with('('))
            .filter(|(name, _)| !name.ends_with("::Unknown"))
            .collect();
        if all.is_empty() {
            return Some(());
        }
        let is_labeled = |item: &Item| {
            let (content, tags) = item.signature.split_once(')').unwrap_or_default();
            tags.split('|').any(|tag| is_value(tag, &format!("{label:?}"))) || content.trim_start_matches('(') == label
        };
        let has_property = |item: &Item| {
            let types = tracer.named(&item.signature);
            let mut parts = types.iter().flat_map(|name| tracer.parts_of(name));
            parts.any(|(name, item)| item.sort == Sort::Field && wire_name(name, item) == label)
        };
        let labeled = one(all.iter().filter(|(_, item)| is_labeled(item)));
        let (name, item) = labeled.or_else(|| one(all.iter().filter(|(_, item)| has_property(item))))?;
        self.enter(tracer, name, &item.signature);
        Some(())
    }

    /// Goes to the variant of a value of an enum. A value of a tag belongs to its alternative.
    fn value(&mut self, tracer: &Tracer<'a>, value: &str) {
        let is_alternative = self.trace.ends.iter().any(|name| name.contains("::"));
        if !is_alternative {
            let parts = self.parts(tracer).into_iter();
            let variants = parts.filter(|(_, item)| item.sort == Sort::Variant && is_value(&item.signature, value));
            self.trace.ends = variants.map(|(name, _)| name).collect();
        }
    }
}

/// Whether the text of a variant, such as ` = "paid"`, is this value.
fn is_value(text: &str, value: &str) -> bool {
    text.trim().trim_start_matches("= ") == value
}

/// Returns the only item; `None` if there are several, or none.
fn one<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

/// Whether an argument or an option is sent as this: `query "limit"`.
fn sends(item: &Item, sent: &str) -> bool {
    matches!(item.sort, Sort::Argument | Sort::Setting) && item.signature.contains(&format!(" {sent}"))
}

fn is_further(field: &Item) -> bool {
    field.signature.ends_with(", all further members")
}

/// Returns the name of a field on the wire.
fn wire_name<'n>(name: &'n str, field: &'n Item) -> &'n str {
    let renamed = field
        .signature
        .strip_prefix(" \"")
        .and_then(|rest| rest.split_once("\": "));
    let own = || name.rsplit('.').next().unwrap_or(name);
    renamed.map_or_else(own, |(wire, _)| wire)
}

/// Returns the type of a field.
fn kind(field: &Item) -> &str {
    let text = match field.signature.strip_prefix(" \"") {
        Some(rest) => rest.split_once("\": ").map_or(rest, |(_, kind)| kind),
        None => &field.signature,
    };
    let ends = [", required", ", optional", ", all further members"];
    let end = ends.iter().filter_map(|end| text.find(end)).min();
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surface::Surfaces;

    const LISTING: &str = "\
call notes().add POST /notes -> one of responses::Add, request Add, id add
call notes().add(..) fails: 404, failures::Add::NotFound(Problem)
call notes().add(..) gives: 201 application/json, responses::Add::Created(json Vec<Note>)
call notes().add(..).file(file: impl Into<File>), optional, part \"file\"
call notes().add(..).about(about: &Note), optional, part \"about\"
call notes().get GET /notes -> Vec<BTreeMap<String, Choice>>, request Get, id get
call notes().get(..).state(state: State), optional, query \"state\"
call notes().get(1) body: &Note, required, json
type Note struct, non_exhaustive
type Note.id \"x.y\": String, required
type Note.c: Option<Problem>, optional
type Note.c_a \"c.b\": String, required
type Note.a: Option<Problem>, optional, set by a(Problem)
type Note.further: BTreeMap<String, Note>, all further members
type Problem struct, non_exhaustive
type Problem.b: State, required
type State open enum of str, non_exhaustive
type State::Old = \"old\"
type State::Unknown(String)
type Choice union by \"t\", non_exhaustive
type Choice::Note(Note) = \"n\"|\"m\"
type Choice::Problem(Problem) = \"p\"
type Choice::Unknown(Value)
";

    /// A call, a place, and the item that it is; empty if that is not certain.
    const ROWS: [(&str, &str, &str); 21] = [
        ("get", "body", "call notes().get(1)"),
        ("get", "body.a.b", "type Problem.b"),
        ("get", "body.x.y", "type Note.id"),
        ("get", "body.c.b", ""),
        ("get", "body.a", "type Note.a"),
        ("get", "body application/vnd.a.b+json.a.b = \"old\"", "type State::Old"),
        ("get", "body{}{}.a", "type Note.a"),
        ("get", "body.d", ""),
        ("get", "query parameter `state`", "call notes().get(..).state"),
        ("get", "query parameter `state` = \"old\"", "type State::Old"),
        ("get", "query parameter `other`", ""),
        ("get", "response 200", "call notes().get"),
        ("get", "response 200[]{}<m>.a", "type Note.a"),
        ("get", "response 200[]{}<p>.b", "type Problem.b"),
        ("get", "response 200[]{}<m> = \"m\"", "type Choice::Note"),
        ("get", "response 200[]{}<other>.b", ""),
        ("get", "response 404.b", ""),
        ("add", "response 404.b", "type Problem.b"),
        ("add", "response 201[].a", "type Note.a"),
        ("add", "body multipart/form-data.about.a", "type Note.a"),
        ("add", "body multipart/form-data.file", "call notes().add(..).file"),
    ];

    #[test]
    fn a_place_is_followed_to_its_item() {
        let surfaces = Surfaces::new(LISTING, "");
        let tracer = Tracer::new(&surfaces.old);
        for (call, place, expected) in ROWS {
            let found = tracer.trace(&format!("call notes().{call}"), place);
            let ends: Vec<&str> = found.into_iter().flat_map(|trace| trace.ends).collect();
            assert_eq!(ends.join(" "), expected, "{call} {place}");
        }
    }
}
