//! The state that the checks of one document share.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Findings;
use crate::model::Schema;
use crate::name::Named;
use crate::source::Sources;

/// The error of a check that refused something, which a finding describes. (Not an `Option`: `None`
/// means "absent".)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused;

/// The state that the checks of one document share.
#[derive(Debug)]
pub(crate) struct Checker<'a> {
    pub(crate) named: &'a Named,
    pub(crate) sources: &'a Sources,
    pub(crate) findings: &'a mut Findings,
    pub(crate) schemas: BTreeMap<String, Schema>,
    /// Refused components. Everything that reaches them is refused, too.
    pub(crate) refused: BTreeSet<String>,
    pub(crate) replaced: &'a BTreeMap<String, String>,
    /// The configured Rust types of formats.
    pub(crate) formats: &'a BTreeMap<String, String>,
    /// The configured names of properties, parameters and values.
    pub(crate) spellings: &'a BTreeMap<String, String>,
    /// Whether any operation requires credentials. If so, operations without a requirement are
    /// called without.
    pub(crate) has_security: bool,
    /// The same without the added pages, which do not change how the operations of the other pages
    /// are called.
    pub(crate) pages_have_security: bool,
    /// The names of the pages that the build adds to those of the configuration.
    pub(crate) added: &'a BTreeSet<String>,
}
