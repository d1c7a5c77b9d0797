//! Results of calls in Rust: the types of several responses, their headers, and the streams of paginated lists.

use super::surface::{added, changed, removed};
use crate::diff::rule::table;
use crate::diff::sink::Sink;
use crate::diff::surface::{Sort, Surfaces};

table! { Rust:
    "rust-response-removed" breaking never Surface check_response_removed,
        "a `match` that names the variant does not compile",
        "Remove the arm of the `match`.";
    "rust-response-added" compatible never Surface check_response_added,
        "enums of responses are non-exhaustive, and this response was an unknown one before",
        "None; you can match on it now.";
    "rust-response-changed" breaking never Surface check_response_changed,
        "a `match` that reads the variant may not compile",
        "Read the response as its new type.";
    "rust-header-removed" breaking never Surface check_header_removed,
        "a program that calls the header's method does not compile",
        "Stop reading the header, or read it by name.";
    "rust-header-added" compatible never Surface check_header_added,
        "its method did not exist before",
        "None; you can read the header now.";
    "rust-header-changed" breaking never Surface check_header_changed,
        "a program that reads the header may not compile, or reads a different header",
        "Read the header as its new type.";
    "rust-list-removed" breaking never Surface check_list_removed,
        "a program that uses this stream does not compile",
        "Request the pages one by one, or declare the pagination with `x-pagination` in an overlay.";
    "rust-list-added" compatible never Surface check_list_added,
        "this stream did not exist before",
        "None; you can use the stream now.";
    "rust-list-changed" breaking never Surface check_list_changed,
        "a program that names the stream's item type may not compile",
        "Read the items as their new type.";
}

fn check_response_removed(surfaces: &Surfaces, sink: &mut Sink) {
    removed(surfaces, &[Sort::Response], sink);
}

fn check_response_added(surfaces: &Surfaces, sink: &mut Sink) {
    added(surfaces, &[Sort::Response], sink);
}

fn check_response_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed(surfaces, Sort::Response, str::to_owned, sink);
}

fn check_header_removed(surfaces: &Surfaces, sink: &mut Sink) {
    removed(surfaces, &[Sort::Header], sink);
}

fn check_header_added(surfaces: &Surfaces, sink: &mut Sink) {
    added(surfaces, &[Sort::Header], sink);
}

fn check_header_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed(surfaces, Sort::Header, str::to_owned, sink);
}

fn check_list_removed(surfaces: &Surfaces, sink: &mut Sink) {
    removed(surfaces, &[Sort::List], sink);
}

fn check_list_added(surfaces: &Surfaces, sink: &mut Sink) {
    added(surfaces, &[Sort::List], sink);
}

fn check_list_changed(surfaces: &Surfaces, sink: &mut Sink) {
    changed(surfaces, Sort::List, str::to_owned, sink);
}
