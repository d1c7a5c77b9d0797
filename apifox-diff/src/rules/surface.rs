//! The API that a program is compiled against: the public items of the generated code.

use std::collections::BTreeMap;

use apifox_build::internals::shape;

use crate::rule::{Sink, table};
use crate::surface::{Both, Item, Items, Sort, Surfaces};

table! { Rust:
    "rust-item-removed" breaking never Surface |surfaces, sink| removed(surfaces, &WHOLE, sink),
        "a program that names it does not compile",
        "Use its replacement.";
    "rust-item-added" compatible never Surface |surfaces, sink| added(surfaces, &WHOLE, sink),
        "it did not exist before",
        "None; you can use it now.";
    "rust-item-changed" breaking never Surface |surfaces, sink| changed(surfaces, Sort::Other, str::to_owned, sink),
        "a program that uses it may not compile",
        "Adapt to the new signature.";
    "rust-call-changed" breaking never Surface |surfaces, sink| changed(surfaces, Sort::Call, result_and_request, sink),
        "the call has another result type or request type",
        "Use the new type.";
    "rust-call-noted" compatible never Surface |surfaces, sink| noted(surfaces, Sort::Call, result_and_request, sink),
        "the method is called as before",
        "None.";
    "rust-arguments-changed" breaking never Surface check_arguments_changed,
        "a call with the old arguments does not compile, or sends different values",
        "Call it with the new arguments.";
    "rust-argument-renamed" compatible never Surface check_argument_renamed,
        "arguments are passed by position",
        "None.";
    "rust-setting-removed" breaking never Surface |surfaces, sink| removed(surfaces, &[Sort::Setting], sink),
        "a call that sets it does not compile",
        "Stop setting it.";
    "rust-setting-added" compatible never Surface |surfaces, sink| added(surfaces, &[Sort::Setting], sink),
        "calls that do not set it are unchanged",
        "None; you can set it now.";
    "rust-setting-changed" breaking never Surface
        |surfaces, sink| changed(surfaces, Sort::Setting, str::to_owned, sink),
        "a call that sets it may not compile",
        "Set it to a value of its new type.";
    "rust-failure-removed" breaking never Surface |surfaces, sink| removed(surfaces, &[Sort::Failure], sink),
        "a `match` that names the variant does not compile",
        "Remove the arm of the `match`.";
    "rust-failure-added" compatible never Surface |surfaces, sink| added(surfaces, &[Sort::Failure], sink),
        "enums of failures are non-exhaustive",
        "None; you can match on it now.";
    "rust-failure-changed" breaking never Surface
        |surfaces, sink| changed(surfaces, Sort::Failure, str::to_owned, sink),
        "a `match` that reads the variant may not compile",
        "Read the failure as its new type.";
    "rust-type-changed" breaking never Surface |surfaces, sink| types(surfaces, true, sink),
        "it is a different kind of item, lacks a trait, or is constructed differently",
        "Adapt to the new form of the type.";
    "rust-type-gained" compatible never Surface |surfaces, sink| types(surfaces, false, sink),
        "everything it supported is still supported",
        "None.";
    "rust-field-removed" breaking never Surface |surfaces, sink| removed(surfaces, &[Sort::Field], sink),
        "a program that names the field does not compile",
        "Stop using the field.";
    "rust-field-added" compatible never Surface |surfaces, sink| grown(surfaces, Sort::Field, true, sink),
        "non-exhaustive structs may gain fields",
        "None; you can read or set it now.";
    "rust-field-added-to-literal" breaking never Surface |surfaces, sink| grown(surfaces, Sort::Field, false, sink),
        "a struct literal must name every field",
        "Add the field to your struct literals.";
    "rust-field-changed" breaking never Surface check_field_changed,
        "a program that reads or sets the field may not compile",
        "Read or set the field as its new type.";
    "rust-field-noted" compatible never Surface check_field_noted,
        "the type of the field is unchanged, and what set it still sets it",
        "None.";
    "rust-variant-removed" breaking never Surface |surfaces, sink| removed(surfaces, &[Sort::Variant], sink),
        "a program that names the variant does not compile",
        "Remove it, or use its replacement.";
    "rust-variant-added" compatible never Surface |surfaces, sink| grown(surfaces, Sort::Variant, true, sink),
        "non-exhaustive enums may gain variants",
        "None; you can match on it now.";
    "rust-variant-added-to-match" breaking never Surface |surfaces, sink| grown(surfaces, Sort::Variant, false, sink),
        "a `match` on an exhaustive enum must cover every variant",
        "Add an arm for the variant.";
    "rust-variant-changed" breaking never Surface
        |surfaces, sink| changed(surfaces, Sort::Variant, without_tag, sink),
        "a program that names the variant may not compile, or sends a different value",
        "Adapt to the new form of the variant.";
    "rust-function-removed" breaking never Surface |surfaces, sink| removed(surfaces, &[Sort::Function], sink),
        "a program that calls it does not compile",
        "Construct the value in another way.";
    "rust-function-added" compatible never Surface |surfaces, sink| added(surfaces, &[Sort::Function], sink),
        "it did not exist before",
        "None.";
    "rust-function-changed" breaking never Surface
        |surfaces, sink| changed(surfaces, Sort::Function, str::to_owned, sink),
        "a call with the old arguments does not compile",
        "Call it with the new arguments.";
}

