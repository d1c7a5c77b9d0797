//! What an operation answers: statuses and headers.

use crate::diff::pair::Pair;
use crate::diff::rule::table;
use crate::diff::sink::Sink;

table! { Wire:
    "success-status-removed" never breaking Answer check_success_status_removed,
        "the call does not succeed in this way any more, and its result may be another",
        "Look at what the call gives now.";
    "success-status-added" never compatible Answer check_success_status_added,
        "every status from 200 to 299 is success; where the body is another, the change of the Rust type says so",
        "Look at what the call gives now, if its Rust type has changed.";
    "failure-status-removed" never compatible Answer check_failure_status_removed,
        "every other status is an error, documented or not",
        "Remove what you do for it, if you want to.";
    "failure-status-added" never compatible Answer check_failure_status_added,
        "every other status is an error, documented or not",
        "Nothing; the failure can be told apart now.";
    "header-removed" never risky Header check_header_removed,
        "a header that is not there is `None`",
        "Stop relying on the header.";
    "header-added" never compatible Header check_header_added,
        "nobody read it before",
        "Nothing.";
    "header-became-optional" never risky Header check_header_became_optional,
        "a header that is not there is `None`",
        "Expect answers without the header.";
    "header-became-required" never compatible Header check_header_became_required,
        "there is more to rely on than before",
        "Nothing.";
}

/// Whether a place ends in a status of success: `201` or `2XX`.
fn is_success(place: &str) -> bool {
    place.rsplit(' ').next().is_some_and(|status| status.starts_with('2'))
}

fn check_success_status_removed(answers: &Pair<'_>, sink: &mut Sink) {
    if answers.removed().is_some() && is_success(&sink.place) {
        sink.add(answers.at(), "the answer is gone");
    }
}

fn check_success_status_added(answers: &Pair<'_>, sink: &mut Sink) {
    if answers.added().is_some() && is_success(&sink.place) {
        sink.add(answers.at(), "the answer is new");
    }
}

fn check_failure_status_removed(answers: &Pair<'_>, sink: &mut Sink) {
    if answers.removed().is_some() && !is_success(&sink.place) {
        sink.add(answers.at(), "the answer is gone");
    }
}

fn check_failure_status_added(answers: &Pair<'_>, sink: &mut Sink) {
    if answers.added().is_some() && !is_success(&sink.place) {
        sink.add(answers.at(), "the answer is new");
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
