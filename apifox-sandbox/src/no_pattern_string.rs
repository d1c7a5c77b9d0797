//! Replaces `pattern_string` if the feature `strict` is off.

use crate::string::Draw;

/// Returns `None`: without the feature, regular expressions are not read.
pub(crate) fn of_pattern(_pattern: &str, _least: usize, _most: usize, _draw: &mut Draw<'_>) -> Option<String> {
    None
}