pub(super) fn removed(surfaces: &Surfaces, sorts: &[Sort], sink: &mut Sink) {
    for both in surfaces.each(sorts).iter().filter(|both| both.new.is_none()) {
        sink.add_lines(both.name, both.lines(), "it is gone");
    }
}

pub(super) fn added(surfaces: &Surfaces, sorts: &[Sort], sink: &mut Sink) {
    for both in surfaces.each(sorts).iter().filter(|both| both.old.is_none()) {
        sink.add_lines(both.name, both.lines(), "it is new");
    }
}

/// Reports the items of both sides whose texts differ, where `part` selects the relevant part of
/// the text.
pub(super) fn changed(surfaces: &Surfaces, sort: Sort, part: impl Fn(&str) -> String, sink: &mut Sink) {
    changed_if(surfaces, sort, &part, |old, new| old != new, sink);
}

/// Reports the items of both sides whose relevant parts differ so that a program may not compile.
fn changed_if(
    surfaces: &Surfaces,
    sort: Sort,
    part: impl Fn(&str) -> String,
    differ: impl Fn(&str, &str) -> bool,
    sink: &mut Sink,
) {
    for both in surfaces.each(&[sort]) {
        if let (Some(old), Some(new)) = (both.old, both.new)
            && differ(&part(&old.signature), &part(&new.signature))
        {
            let signature = |item: &Item| format!("`{}`", part(&item.signature).trim().trim_start_matches(": "));
            sink.add_lines(
                both.name,
                both.lines(),
                format!("{} instead of {}", signature(new), signature(old)),
            );
        }
    }
}

/// Reports the items that differ, but not in their relevant parts.
fn noted(surfaces: &Surfaces, sort: Sort, part: impl Fn(&str) -> String, sink: &mut Sink) {
    noted_unless(surfaces, sort, |old, new| part(old) != part(new), sink);
}

/// Reports the items that differ, but not so that a program may not compile.
fn noted_unless(surfaces: &Surfaces, sort: Sort, differ: impl Fn(&str, &str) -> bool, sink: &mut Sink) {
    let whole = |item: &Item| match item.sort {
        Sort::Call => shape(&item.signature), // a renamed path parameter is reported on the wire
        _ => item.signature.clone(),
    };
    for both in surfaces.each(&[sort]) {
        if let (Some(old), Some(new)) = (both.old, both.new)
            && !differ(&old.signature, &new.signature)
            && whole(old) != whole(new)
        {
            let text = |item: &'_ Item| item.signature.trim().trim_start_matches(": ").to_owned();
            let message = format!("`{}` instead of `{}`", text(new), text(old));
            sink.add_lines(both.name, both.lines(), message);
        }
    }
}

