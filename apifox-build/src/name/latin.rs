//! Letters of the Latin alphabet that ASCII lacks.

/// Returns the ASCII spelling of a Latin letter that ASCII lacks: `é` is `e`. `None` for everything
/// else.
pub(super) fn latin(c: char) -> Option<&'static str> {
    let is_latin = matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') && c.is_alphabetic();
    deunicode::deunicode_char(c).filter(|_| is_latin)
}

/// Whether a character is a combining accent, which follows its letter.
pub(super) fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}
