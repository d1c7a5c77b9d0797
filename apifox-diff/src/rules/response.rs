//! Responses: statuses and headers.

use apifox_build::internals::is_json;

use crate::pair::{Pair, is_respelled};
use crate::rule::{Sink, table};

table! { Wire:
    "success-status-removed" never breaking Response |pair, sink| check_removed(pair, true, sink),
        "the call no longer succeeds with this status, and its result may differ",
        "Check what the call returns now.";
    "success-status-added" never compatible Response |pair, sink| check_added(pair, true, sink),
        "every status from 200 to 299 is a success; a different body shows as a change of the Rust type",
        "Check what the call returns now, if its Rust type has changed.";
    "failure-status-removed" never compatible Response |pair, sink| check_removed(pair, false, sink),
        "every other status is an error, documented or not",
        "None; code that handles it is no longer needed.";
    "failure-status-added" never compatible Response |pair, sink| check_added(pair, false, sink),
        "every other status is an error, documented or not",
        "None; you can match on it now.";
    "json-form-removed" never compatible Response check_json_form_removed,
        "another media type of JSON is still sent, and all of them are read as JSON",
        "None.";
    "header-removed" never risky Header
        |pair, sink| sink.add_if(pair.removed().is_some(), pair.at(), "the header is gone"),
        "the method of the header now returns `None`",
        "Stop relying on the header.";
    "header-added" never compatible Header
        |pair, sink| sink.add_if(pair.added().is_some(), pair.at(), "the header is new"),
        "no program relied on it before",
        "None.";
    "header-became-optional" never risky Header
        |pair, sink| sink.add_if(pair.lifts("required"), pair.at(), "it may be missing"),
        "the method of the header may now return `None`",
        "Expect responses without the header.";
    "header-became-required" never compatible Header
        |pair, sink| sink.add_if(pair.sets("required"), pair.at(), "it is always there"),
        "the header is now always present",
        "None.";
}

/// Whether a place ends in a successful status: `201` or `2XX`.
fn is_success(place: &str) -> bool {
    place.rsplit(' ').next().is_some_and(|status| status.starts_with('2'))
}

fn check_removed(pair: &Pair<'_>, success: bool, sink: &mut Sink) {
    let is_gone = pair.removed().is_some() && is_success(&sink.place) == success;
    sink.add_if(is_gone, pair.at(), "the response is gone");
}

fn check_added(pair: &Pair<'_>, success: bool, sink: &mut Sink) {
    let is_new = pair.added().is_some() && is_success(&sink.place) == success;
    sink.add_if(is_new, pair.at(), "the response is new");
}

fn check_json_form_removed(responses: &Pair<'_>, sink: &mut Sink) {
    if responses.both().is_none() {
        return;
    }
    let mut forms = responses.named("content");
    forms.retain(|name, _| is_json(name));
    if !forms.values().any(|pair| pair.both().is_some()) {
        return; // replacing one notation by another is not a change
    }
    for (name, pair) in forms.iter().filter(|(_, pair)| pair.removed().is_some()) {
        if !is_respelled(name, pair, forms.iter().map(|(name, pair)| (*name, pair))) {
            sink.add_part(&format!(" {name}"), pair.at(), "this media type of JSON is gone");
        }
    }
}
