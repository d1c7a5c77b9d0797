//! Random bytes, and real-looking pages with parts cut, doubled, changed or put into each other.

use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::{Index, select};
use proptest::strategy::Union;

use testkit::case_files;

/// The pages, overlays and locks of the other tests. A page of a case file is a text of its own, as
/// is its expected document.
pub(crate) fn fixtures() -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    let mut queue = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")];
    while let Some(path) = queue.pop() {
        if ["dialect", "refusals", "rows"]
            .iter()
            .any(|folder| path.ends_with(folder))
        {
            // The files that no case holds are below the folder.
            queue.extend(Some(path.join("pages")).filter(|pages| pages.is_dir()));
            for case in case_files::cases(&path) {
                let blocks = case.texts().filter(|(info, _)| !info.starts_with("text "));
                texts.extend(blocks.map(|(_, text)| text.as_bytes().to_vec()));
            }
        } else if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            queue.sort();
        } else if path
            .extension()
            .is_some_and(|ending| ["md", "yaml", "json", "lock"].iter().any(|known| ending == *known))
        {
            texts.push(std::fs::read(&path).unwrap());
        }
    }
    assert!(texts.len() >= 350, "only {} fixtures", texts.len());
    texts
}

/// One change of a text.
#[derive(Debug, Clone)]
enum Change {
    /// A byte gets another value.
    Flip(Index, u8),
    /// What is between the two is cut out.
    Cut(Index, Index),
    /// A duplicated line.
    Double(Index),
    /// An inserted line of another file.
    Splice(Index, Index, Index),
    /// A line is indented otherwise.
    Indent(Index, usize),
}

/// Names and bytes of one run.
pub(crate) fn files() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    const NAMES: [&str; 6] = ["a.md", "b.yaml", "c.json", "names.lock", "d.yml", "e"];
    let bytes = Union::new_weighted(vec![
        (1, vec(any::<u8>(), 0..200).boxed()),
        (
            1,
            vec(select(&b"{}[]:-,&*!|>'\"%@#?`\n\t abc0129~\\x"[..]), 0..80).boxed(),
        ),
        (6, changed().boxed()),
    ]);
    vec((select(&NAMES[..]).prop_map(str::to_owned), bytes), 1..4)
}

fn changed() -> impl Strategy<Value = Vec<u8>> {
    let all = fixtures();
    let change = Union::new(vec![
        (any::<Index>(), any::<u8>())
            .prop_map(|(at, byte)| Change::Flip(at, byte))
            .boxed(),
        (any::<Index>(), any::<Index>())
            .prop_map(|(from, to)| Change::Cut(from, to))
            .boxed(),
        any::<Index>().prop_map(Change::Double).boxed(),
        (any::<Index>(), any::<Index>(), any::<Index>())
            .prop_map(|(at, file, line)| Change::Splice(at, file, line))
            .boxed(),
        (any::<Index>(), 0..12_usize)
            .prop_map(|(at, blanks)| Change::Indent(at, blanks))
            .boxed(),
    ]);
    (select(all.clone()), vec(change, 0..6), Just(all))
        .prop_map(|(page, changes, all)| changes.iter().fold(page, |page, change| apply(page, change, &all)))
}

fn apply(mut page: Vec<u8>, change: &Change, all: &[Vec<u8>]) -> Vec<u8> {
    if page.is_empty() {
        return page;
    }
    let mut lines: Vec<Vec<u8>> = page
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    match change {
        Change::Flip(at, byte) => {
            let at = at.index(page.len());
            page[at] = *byte;
            return page;
        }
        Change::Cut(from, to) => {
            let (from, to) = (from.index(lines.len()), to.index(lines.len()));
            // A few lines; of a whole page little would be left.
            lines.drain(from.min(to)..from.max(to).min(from.min(to) + 5));
        }
        Change::Double(at) => {
            let at = at.index(lines.len());
            lines.insert(at, lines[at].clone());
        }
        Change::Splice(at, file, line) => {
            let other = &all[file.index(all.len())];
            let others: Vec<&[u8]> = other.split_inclusive(|byte| *byte == b'\n').collect();
            if !others.is_empty() {
                lines.insert(at.index(lines.len()), others[line.index(others.len())].to_vec());
            }
        }
        Change::Indent(at, blanks) => {
            let at = at.index(lines.len());
            let line = lines[at].trim_ascii_start().to_vec();
            lines[at] = [vec![b' '; *blanks], line].concat();
        }
    }
    lines.concat()
}