const WHOLE: [Sort; 3] = [Sort::Call, Sort::Type, Sort::Other];

/// Returns the result and the request type of a call: `Note, request GetNote` of
/// ` GET /notes -> Note, request GetNote, id get_note`.
fn result_and_request(signature: &str) -> String {
    let response = signature.split_once(" -> ").map_or("", |(_, rest)| rest);
    let end = response.find(", id ").unwrap_or(response.len());
    response[..end].to_owned()
}

/// The arguments of each call in their order, each with its name and description.
type Arguments<'a> = BTreeMap<&'a str, Vec<(&'a str, &'a str)>>;

fn arguments(items: &Items) -> Arguments<'_> {
    let mut all = Arguments::new();
    for item in items.values().filter(|item| item.sort == Sort::Argument) {
        let signature = item.signature.trim().split_once(": ").unwrap_or_default();
        all.entry(&item.owner).or_default().push(signature);
    }
    all
}

/// Visits the calls of both sides, with their arguments.
fn each_call(surfaces: &Surfaces, mut visit: impl FnMut(&Both<'_>, &[(&str, &str)], &[(&str, &str)])) {
    let (old, new) = (arguments(&surfaces.old), arguments(&surfaces.new));
    for both in surfaces.each(&[Sort::Call]) {
        if both.old.is_some() && both.new.is_some() {
            let of = |all: &Arguments<'_>| all.get(both.name).map_or(0, Vec::len);
            if of(&old) + of(&new) > 0 {
                let none = Vec::new();
                visit(
                    &both,
                    old.get(both.name).unwrap_or(&none),
                    new.get(both.name).unwrap_or(&none),
                );
            }
        }
    }
}

/// Returns the descriptions of the arguments. The name of a path variable does not count: its
/// position identifies it. The media type of a body is compared on the wire.
fn kinds(arguments: &[(&str, &str)]) -> String {
    const UNNAMED: [&str; 3] = [", json", ", text", ", content"];
    let kind = |(_, signature): &(&str, &str)| {
        let signature = without_path_names(signature.replacen(", required", "", 1));
        let ends = UNNAMED.iter().filter_map(|what| {
            let at = signature.find(&format!("{what} \""))?;
            Some(at + what.len())
        });
        let end = ends.min().unwrap_or(signature.len());
        signature[..end].to_owned()
    };
    arguments.iter().map(kind).collect::<Vec<_>>().join("; ")
}

/// Removes the names of path parameters: `…, query "limit" and path "id"` becomes
/// `…, query "limit" and path`.
fn without_path_names(mut signature: String) -> String {
    for word in [", path", " and path"] {
        while let Some((before, rest)) = signature.split_once(&format!("{word} \""))
            && let Some((_, after)) = rest.split_once('"')
        {
            signature = format!("{before}{word}{after}");
        }
    }
    signature
}

fn check_arguments_changed(surfaces: &Surfaces, sink: &mut Sink) {
    each_call(surfaces, |both, old, new| {
        if kinds(old) != kinds(new) {
            let message = format!("({}) instead of ({})", kinds(new), kinds(old));
            sink.add_lines(both.name, both.lines(), message);
        }
    });
}

fn check_argument_renamed(surfaces: &Surfaces, sink: &mut Sink) {
    each_call(surfaces, |both, old, new| {
        let names = |all: &[(&str, &str)]| all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        if kinds(old) == kinds(new) && names(old) != names(new) {
            let message = format!("({}) instead of ({})", names(new), names(old));
            sink.add_lines(both.name, both.lines(), message);
        }
    });
}

/// Returns the kind of a type, and its other parts: traits, and whether it is closed.
fn kind_and_traits(item: &Item) -> (&str, Vec<&str>) {
    let mut parts = item.signature.trim().split(", ");
    (parts.next().unwrap_or_default(), parts.collect())
}

/// Whether a program that uses the old type may not compile with the new one.
fn breaks(old: &Item, new: &Item) -> bool {
    let ((kind, before), (new_kind, after)) = (kind_and_traits(old), kind_and_traits(new));
    let is_limit = |part: &&&str| **part == "non_exhaustive" || part.starts_with("without ");
    let lost = before
        .iter()
        .filter(|part| !is_limit(part))
        .any(|part| !after.contains(part));
    let limited = after.iter().filter(is_limit).any(|part| !before.contains(part));
    kind != new_kind || lost || limited
}

/// Whether two structs differ only in fields, of which each added or removed one is reported
/// separately.
fn differ_in_fields(old: &Item, new: &Item) -> bool {
    let ((kind, before), (new_kind, after)) = (kind_and_traits(old), kind_and_traits(new));
    [kind, new_kind].iter().all(|kind| kind.starts_with("struct of ")) && before == after
}

fn types(surfaces: &Surfaces, is_breaking: bool, sink: &mut Sink) {
    for both in surfaces.each(&[Sort::Type]) {
        if let (Some(old), Some(new)) = (both.old, both.new)
            && old.signature != new.signature
            && !differ_in_fields(old, new)
            && breaks(old, new) == is_breaking
        {
            let message = format!("`{}` instead of `{}`", new.signature.trim(), old.signature.trim());
            sink.add_lines(both.name, both.lines(), message);
        }
    }
}

/// Reports new parts of types that both sides have: those of non-exhaustive types, or the others.
fn grown(surfaces: &Surfaces, sort: Sort, is_open: bool, sink: &mut Sink) {
    for both in surfaces.each(&[sort]) {
        let Some(item) = both.new.filter(|_| both.old.is_none()) else {
            continue;
        };
        let owner = surfaces.old.get(&item.owner);
        if owner.is_some_and(|owner| owner.signature.contains("non_exhaustive")) == is_open {
            let signature = item.signature.trim_start_matches([':', ' ', '=']);
            let message = if signature.is_empty() {
                "it is new".to_owned()
            } else {
                format!("it is new: `{signature}`")
            };
            sink.add_lines(both.name, both.lines(), message);
        }
    }
}

/// Returns the type of a field, and how it is set, from
/// ` "type": NoteType, required, set by type_(NoteType)`.
fn field(signature: &str) -> String {
    let kind = signature.split_once(": ").map_or("", |(_, rest)| rest);
    let presence = [", required", ", optional", ", all further members"];
    presence
        .iter()
        .fold(kind.to_owned(), |text, word| text.replacen(word, "", 1))
}

/// Whether a field has another type, or lacks what set it: from the texts that `field` returns.
fn differ_in_use(old: &str, new: &str) -> bool {
    let (kind, setter) = type_and_setter(old);
    let (new_kind, new_setter) = type_and_setter(new);
    kind != new_kind || setter.is_some() && setter != new_setter
}

fn type_and_setter(field: &str) -> (&str, Option<&str>) {
    match field.split_once(", set by ") {
        Some((kind, setter)) => (kind, Some(setter)),
        None => (field, None),
    }
}

fn check_field_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed_if(surfaces, Sort::Field, field, differ_in_use, sink);
}

fn check_field_noted(surfaces: &Surfaces, sink: &mut Sink) {
    let differ = |old: &str, new: &str| differ_in_use(&field(old), &field(new));
    noted_unless(surfaces, Sort::Field, differ, sink);
}

/// Returns the type that a variant of a union holds. How a value is recognized as this alternative
/// is compared on the wire.
fn without_tag(variant: &str) -> String {
    let ends = [") by ", ") = "].iter().filter_map(|end| variant.find(end));
    let end = ends.min().filter(|_| variant.starts_with('('));
    end.map_or(variant, |end| &variant[..=end]).to_owned()
}
