//! Titles of operations: the English words of an id or a summary, if they are descriptive.

use super::ascii::ascii_words;
use super::routes::{is_code, is_path};
use super::verbs::is_verb;
use super::words::{is_english, significant_words, words};
use crate::node::Node;

/// The number of words above which a title is a sentence, whose first clause is the name.
const MAX_WORDS: usize = 6;

/// Returns the words of an operation's title; empty if none are descriptive.
pub(crate) fn title(method: &str, path: &str, operation: &Node) -> Vec<String> {
    let id = operation.get_str("operationId").map(|id| from_id(id, method, path));
    id.filter(|words| !words.is_empty())
        .or_else(|| operation.get_str("summary").map(from_summary))
        .unwrap_or_default()
}

/// Returns the transliterated words of a title in another script; none if it is long.
pub(crate) fn spelled(operation: &Node) -> Vec<String> {
    let texts = ["operationId", "summary"].map(|key| operation.get_str(key).unwrap_or_default());
    let mut all = texts.into_iter().filter(|text| !text.is_ascii()).map(ascii_words);
    all.find(|words| (1..=MAX_WORDS).contains(&words.len()))
        .unwrap_or_default()
}

/// Returns the words of an id that a person chose, without what frameworks append to it.
fn from_id(id: &str, method: &str, path: &str) -> Vec<String> {
    if !is_english(id) || is_path(id) || is_code(id.trim_start_matches("api-")) {
        return Vec::new();
    }
    let mut all = words(id);
    if all.len() > 1 && all.last().is_some_and(|last| last.chars().all(|c| c.is_ascii_digit())) && id.contains('_') {
        all.pop(); // `list_1`: springdoc's overloads
    }
    if let [.., using, verb] = all.as_slice()
        && using == "using"
        && verb == method
    {
        all.truncate(all.len() - 2); // `getUserUsingGET`: springfox
    }
    let mut route = words(path);
    route.push(method.to_owned());
    if all.len() > route.len() && all.ends_with(&route) {
        all.truncate(all.len() - route.len()); // `read_user_users__id__get`: FastAPI
    }
    if let Some(class) = all
        .iter()
        .position(|word| word == "controller")
        .filter(|at| at + 1 < all.len())
    {
        all.drain(..=class); // `UserController_getUser`: NestJS
    }
    if all.len() == 1 && (all[0].len() < 3 || is_code(&all[0])) {
        return Vec::new();
    }
    shortened(significant_words(&all.join(" ")))
}

/// Returns the words of a summary; if that contains another script too, those of a separate clause
/// (`Create - …`), or a phrase.
fn from_summary(summary: &str) -> Vec<String> {
    let summary = summary.trim();
    if is_path(summary) || is_code(summary) {
        return Vec::new();
    }
    if is_english(summary) {
        let all = significant_words(summary);
        if all.len() <= MAX_WORDS {
            return shortened(all);
        }
        let first = summary
            .split(['.', ',', ';', ':', '(', '\n'])
            .next()
            .unwrap_or_default();
        return shortened(significant_words(first));
    }
    let clause = summary
        .split(['|', '｜', '：', ':', '–', '—', '\n'])
        .flat_map(|part| part.split(" - "));
    if let Some(clause) = clause
        .map(str::trim)
        .find(|clause| is_english(clause) && is_clause(clause))
    {
        return shortened(significant_words(clause));
    }
    phrases(summary)
        .find(|phrase| is_phrase(phrase))
        .map(|phrase| shortened(significant_words(&phrase)))
        .unwrap_or_default()
}

fn is_clause(clause: &str) -> bool {
    let words = significant_words(clause);
    let is_acronym = words.len() == 1 && !clause.chars().any(|c| c.is_ascii_lowercase());
    !words.is_empty() && words.iter().map(String::len).sum::<usize>() > 2 && !is_acronym
}

/// The longest English phrases in a string of another script.
fn phrases(text: &str) -> impl Iterator<Item = String> {
    let kept: String = text.chars().map(|c| if c.is_ascii() { c } else { '\n' }).collect();
    kept.split('\n')
        .map(|phrase| phrase.trim().to_owned())
        .collect::<Vec<_>>()
        .into_iter()
}

/// Whether a phrase is descriptive: any Chinese title may contain product names and abbreviations,
/// so it takes two common words, or a verb and its object.
fn is_phrase(phrase: &str) -> bool {
    let common = phrase
        .split_whitespace()
        .filter(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase()));
    let words = significant_words(phrase);
    common.count() > 1 || (words.len() > 1 && is_verb(&words[0]))
}

/// Cuts a sentence to the length of a name.
fn shortened(mut words: Vec<String>) -> Vec<String> {
    if let [un, verb, rest @ ..] = words.as_slice()
        && un == "un"
        && is_verb(verb)
    {
        words = [&[format!("un{verb}")], rest].concat(); // `UnLike`
    }
    words.truncate(MAX_WORDS);
    words
}
