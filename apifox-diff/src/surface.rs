//! Parses the listing of the public items of generated code.

use std::collections::{BTreeMap, BTreeSet};

/// The kind of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Call,
    Argument,
    Setting,
    Failure,
    /// One of several results of a call.
    Response,
    /// A header of a result of a call.
    Header,
    /// A stream of a paginated list.
    List,
    Type,
    Field,
    Variant,
    Function,
    Other,
}

/// A public item.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) sort: Sort,
    /// The parent: the call of an argument, the type of a field.
    pub(crate) owner: String,
    /// The text of the line after the item's name.
    pub(crate) signature: String,
    /// Its line in the listing, counting from 1.
    pub(crate) line: usize,
}

/// The items of a listing, by name.
pub(crate) type Items = BTreeMap<String, Item>;

/// The listings of both sides.
#[derive(Debug)]
pub(crate) struct Surfaces {
    pub(crate) old: Items,
    pub(crate) new: Items,
    /// The calls that have several responses on one side only: the type of the result differs.
    other_results: BTreeSet<String>,
}

/// An item of both sides, or of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Both<'a> {
    pub(crate) name: &'a str,
    pub(crate) old: Option<&'a Item>,
    pub(crate) new: Option<&'a Item>,
}

impl Both<'_> {
    pub(crate) fn lines(&self) -> (Option<usize>, Option<usize>) {
        (self.old.map(|item| item.line), self.new.map(|item| item.line))
    }
}

impl Surfaces {
    pub(crate) fn new(old: &str, new: &str) -> Self {
        let (old, new) = (items(old), items(new));
        let other_results = &with_responses(&old) ^ &with_responses(&new);
        Self {
            other_results: other_results.into_iter().map(str::to_owned).collect(),
            old,
            new,
        }
    }

    /// Returns all items of these kinds, ordered by name, without the parts of items that are added
    /// or removed as a whole, such as the responses of a call that has a single one on one side.
    pub(crate) fn each<'a>(&'a self, sorts: &[Sort]) -> Vec<Both<'a>> {
        let names: BTreeSet<&String> = self.old.keys().chain(self.new.keys()).collect();
        let both = names.into_iter().map(|name| Both {
            name,
            old: self.old.get(name),
            new: self.new.get(name),
        });
        both.filter(|both| {
            both.old.or(both.new).is_some_and(|item| {
                let owner = item.owner.as_str();
                let is_whole = item.sort == Sort::Response && self.other_results.contains(owner);
                let has_owner = |items: &Items| owner.is_empty() || items.contains_key(owner);
                sorts.contains(&item.sort) && !is_whole && has_owner(&self.old) && has_owner(&self.new)
            })
        })
        .collect()
    }
}

/// Returns the calls that have several responses.
fn with_responses(items: &Items) -> BTreeSet<&str> {
    let responses = items.values().filter(|item| item.sort == Sort::Response);
    responses.map(|item| item.owner.as_str()).collect()
}

fn items(listing: &str) -> Items {
    let lines = listing.lines().enumerate();
    lines
        .filter(|(_, line)| !line.starts_with('#') && !line.starts_with("server "))
        .map(|(index, line)| {
            let (name, mut item) = item(line);
            item.line = index + 1;
            (name, item)
        })
        .collect()
}

fn item(line: &str) -> (String, Item) {
    let (name, owner, sort) = match line.split_once(' ') {
        Some(("call", rest)) => call(rest),
        Some(("type", rest)) => part_of_type(rest),
        Some(("client", rest)) if !rest.contains(": ") || rest.find('(') < rest.find(": ") => {
            (rest.find('(').unwrap_or(rest.len()), "", Sort::Other)
        }
        _ => (line.len(), "", Sort::Other),
    };
    let word = line.find(' ').map_or(0, |at| at + 1);
    let name = if name == line.len() { name } else { name + word };
    let owner = if owner.is_empty() {
        String::new()
    } else {
        format!("{}{owner}", &line[..word])
    };
    let item = Item {
        sort,
        owner,
        signature: plain(&line[name..]),
        line: 0,
    };
    (line[..name].to_owned(), item)
}

/// Returns the text of a line; the name of a header in lower case (RFC 9110, 5.1).
fn plain(signature: &str) -> String {
    const HEADER: &str = ", header \"";
    match signature
        .split_once(HEADER)
        .and_then(|(before, rest)| Some((before, rest.split_once('"')?)))
    {
        Some((before, (name, rest))) => format!("{before}{HEADER}{}\"{rest}", name.to_lowercase()),
        None => signature.to_owned(),
    }
}

