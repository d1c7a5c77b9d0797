//! What a call gives, in Rust: which of several responses, with which headers, and the streams of a list in pages.

use super::surface::{added, changed, removed};
use crate::diff::rule::table;
use crate::diff::sink::Sink;
use crate::diff::surface::{Sort, Surfaces};

table! { Rust:
    "rust-response-removed" breaking never Surface check_response_removed,
        "a match that names the response does not compile",
        "Remove the arm of the match.";
    "rust-response-added" compatible never Surface check_response_added,
        "enums of responses are non-exhaustive, and it was among the others before",
        "Nothing; the response can be told apart now.";
    "rust-response-changed" breaking never Surface check_response_changed,
        "a match that looks into the response may not compile",
        "Read the response as its new type.";
    "rust-header-removed" breaking never Surface check_header_removed,
        "a program that calls the method of the header does not compile",
        "Do without the header, or read it by its name.";
    "rust-header-added" compatible never Surface check_header_added,
        "nobody could call its method before",
        "Nothing; the header can be read now.";
    "rust-header-changed" breaking never Surface check_header_changed,
        "a program that reads the header may not compile, or reads another one",
        "Read the header as its new type.";
    "rust-list-removed" breaking never Surface check_list_removed,
        "a program that reads the list by this stream does not compile",
        "Ask for the pages one by one, or say how the list is paged by `x-pagination` in an overlay.";
    "rust-list-added" compatible never Surface check_list_added,
        "nobody could read the list by this stream before",
        "Nothing; the list can be read by it now.";
    "rust-list-changed" breaking never Surface check_list_changed,
        "a program that names what the stream gives may not compile",
        "Read what the stream gives as its new type.";
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
