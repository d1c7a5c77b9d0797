//! Items shared with the crates `apifox-diff` and `apifox-cli` only; not part of the public
//! interface. They may change in any release, so those crates require exactly this version.

pub use crate::decimal::Decimal;
pub use crate::described::DOC_START;
pub use crate::discriminator::{ONLY, tag_text};
pub use crate::file_name::LOCK;
pub use crate::finding::LeftOut;
pub use crate::grammar::{METHODS, operations};
pub use crate::hash::sha256;
pub use crate::media_type::{is_json, is_xml, without_parameters};
pub use crate::node::{At, Kind, Map, Node};
pub use crate::page::place;
pub use crate::pipeline::{Compared, Side, compared};
pub use crate::reference::schema_name;
pub use crate::source::{Locator, unescaped};
pub use crate::structure::{ALTERNATIVES, PARTS};
pub use crate::template::{placeholders, shape};

use crate::config::Config;
use crate::finding::Findings;
use crate::input;
use crate::report::Report;

/// Whether the input of a configuration has published names.
#[must_use]
pub fn has_names(config: &Config) -> bool {
    let input = input::read(config, &mut Report::default(), &mut Findings::default());
    !input.lock.is_empty()
}
