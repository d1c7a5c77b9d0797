//! Case files: Markdown documents of small pages, each with its expected output.
//!
//! A heading of level two starts a case and names it. The fenced blocks below it are the parts of
//! the case; an info string is a language and a role, as in `yaml page` and `text findings`. All
//! other text is for the reader.

mod blocks;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One case of a file.
#[derive(Debug, Clone)]
pub struct Case {
    /// The name of the case.
    pub name: String,
    /// The file that has the case.
    pub file: PathBuf,
    blocks: Vec<Block>,
    source: Rc<str>,
}

#[derive(Debug, Clone)]
struct Block {
    info: String,
    /// The location of the content in the file, without the fences.
    content: Range<usize>,
}

impl Case {
    /// Returns the name and the text of the page: the block `LANGUAGE page` is a file
    /// `CASE.LANGUAGE`.
    ///
    /// # Panics
    ///
    /// The case has no such block.
    #[must_use]
    pub fn page(&self) -> (String, &str) {
        let page = self.texts().find_map(|(info, text)| {
            let language = info.strip_suffix(" page")?;
            Some((format!("{}.{language}", self.name), text))
        });
        page.unwrap_or_else(|| panic!("{}: the case `{}` has no page", self.file.display(), self.name))
    }

    /// Returns the info string and the content of each block.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let blocks = self.blocks.iter();
        blocks.map(|block| (&*block.info, &self.source[block.content.clone()]))
    }

    /// Returns the location of the content of the block with this info string.
    #[must_use]
    pub fn content(&self, info: &str) -> Option<Range<usize>> {
        let block = self.blocks.iter().find(|block| block.info == info);
        block.map(|block| block.content.clone())
    }
}

/// Keeps tests that run at the same time from reading a file while another one renews it.
pub fn lock() -> MutexGuard<'static, ()> {
    static FILES: Mutex<()> = Mutex::new(());
    FILES.lock().unwrap_or_else(PoisonError::into_inner) // there is no data that a panic could leave unfinished
}

/// Returns the cases of all files of a folder, without its `README.md`, sorted by file.
///
/// # Panics
///
/// The folder holds another file, a file cannot be read as cases, or two cases have one name.
#[must_use]
pub fn cases(folder: &Path) -> Vec<Case> {
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| path.is_file() && path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    files.sort();
    let _lock = lock();
    let mut all: Vec<Case> = Vec::new();
    for file in &files {
        let is_case_file = file.extension().is_some_and(|extension| extension == "md");
        assert!(is_case_file, "{}: not a case file", file.display());
        let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for case in parse(file, &text).unwrap_or_else(|error| panic!("{}:{error}", file.display())) {
            if let Some(first) = all.iter().find(|first| first.name == case.name) {
                let (file, other) = (file.display(), first.file.display());
                panic!("{file}: a second case `{}`, beside that of {other}", case.name);
            }
            all.push(case);
        }
    }
    all
}

/// Returns the cases in the text of a file, or the line and the reason of an error.
pub fn parse(file: &Path, text: &str) -> Result<Vec<Case>, String> {
    let source: Rc<str> = text.into();
    let mut cases: Vec<Case> = Vec::new();
    // The line and the number of backticks of the fence that is open.
    let mut open: Option<(usize, usize)> = None;
    let mut end = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let (start, number) = (end, index + 1);
        end += line.len();
        match (open, cases.last_mut()) {
            (Some((_, backticks)), Some(case)) => {
                let block = case.blocks.last_mut().expect("an open fence has its block");
                block.content.end = start;
                if closes(line, backticks) {
                    open = None;
                }
            }
            (_, case) if line.starts_with("```") => {
                let info = line.trim_start_matches('`').trim();
                let case = case.ok_or(format!("{number}: a block above the first heading `## NAME`"))?;
                if info.split(' ').count() != 2 {
                    return Err(format!("{number}: `{info}` is not a language and a role"));
                }
                if case.content(info).is_some() {
                    return Err(format!("{number}: a second block `{info}` of the case `{}`", case.name));
                }
                let (info, content) = (info.to_owned(), end..end);
                case.blocks.push(Block { info, content });
                open = Some((number, line.len() - line.trim_start_matches('`').len()));
            }
            _ => {
                let heading = line.strip_prefix("## ");
                cases.extend(heading.map(|name| Case {
                    name: name.trim().to_owned(),
                    file: file.to_owned(),
                    blocks: Vec::new(),
                    source: source.clone(),
                }));
            }
        }
    }
    match open {
        Some((number, _)) => Err(format!("{number}: the block has no end")),
        None => Ok(cases),
    }
}

/// Tells whether a line ends a block that so many backticks began, as in `CommonMark`.
fn closes(line: &str, backticks: usize) -> bool {
    let fence = line.trim_start_matches(' ');
    let rest = fence.trim_start_matches('`');
    line.len() - fence.len() <= 3 && fence.len() - rest.len() >= backticks && rest.trim().is_empty()
}
