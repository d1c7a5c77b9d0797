//! Results of calls in Rust: the types of several responses, their headers, and the streams of
//! paginated lists.

use super::surface::{added, changed, removed};
use crate::rule::table;
use crate::surface::Sort;

table! { Rust:
    "rust-response-removed" breaking never Surface |surfaces, sink| removed(surfaces, &[Sort::Response], sink),
        "a `match` that names the variant does not compile",
        "Remove the arm of the `match`.";
    "rust-response-added" compatible never Surface |surfaces, sink| added(surfaces, &[Sort::Response], sink),
        "enums of responses are non-exhaustive, and this response was an unknown one before",
        "None; you can match on it now.";
    "rust-response-changed" breaking never Surface
        |surfaces, sink| changed(surfaces, Sort::Response, str::to_owned, sink),
        "a `match` that reads the variant may not compile",
        "Read the response as its new type.";
    "rust-header-removed" breaking never Surface |surfaces, sink| removed(surfaces, &[Sort::Header], sink),
        "a program that calls the header's method does not compile",
        "Stop reading the header, or read it by name.";
    "rust-header-added" compatible never Surface |surfaces, sink| added(surfaces, &[Sort::Header], sink),
        "its method did not exist before",
        "None; you can read the header now.";
    "rust-header-changed" breaking never Surface |surfaces, sink| changed(surfaces, Sort::Header, str::to_owned, sink),
        "a program that reads the header may not compile, or reads a different header",
        "Read the header as its new type.";
    "rust-list-removed" breaking never Surface |surfaces, sink| removed(surfaces, &[Sort::List], sink),
        "a program that uses this stream does not compile",
        "Request the pages one by one, or declare the pagination with `x-pagination` in an overlay.";
    "rust-list-added" compatible never Surface |surfaces, sink| added(surfaces, &[Sort::List], sink),
        "this stream did not exist before",
        "None; you can use the stream now.";
    "rust-list-changed" breaking never Surface |surfaces, sink| changed(surfaces, Sort::List, str::to_owned, sink),
        "a program that names the stream's item type may not compile",
        "Read the items as their new type.";
}
