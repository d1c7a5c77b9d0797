//! Resolves references, through files and further references.

use percent_encoding::percent_decode_str;

use super::ids::anchor;
use super::page::Join;
use super::reach::Reason;
use super::target::{MOST_STEPS, Target, keys, leaves};
use crate::node::{Kind, Node};
use crate::source::unescaped;

/// The number of references that may be followed in one path: each can double the work.
const MAX_DETOURS: usize = 12;

impl Join<'_, '_> {
    /// Returns the node that a reference finally resolves to.
    pub(super) fn final_target(&mut self, node: &Node) -> Option<(Target, Node)> {
        let reference = node.get("$ref")?;
        let from = self.file_of(reference.at);
        let text = reference.as_str().filter(|text| from != self.file || leaves(text))?;
        self.find(&from, text).ok()
    }

    /// Resolves a reference, following further references at the target.
    pub(super) fn find(&mut self, from: &str, text: &str) -> Result<(Target, Node), Reason> {
        let (mut from, mut text) = (from.to_owned(), text.to_owned());
        for _ in 0..MOST_STEPS {
            let (target, node) = self.step(&from, &text, MAX_DETOURS)?;
            let next = node
                .get("$ref")
                .filter(|_| node.as_object().is_some_and(|members| members.len() == 1));
            match next.and_then(Node::as_str) {
                Some(next) if target.file != self.file => {
                    from.clone_from(&target.file);
                    next.clone_into(&mut text);
                }
                _ => return Ok((target, node)),
            }
        }
        Err(Reason::new(
            format!("`$ref: {text}` is part of a circle of references"),
            "replace one of the references by its target",
        ))
    }

    /// Resolves one reference.
    fn step(&mut self, from: &str, text: &str, left: usize) -> Result<(Target, Node), Reason> {
        let file = if leaves(text) {
            self.reach.file(from, text, &self.page)?
        } else {
            from.to_owned()
        };
        let fragment = text.split_once('#').map_or("", |(_, fragment)| fragment);
        if let Some(found) = self.at(file.clone(), &keys(fragment), left)? {
            return Ok(found);
        }
        if let Some(keys) = self.reach.root(&file).and_then(|root| anchor(root, fragment))
            && let Some(found) = self.at(file.clone(), &keys, left)?
        {
            return Ok(found);
        }
        if !leaves(text)
            && let Some(found) = self.in_page(&file, text, left)?
        {
            return Ok(found);
        }
        let message = format!("`$ref: {text}`: {file} has nothing at `{fragment}`");
        let hint = "correct the part after `#`, or add the missing part to that file";
        Err(Reason::new(message, hint))
    }

    /// Returns the node at a path of keys. A reference in the path is followed.
    pub(super) fn at(&mut self, file: String, keys: &[String], left: usize) -> Result<Option<(Target, Node)>, Reason> {
        let Some(mut node) = self.reach.root(&file) else {
            return Ok(None);
        };
        let mut found = Vec::with_capacity(keys.len());
        for (index, key) in keys.iter().enumerate() {
            let decoded = percent_decode_str(key).decode_utf8_lossy().into_owned();
            let spellings = [unescaped(&decoded), unescaped(key), key.clone()];
            let next = spellings.into_iter().find_map(|key| Some((child(node, &key)?, key)));
            if let Some((next, key)) = next {
                node = next;
                found.push(key);
                continue;
            }
            let Some(reference) = node.get_str("$ref").map(str::to_owned).filter(|_| left > 0) else {
                return Ok(None);
            };
            let (mut target, _) = self.step(&file, &reference, left - 1)?;
            target.keys.extend_from_slice(&keys[index..]);
            return self.at(target.file, &target.keys, left - 1);
        }
        let node = node.clone();
        Ok(Some((Target { file, keys: found }, node)))
    }
}

fn child<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.kind {
        Kind::Object(members) => members.get(key),
        Kind::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}
