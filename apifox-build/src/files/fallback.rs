//! References that a JSON pointer in the file does not resolve: by an anchor, by `$id`, or in the
//! page that refers to the file.

use super::page::Join;
use super::reach::Reason;
use super::target::{Target, is_page, keys};
use crate::node::{At, Kind, Node};

impl Join<'_, '_> {
    /// Resolves a reference in a file within the page. A file that is not a document has no
    /// components; authors whose tools merge files before resolving references write
    /// `#/components/…` of the page there. The file's own parts take precedence.
    pub(super) fn in_page(&mut self, file: &str, text: &str, left: usize) -> Result<Option<(Target, Node)>, Reason> {
        let is_own = |root: &Node| is_page(root) || place_of(root, text).is_none();
        if file == self.file || self.reach.root(file).is_none_or(is_own) {
            return Ok(None);
        }
        let fragment = text.strip_prefix('#').unwrap_or(text);
        let Some(found) = self.at(self.file.clone(), &keys(fragment), left)? else {
            return Ok(None);
        };
        let key = (file.to_owned(), text.to_owned());
        if self.borrowed.insert(key)
            && let Some(at) = self.reach.root(file).and_then(|root| place_of(root, text))
        {
            let (file, page) = (file.rsplit('/').next().unwrap_or(file), &self.page);
            let message = format!("{file} has nothing at `{text}`; that of {page}, which refers to the file, is used");
            let page = page.rsplit('/').next().unwrap_or(page);
            let hint = format!("write the path of {page}, relative to this file, before `#`");
            self.reach.findings.repaired(at, "unusual-reference", message, hint);
        }
        Ok(Some(found))
    }
}

/// The first position of a reference with this text.
fn place_of(node: &Node, text: &str) -> Option<At> {
    match &node.kind {
        Kind::Object(members) => members.iter().find_map(|(key, member)| {
            let matches = key == "$ref" && member.as_str() == Some(text);
            if matches {
                Some(member.at)
            } else {
                place_of(member, text)
            }
        }),
        Kind::Array(items) => items.iter().find_map(|item| place_of(item, text)),
        _ => None,
    }
}
