//! What the checks of one document share.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Findings;
use crate::model::Schema;
use crate::name::Named;
use crate::source::Sources;

/// Something was refused; a finding says what. (A type of its own, so that `None` can mean "nothing is there".)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused;

/// What the checks of one document share.
#[derive(Debug)]
pub(crate) struct Checker<'a> {
    pub(crate) named: &'a Named,
    pub(crate) sources: &'a Sources,
    pub(crate) findings: &'a mut Findings,
    pub(crate) schemas: BTreeMap<String, Schema>,
    /// Components that were refused, and so whatever reaches them.
    pub(crate) refused: BTreeSet<String>,
    pub(crate) replaced: &'a BTreeMap<String, String>,
    /// Formats of strings that become types, with these.
    pub(crate) formats: &'a BTreeMap<String, String>,
    /// What properties, parameters and values are called by the configuration.
    pub(crate) spellings: &'a BTreeMap<String, String>,
    /// Some operation says that it needs credentials: then those that say they need none get none.
    pub(crate) security_is_told: bool,
    /// The same without the pages of whoever builds, which change nothing of the operations that are there.
    pub(crate) security_was_told: bool,
    /// The pages of whoever builds.
    pub(crate) added: &'a BTreeSet<String>,
}
