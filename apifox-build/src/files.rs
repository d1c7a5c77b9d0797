//! Between parse and clean: pages that are spread over several files become one document each.
//!
//! A reference to a schema of another file becomes a component of the page; other references are
//! replaced by their targets. The meaning of a reference depends on the file that contains it,
//! which is known from its origin. Files are read only inside the folder of the pages ([`reach`]);
//! a dangling reference stays, and the finding where it is needed gives the reason
//! ([`Findings::explain`]).
//!
//! Invariant: a page that refers to no file is unchanged.

mod fallback;
mod find;
mod grammar;
mod ids;
mod names;
mod origins;
mod page;
mod reach;
mod target;

use std::collections::BTreeSet;

use crate::finding::{Findings, Severity};
use crate::node::{Kind, Node};
use crate::page::Page;
use crate::parse::Document;
use crate::source::Sources;
pub(crate) use origins::{File, Origins};
use page::Join;
use reach::Reach;
pub(crate) use reach::{Read, normal_name};
use target::{is_page, leaves};

const UNUSED: &str = "no page refers to this file, and it is not an OpenAPI document; it is skipped";

/// Adds to each page what it refers to in other files, and removes files that are not pages.
pub(crate) fn join(
    documents: Vec<Document>,
    origins: &Origins,
    sources: &mut Sources,
    findings: &mut Findings,
) -> (Vec<Document>, Vec<Read>) {
    let is_joined = |document: &Document| is_page(&document.root) && refers(&document.root, false);
    if !documents.iter().any(is_joined) {
        return (documents, Vec::new());
    }
    let mut reach = Reach::new(&documents, origins, sources, findings);
    let mut joined = Vec::with_capacity(documents.len());
    for document in documents {
        let root = if is_joined(&document) {
            Join::new(&document.root, &mut reach).page(document.root)
        } else {
            document.root
        };
        joined.push(Document { root });
    }
    let (referred, read) = (reach.referred, reach.read);
    joined.retain(|document| {
        let name = sources.page_of(document.root.at).map_or("", Page::name);
        let is_kept = is_page(&document.root);
        if !is_kept && !referred.contains(&normal_name(name)) {
            findings.lossy(document.root.at, "unused-file", UNUSED, "remove it, or refer to it");
        }
        is_kept
    });
    texts(&referred, findings);
    (joined, read)
}

/// Reports Markdown beside a page in several files: it is a description that a page refers to, or a
/// text about the files.
fn texts(referred: &BTreeSet<String>, findings: &mut Findings) {
    for finding in findings.remove_all("no-document") {
        let Some(place) = finding.location else { continue };
        if !referred.contains(&normal_name(&place.page)) {
            let hint = "nothing to do if it documents no operation; else save the page as Apifox publishes it";
            findings.push_here(place, Severity::Lossy, "unused-file", UNUSED, hint);
        }
    }
}

/// Whether anything that may be a reference leads out of the document. Data that looks like one
/// does no harm, as it is checked again.
fn refers(node: &Node, is_mapping: bool) -> bool {
    match &node.kind {
        Kind::Object(members) => members.iter().any(|(key, member)| match member.as_str() {
            Some(text) if key == "$ref" || key == "externalValue" => leaves(text),
            Some(text) if is_mapping => leaves(text),
            _ => refers(member, key == "mapping"),
        }),
        Kind::Array(items) => items.iter().any(|item| refers(item, false)),
        _ => false,
    }
}
