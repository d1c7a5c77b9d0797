//! All codes.

use super::Explanation;

pub(super) const ALL: [Explanation; 0] = [];
