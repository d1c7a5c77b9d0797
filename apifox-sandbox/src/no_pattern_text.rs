//! In the place of `pattern_text` where the feature `strict` is off.

use crate::text::Draw;

/// None: regular expressions are not read here.
pub(crate) fn of_pattern(_pattern: &str, _least: usize, _most: usize, _draw: &mut Draw<'_>) -> Option<String> {
    None
}
