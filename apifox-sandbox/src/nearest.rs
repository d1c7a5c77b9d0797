//! Suggests the nearest known name: "did you mean".

/// The lowest similarity of a suggestion. One letter in four may differ.
const ALIKE: f64 = 0.6;

/// Returns a suggestion as the end of a sentence, or an empty string if no name is near.
pub(crate) fn did_you_mean<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(name, known).map_or_else(String::new, |known| format!("; did you mean `{known}`?"))
}

/// Returns the known name that is most similar. Case is ignored.
pub(crate) fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let name = name.to_lowercase();
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(&name, &known.to_lowercase());
    let all = known.into_iter().map(|known| (likeness(known), known));
    let best = all
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_similar_names_are_suggested() {
        for (name, known, expected) in [
            ("amuont", &["currency", "amount"][..], "; did you mean `amount`?"),
            ("LIMIT", &["limit"], "; did you mean `limit`?"),
            ("x", &["amount"], ""),
            ("amount", &[], ""),
        ] {
            assert_eq!(did_you_mean(name, known.iter().copied()), expected);
        }
    }
}
