//! The API that a program is compiled against: the public items of the generated code.

use std::collections::BTreeMap;

use crate::diff::rule::table;
use crate::diff::sink::Sink;
use crate::diff::surface::{Both, Item, Items, Sort, Surfaces};

table! { Rust:
    "rust-item-removed" breaking never Surface check_item_removed,
        "a program that names it does not compile",
        "Use its replacement.";
    "rust-item-added" compatible never Surface check_item_added,
        "it did not exist before",
        "None; you can use it now.";
    "rust-item-changed" breaking never Surface check_item_changed,
        "a program that uses it may not compile",
        "Adapt to the new signature.";
    "rust-call-changed" breaking never Surface check_call_changed,
        "the call's result type or request type has a new name",
        "Use the new type.";
    "rust-call-noted" compatible never Surface check_call_noted,
        "the method is called as before",
        "None.";
    "rust-arguments-changed" breaking never Surface check_arguments_changed,
        "a call with the old arguments does not compile, or sends different values",
        "Call it with the new arguments.";
    "rust-argument-renamed" compatible never Surface check_argument_renamed,
        "arguments are passed by position",
        "None.";
    "rust-setting-removed" breaking never Surface check_setting_removed,
        "a call that sets it does not compile",
        "Stop setting it.";
    "rust-setting-added" compatible never Surface check_setting_added,
        "calls that do not set it are unchanged",
        "None; you can set it now.";
    "rust-setting-changed" breaking never Surface check_setting_changed,
        "a call that sets it may not compile",
        "Set it to a value of its new type.";
    "rust-failure-removed" breaking never Surface check_failure_removed,
        "a `match` that names the variant does not compile",
        "Remove the arm of the `match`.";
    "rust-failure-added" compatible never Surface check_failure_added,
        "enums of failures are non-exhaustive",
        "None; you can match on it now.";
    "rust-failure-changed" breaking never Surface check_failure_changed,
        "a `match` that reads the variant may not compile",
        "Read the failure as its new type.";
    "rust-type-changed" breaking never Surface check_type_changed,
        "it is a different kind of item, lacks a trait, or is constructed differently",
        "Adapt to the new form of the type.";
    "rust-type-gained" compatible never Surface check_type_gained,
        "everything it supported is still supported",
        "None.";
    "rust-field-removed" breaking never Surface check_field_removed,
        "a program that names the field does not compile",
        "Stop using the field.";
    "rust-field-added" compatible never Surface check_field_added,
        "non-exhaustive structs may gain fields",
        "None; you can read or set it now.";
    "rust-field-added-to-literal" breaking never Surface check_field_added_to_literal,
        "a struct literal must name every field",
        "Add the field to your struct literals.";
    "rust-field-changed" breaking never Surface check_field_changed,
        "a program that reads or sets the field may not compile",
        "Read or set the field as its new type.";
    "rust-field-noted" compatible never Surface check_field_noted,
        "the type of the field is unchanged",
        "None.";
    "rust-variant-removed" breaking never Surface check_variant_removed,
        "a program that names the variant does not compile",
        "Remove it, or use its replacement.";
    "rust-variant-added" compatible never Surface check_variant_added,
        "non-exhaustive enums may gain variants",
        "None; you can match on it now.";
    "rust-variant-added-to-match" breaking never Surface check_variant_added_to_match,
        "a `match` on an exhaustive enum must cover every variant",
        "Add an arm for the variant.";
    "rust-variant-changed" breaking never Surface check_variant_changed,
        "a program that names the variant may not compile, or sends a different value",
        "Adapt to the new form of the variant.";
    "rust-function-removed" breaking never Surface check_function_removed,
        "a program that calls it does not compile",
        "Construct the value in another way.";
    "rust-function-added" compatible never Surface check_function_added,
        "it did not exist before",
        "None.";
    "rust-function-changed" breaking never Surface check_function_changed,
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

/// Returns the items of both sides whose texts differ, where `part` selects the relevant part of the text.
pub(super) fn changed(surfaces: &Surfaces, sort: Sort, part: impl Fn(&str) -> String, sink: &mut Sink) {
    for both in surfaces.each(&[sort]) {
        if let (Some(old), Some(new)) = (both.old, both.new)
            && part(&old.signature) != part(&new.signature)
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

/// Returns the items whose relevant parts are equal.
fn noted(surfaces: &Surfaces, sort: Sort, part: impl Fn(&str) -> String, sink: &mut Sink) {
    for both in surfaces.each(&[sort]) {
        if let (Some(old), Some(new)) = (both.old, both.new)
            && part(&old.signature) == part(&new.signature)
            && old.signature != new.signature
        {
            let message = format!("`{}` instead of `{}`", new.signature.trim(), old.signature.trim());
            sink.add_lines(both.name, both.lines(), message);
        }
    }
}

const WHOLE: [Sort; 3] = [Sort::Call, Sort::Type, Sort::Other];

fn check_item_removed(surfaces: &Surfaces, sink: &mut Sink) {
    removed(surfaces, &WHOLE, sink);
}

fn check_item_added(surfaces: &Surfaces, sink: &mut Sink) {
    added(surfaces, &WHOLE, sink);
}

fn check_item_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed(surfaces, Sort::Other, str::to_owned, sink);
}

/// Parses ` GET /notes -> Note, request GetNote, id get_note` into the result of the call and its request type.
fn given(signature: &str) -> String {
    let response = signature.split_once(" -> ").map_or("", |(_, rest)| rest);
    let end = response.find(", id ").unwrap_or(response.len());
    response[..end].to_owned()
}

fn check_call_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed(surfaces, Sort::Call, given, sink);
}

fn check_call_noted(surfaces: &Surfaces, sink: &mut Sink) {
    noted(surfaces, Sort::Call, given, sink);
}

/// By call: its arguments in order, each with its name and description.
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
fn each_call(surfaces: &Surfaces, mut look: impl FnMut(&Both<'_>, &[(&str, &str)], &[(&str, &str)])) {
    let (old, new) = (arguments(&surfaces.old), arguments(&surfaces.new));
    for both in surfaces.each(&[Sort::Call]) {
        if both.old.is_some() && both.new.is_some() {
            let of = |all: &Arguments<'_>| all.get(both.name).map_or(0, Vec::len);
            if of(&old) + of(&new) > 0 {
                let none = Vec::new();
                look(
                    &both,
                    old.get(both.name).unwrap_or(&none),
                    new.get(both.name).unwrap_or(&none),
                );
            }
        }
    }
}

/// Returns the descriptions of the arguments. The name of a path variable does not count: its position identifies it.
/// The media type of a body is compared on the wire.
fn kinds(arguments: &[(&str, &str)]) -> String {
    const UNNAMED: [&str; 4] = [", path", ", json", ", text", ", content"];
    let kind = |(_, signature): &(&str, &str)| {
        let signature = signature.replacen(", required", "", 1);
        let ends = UNNAMED.iter().filter_map(|what| {
            let at = signature.find(&format!("{what} \""))?;
            Some(at + what.len())
        });
        let end = ends.min().unwrap_or(signature.len());
        signature[..end].to_owned()
    };
    arguments.iter().map(kind).collect::<Vec<_>>().join("; ")
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

fn check_setting_removed(surfaces: &Surfaces, sink: &mut Sink) {
    removed(surfaces, &[Sort::Setting], sink);
}

fn check_setting_added(surfaces: &Surfaces, sink: &mut Sink) {
    added(surfaces, &[Sort::Setting], sink);
}

fn check_setting_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed(surfaces, Sort::Setting, str::to_owned, sink);
}

fn check_failure_removed(surfaces: &Surfaces, sink: &mut Sink) {
    removed(surfaces, &[Sort::Failure], sink);
}

fn check_failure_added(surfaces: &Surfaces, sink: &mut Sink) {
    added(surfaces, &[Sort::Failure], sink);
}

fn check_failure_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed(surfaces, Sort::Failure, str::to_owned, sink);
}

/// Returns the kind of a type, and its other properties: traits, and whether it is closed.
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

/// Whether two structs differ only in fields, of which each added or removed one is reported separately.
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

fn check_type_changed(surfaces: &Surfaces, sink: &mut Sink) {
    types(surfaces, true, sink);
}

fn check_type_gained(surfaces: &Surfaces, sink: &mut Sink) {
    types(surfaces, false, sink);
}

/// Reports the new parts of types that both sides have, and that were open to them or not, as `is_open` says.
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

fn check_field_removed(surfaces: &Surfaces, sink: &mut Sink) {
    removed(surfaces, &[Sort::Field], sink);
}

fn check_field_added(surfaces: &Surfaces, sink: &mut Sink) {
    grown(surfaces, Sort::Field, true, sink);
}

fn check_field_added_to_literal(surfaces: &Surfaces, sink: &mut Sink) {
    grown(surfaces, Sort::Field, false, sink);
}

/// Parses ` "type": NoteType, required, set by type_(NoteType)` into the type and its setter.
fn field(signature: &str) -> String {
    let kind = signature.split_once(": ").map_or("", |(_, rest)| rest);
    let presence = [", required", ", optional", ", all further members"];
    presence
        .iter()
        .fold(kind.to_owned(), |text, word| text.replacen(word, "", 1))
}

fn check_field_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed(surfaces, Sort::Field, field, sink);
}

