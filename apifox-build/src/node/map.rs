//! The members of an object: a vector sorted by key.
//!
//! Most objects of a page have three or four members. A vector stores these in one small
//! allocation, where a B-tree's node has room for eleven; a document of 1,000 operations has
//! 100,000 objects, and is walked and copied many times. In return, *inserting* many members one by
//! one, unsorted, into a large object is slow: such members are collected first.

use std::ops::{Deref, DerefMut};

use litemap::LiteMap;
use smol_str::SmolStr;

use super::Node;

/// An object's members, sorted by key.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Map(LiteMap<SmolStr, Node>);

impl Map {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Inserts a member and returns the previous one of this key.
    pub(crate) fn insert(&mut self, key: impl Into<SmolStr>, node: Node) -> Option<Node> {
        self.0.insert(key.into(), node)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.0.get(key)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.0.get_mut(key)
    }

    pub(crate) fn contains_key(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<Node> {
        self.0.remove(key)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &SmolStr> {
        self.0.keys()
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Node> {
        self.0.values()
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.0.iter_mut().map(|(_, node)| node)
    }

    pub(crate) fn into_keys(self) -> impl Iterator<Item = SmolStr> {
        self.into_iter().map(|(key, _)| key)
    }

    /// Keeps the members for which `keep` returns true, in one pass; it may change those it keeps.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&str, &mut Node) -> bool) {
        let mut members = std::mem::take(&mut self.0).into_tuple_vec();
        members.retain_mut(|(key, node)| keep(key, node));
        self.extend_from_vec(members);
    }

    /// Collects members of any iterator through one type: the sorting is long code, and would be
    /// compiled for each type of iterator.
    fn extend_from_vec(&mut self, members: Vec<(SmolStr, Node)>) {
        self.0.extend(members);
    }
}

impl Deref for Map {
    type Target = LiteMap<SmolStr, Node>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Map {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<K: Into<SmolStr>, const N: usize> From<[(K, Node); N]> for Map {
    fn from(members: [(K, Node); N]) -> Self {
        members.into_iter().collect()
    }
}

/// Of members with the same name the last is kept.
impl<K: Into<SmolStr>> FromIterator<(K, Node)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, Node)>>(members: I) -> Self {
        let mut map = Self::new();
        map.extend(members);
        map
    }
}

impl<K: Into<SmolStr>> Extend<(K, Node)> for Map {
    fn extend<I: IntoIterator<Item = (K, Node)>>(&mut self, members: I) {
        self.extend_from_vec(members.into_iter().map(|(key, node)| (key.into(), node)).collect());
    }
}

impl IntoIterator for Map {
    type Item = (SmolStr, Node);
    type IntoIter = std::vec::IntoIter<(SmolStr, Node)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_tuple_vec().into_iter()
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = (&'a SmolStr, &'a Node);
    type IntoIter = <&'a LiteMap<SmolStr, Node> as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a mut Map {
    type Item = (&'a SmolStr, &'a mut Node);
    type IntoIter = <&'a mut LiteMap<SmolStr, Node> as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}
