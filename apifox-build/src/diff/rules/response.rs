//! Responses: statuses and headers.

use crate::diff::pair::Pair;
use crate::diff::rule::table;
use crate::diff::sink::Sink;
use crate::media_type::is_json;

table! { Wire:
    "success-status-removed" never breaking Response check_success_status_removed,
        "the call no longer succeeds with this status, and its result may differ",
        "Check what the call returns now.";
    "success-status-added" never compatible Response check_success_status_added,
        "every status from 200 to 299 is a success; a different body shows as a change of the Rust type",
        "Check what the call returns now, if its Rust type has changed.";
    "failure-status-removed" never compatible Response check_failure_status_removed,
        "every other status is an error, documented or not",
        "None; code that handles it is no longer needed.";
    "failure-status-added" never compatible Response check_failure_status_added,
        "every other status is an error, documented or not",
        "None; you can match on it now.";
    "json-form-removed" never compatible Response check_json_form_removed,
        "another media type of JSON is still sent, and all of them are read as JSON",
        "None.";
    "header-removed" never risky Header check_header_removed,
        "an absent header is `None`",
        "Stop relying on the header.";
    "header-added" never compatible Header check_header_added,
        "no program relied on it before",
        "None.";
    "header-became-optional" never risky Header check_header_became_optional,
        "an absent header is `None`",
        "Expect responses without the header.";
    "header-became-required" never compatible Header check_header_became_required,
        "the header is now always present",
        "None.";
}

/// Whether a place ends in a successful status: `201` or `2XX`.
fn is_success(place: &str) -> bool {
    place.rsplit(' ').next().is_some_and(|status| status.starts_with('2'))
}

fn check_success_status_removed(responses: &Pair<'_>, sink: &mut Sink) {
    if responses.removed().is_some() && is_success(&sink.place) {
        sink.add(responses.at(), "the response is gone");
    }
}

fn check_success_status_added(responses: &Pair<'_>, sink: &mut Sink) {
    if responses.added().is_some() && is_success(&sink.place) {
        sink.add(responses.at(), "the response is new");
    }
}

fn check_failure_status_removed(responses: &Pair<'_>, sink: &mut Sink) {
    if responses.removed().is_some() && !is_success(&sink.place) {
        sink.add(responses.at(), "the response is gone");
    }
}

fn check_failure_status_added(responses: &Pair<'_>, sink: &mut Sink) {
    if responses.added().is_some() && !is_success(&sink.place) {
        sink.add(responses.at(), "the response is new");
    }
}

fn check_json_form_removed(responses: &Pair<'_>, sink: &mut Sink) {
    if responses.both().is_none() {
        return;
    }
    let forms = responses.named("content");
    let forms: Vec<_> = forms.iter().filter(|(name, _)| is_json(name)).collect();
    let is_sent_before = |pair: &Pair<'_>| pair.both().is_some();
    if !forms.iter().any(|(_, pair)| is_sent_before(pair)) {
        return; // replacing one notation by another is not a change
    }
    for (name, pair) in forms.into_iter().filter(|(_, pair)| pair.removed().is_some()) {
        sink.add_part(&format!(" {name}"), pair.at(), "this media type of JSON is gone");
    }
}

fn check_header_removed(headers: &Pair<'_>, sink: &mut Sink) {
    if headers.removed().is_some() {
        sink.add(headers.at(), "the header is gone");
    }
}

fn check_header_added(headers: &Pair<'_>, sink: &mut Sink) {
    if headers.added().is_some() {
        sink.add(headers.at(), "the header is new");
    }
}

fn check_header_became_optional(headers: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = headers.both()
        && old.is_true("required")
        && !new.is_true("required")
    {
        sink.add(headers.at(), "it may be missing");
    }
}

fn check_header_became_required(headers: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = headers.both()
        && !old.is_true("required")
        && new.is_true("required")
    {
        sink.add(headers.at(), "it is always there");
    }
}
