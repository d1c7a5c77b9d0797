//! Between parse and clean: pages that lie in several files become one document each.
//!
//! A reference to a schema of another file becomes a component of the page; every other part is put in the place of the reference. What
//! a reference means depends on the file that it stands in, which its origin names. Files are read within the folder of the pages only
//! ([`reach`]); a reference that leads nowhere stays, and the finding of who needs it says why ([`Findings::explain`]).
//!
//! Invariant: a page that refers to no file is not touched.

mod elsewhere;
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

const UNUSED: &str = "no page refers to this file, and it is no OpenAPI document; it is passed over";

/// Takes into each page what it refers to in other files, and leaves out files that are no pages of their own.
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

/// Markdown beside a page in several files is a description that it refers to, or a text about the files.
fn texts(referred: &BTreeSet<String>, findings: &mut Findings) {
    for finding in findings.take_back("no-document") {
        let Some(place) = finding.location else { continue };
        if !referred.contains(&normal_name(&place.page)) {
            let hint = "nothing to do if it documents no operation; else save the page as Apifox publishes it";
            findings.push_here(place, Severity::Lossy, "unused-file", UNUSED, hint);
        }
    }
}

/// Whether anything that may be a reference leads out of the document. Data that looks alike does no harm: it is looked at again.
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