/// The parts of a call: what stands before the name of one, and the character after the name.
const PARTS: [(&str, char, Sort); 5] = [
    ("(..).", '(', Sort::Setting),
    ("(..) fails: ", ',', Sort::Failure),
    ("(..) gives: ", ',', Sort::Response),
    ("(..) header: ", '(', Sort::Header),
    ("(..) lists: ", '(', Sort::List),
];

/// Of `accounts().close(1) account_id: &str, …`: where the name ends, and the call.
fn call(rest: &str) -> (usize, &str, Sort) {
    let method = rest.find("().").map_or(0, |at| at + 3);
    let end = rest[method..].find([' ', '(']).map_or(rest.len(), |at| method + at);
    let owner = &rest[..end];
    let after = &rest[end..];
    for (mark, ends, sort) in PARTS {
        if let Some(part) = after.strip_prefix(mark) {
            let name = part.find(ends).unwrap_or(part.len());
            return (end + mark.len() + name, owner, sort);
        }
    }
    match after.find(") ") {
        Some(at) if after.starts_with('(') => (end + at + 1, owner, Sort::Argument),
        _ => (end, "", Sort::Call),
    }
}

/// Splits `Account.balance: Option<Amount>, optional`: returns the end of the name, and the type.
fn part_of_type(rest: &str) -> (usize, &str, Sort) {
    let end = rest.find([' ', '(']).unwrap_or(rest.len());
    let word = rest[..end].trim_end_matches(':');
    if rest[end..].starts_with(" implements ") {
        return (rest.len(), word, Sort::Other);
    }
    if let Some((owner, name)) = word.split_once("::") {
        let is_variant = name.starts_with(char::is_uppercase);
        return (
            word.len(),
            owner,
            if is_variant { Sort::Variant } else { Sort::Function },
        );
    }
    match word.split_once('.') {
        Some((owner, _)) => (word.len(), owner, Sort::Field),
        None => (word.len(), "", Sort::Type),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line, the item's name, its parent, and its kind.
    type Row = (&'static str, &'static str, &'static str, Sort);

    const ROWS: [Row; 15] = [
        (
            "call notes().get GET /notes -> Note, request GetNote, id get_note",
            "call notes().get",
            "",
            Sort::Call,
        ),
        (
            "call notes().get(1) id: &str, required, path \"id\"",
            "call notes().get(1)",
            "call notes().get",
            Sort::Argument,
        ),
        (
            "call notes().list(..).limit(limit: i64), optional, query \"limit\"",
            "call notes().list(..).limit",
            "call notes().list",
            Sort::Setting,
        ),
        (
            "call notes().get(..) fails: 404, failures::GetNote::NotFound(Error)",
            "call notes().get(..) fails: 404",
            "call notes().get",
            Sort::Failure,
        ),
        (
            "call notes().get(..) gives: 202 application/json, responses::GetNote::Accepted(Draft)",
            "call notes().get(..) gives: 202 application/json",
            "call notes().get",
            Sort::Response,
        ),
        (
            "call notes().get(..) header: left() -> Option<i64>, header \"X-Left\"",
            "call notes().get(..) header: left",
            "call notes().get",
            Sort::Header,
        ),
        (
            "call notes().list(..) lists: items() -> Items<types::Note>",
            "call notes().list(..) lists: items",
            "call notes().list",
            Sort::List,
        ),
        ("type Note struct, non_exhaustive, Default", "type Note", "", Sort::Type),
        (
            "type Note.type_ \"type\": NoteType, required",
            "type Note.type_",
            "type Note",
            Sort::Field,
        ),
        (
            "type Note.id: String, required",
            "type Note.id",
            "type Note",
            Sort::Field,
        ),
        (
            "type NoteType::Unknown(String)",
            "type NoteType::Unknown",
            "type NoteType",
            Sort::Variant,
        ),
        (
            "type NewNote::new(text: impl Into<String>) -> Self",
            "type NewNote::new",
            "type NewNote",
            Sort::Function,
        ),
        (
            "client Client.notes() -> resources::notes::NotesResource<'_>",
            "client Client.notes",
            "",
            Sort::Other,
        ),
        (
            "client Client: AsRef<apifox_client::Client>",
            "client Client: AsRef<apifox_client::Client>",
            "",
            Sort::Other,
        ),
        (
            "static operations::GET_NOTE",
            "static operations::GET_NOTE",
            "",
            Sort::Other,
        ),
    ];

    #[test]
    fn a_line_of_the_listing_is_read_as_the_item_it_names() {
        for (line, name, owner, sort) in ROWS {
            let (found, item) = item(line);
            assert_eq!(
                (found.as_str(), item.owner.as_str(), item.sort),
                (name, owner, sort),
                "{line}"
            );
        }
    }
}