fn check_field_noted(surfaces: &Surfaces, sink: &mut Sink) {
    noted(surfaces, Sort::Field, field, sink);
}

fn check_variant_removed(surfaces: &Surfaces, sink: &mut Sink) {
    removed(surfaces, &[Sort::Variant], sink);
}

fn check_variant_added(surfaces: &Surfaces, sink: &mut Sink) {
    grown(surfaces, Sort::Variant, true, sink);
}

fn check_variant_added_to_match(surfaces: &Surfaces, sink: &mut Sink) {
    grown(surfaces, Sort::Variant, false, sink);
}

fn check_variant_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed(surfaces, Sort::Variant, without_rule, sink);
}

/// Returns the content of a union's variant. The rule that selects it is compared on the wire.
fn without_rule(variant: &str) -> String {
    let ends = [") by ", ") = "].iter().filter_map(|end| variant.find(end));
    let end = ends.min().filter(|_| variant.starts_with('('));
    end.map_or(variant, |end| &variant[..=end]).to_owned()
}

fn check_function_removed(surfaces: &Surfaces, sink: &mut Sink) {
    removed(surfaces, &[Sort::Function], sink);
}

fn check_function_added(surfaces: &Surfaces, sink: &mut Sink) {
    added(surfaces, &[Sort::Function], sink);
}

fn check_function_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed(surfaces, Sort::Function, str::to_owned, sink);
}
