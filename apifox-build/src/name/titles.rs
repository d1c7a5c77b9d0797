//! What an operation calls itself: the English words of its id or summary, if they tell anything.

use super::ascii::ascii_words;
use super::routes::{is_code, is_path};
use super::verbs::is_verb;
use super::words::{is_english, telling_words, words};
use crate::node::Node;

/// More words than this are a sentence, of which the first clause is the name.
const MOST_WORDS: usize = 6;

/// The words of an operation's title; empty when it has none that tell anything.
pub(crate) fn title(method: &str, path: &str, operation: &Node) -> Vec<String> {
    let id = operation.get_str("operationId").map(|id| from_id(id, method, path));
    id.filter(|words| !words.is_empty())
        .or_else(|| operation.get_str("summary").map(from_summary))
        .unwrap_or_default()
}

/// The words of a title in another script, by their sound; none if it is long.
pub(crate) fn spelled(operation: &Node) -> Vec<String> {
    let texts = ["operationId", "summary"].map(|key| operation.get_str(key).unwrap_or_default());
    let mut all = texts.into_iter().filter(|text| !text.is_ascii()).map(ascii_words);
    all.find(|words| (1..=MOST_WORDS).contains(&words.len()))
        .unwrap_or_default()
}

/// An id that a person chose; what frameworks append to it is taken off.
fn from_id(id: &str, method: &str, path: &str) -> Vec<String> {
    if !is_english(id) || is_path(id) || is_code(id.trim_start_matches("api-")) {
        return Vec::new();
    }
    let mut all = words(id);
    if all.len() > 1 && all.last().is_some_and(|last| last.chars().all(|c| c.is_ascii_digit())) && id.contains('_') {
        all.pop(); // `list_1`: springdoc tells overloads apart
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
    shortened(telling_words(&all.join(" ")))
}

/// The words of a summary. Where it is in another script too, those of a clause of its own (`Create - …`), or a phrase.
fn from_summary(summary: &str) -> Vec<String> {
    let summary = summary.trim();
    if is_path(summary) || is_code(summary) {
        return Vec::new();
    }
    if is_english(summary) {
        let all = telling_words(summary);
        if all.len() <= MOST_WORDS {
            return shortened(all);
        }
        let first = summary
            .split(['.', ',', ';', ':', '(', '\n'])
            .next()
            .unwrap_or_default();
        return shortened(telling_words(first));
    }
    let clause = summary
        .split(['|', '｜', '：', ':', '–', '—', '\n'])
        .flat_map(|part| part.split(" - "));
    if let Some(clause) = clause
        .map(str::trim)
        .find(|clause| is_english(clause) && is_clause(clause))
    {
        return shortened(telling_words(clause));
    }
    phrases(summary)
        .find(|phrase| is_phrase(phrase))
        .map(|phrase| shortened(telling_words(&phrase)))
        .unwrap_or_default()
}

fn is_clause(clause: &str) -> bool {
    let words = telling_words(clause);
    let is_acronym = words.len() == 1 && !clause.chars().any(|c| c.is_ascii_lowercase());
    !words.is_empty() && words.iter().map(String::len).sum::<usize>() > 2 && !is_acronym
}

/// The longest stretches of English in a text of another script.
fn phrases(text: &str) -> impl Iterator<Item = String> {
    let kept: String = text.chars().map(|c| if c.is_ascii() { c } else { '\n' }).collect();
    kept.split('\n')
        .map(|phrase| phrase.trim().to_owned())
        .collect::<Vec<_>>()
        .into_iter()
}

/// Names of products and abbreviations stand in any Chinese title; two common words, or a verb and its object, say something.
fn is_phrase(phrase: &str) -> bool {
    let common = phrase
        .split_whitespace()
        .filter(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase()));
    let words = telling_words(phrase);
    common.count() > 1 || (words.len() > 1 && is_verb(&words[0]))
}

/// A sentence is cut to the words a name can have.
fn shortened(mut words: Vec<String>) -> Vec<String> {
    if let [un, verb, rest @ ..] = words.as_slice()
        && un == "un"
        && is_verb(verb)
    {
        words = [&[format!("un{verb}")], rest].concat(); // `UnLike`
    }
    words.truncate(MOST_WORDS);
    words
}
