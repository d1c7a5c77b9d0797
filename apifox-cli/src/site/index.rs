//! The index of a site: `llms.txt`, one item per line.

use std::collections::BTreeSet;

use url::Url;

use super::Failure;
use super::address::{Kind, page, shown};

/// An endpoint in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The folders, the outermost first; empty for an endpoint outside of folders.
    pub(crate) folders: Vec<String>,
    pub(crate) at: Url,
}

impl Entry {
    /// Whether a folder or endpoint id on the command line selects it. A folder is given by its own
    /// name, or by its path (`Outer > Inner`).
    pub(crate) fn is_within(&self, names: &[String]) -> bool {
        names.iter().any(|name| {
            let path: Vec<&str> = name.split('>').map(str::trim).collect();
            name.trim() == self.id
                || self.folders.iter().any(|folder| folder == name.trim())
                || (path.len() > 1
                    && self.folders.len() >= path.len()
                    && self.folders.iter().zip(&path).all(|(a, b)| a == b))
        })
    }

    pub(crate) fn folder(&self) -> String {
        self.folders.join(" > ")
    }
}

/// The items of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) endpoints: Vec<Entry>,
    pub(crate) folders: usize,
    pub(crate) guides: usize,
    /// Items of other types, and items on another host.
    pub(crate) passed_over: usize,
}

impl Index {
    /// Summarizes the index in one line.
    pub(crate) fn rendered(&self) -> String {
        let folders: BTreeSet<&str> = self
            .endpoints
            .iter()
            .filter_map(|entry| entry.folders.first())
            .map(String::as_str)
            .collect();
        let count = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        format!(
            "{} in {}; {}, {}, {} skipped",
            count(self.endpoints.len(), "endpoint", "endpoints"),
            count(folders.len(), "folder", "folders"),
            count(self.folders, "page of a folder", "pages of folders"),
            count(self.guides, "guide", "guides"),
            count(self.passed_over, "other item", "other items")
        )
    }
}

/// Parses an index whose address is `base`.
pub(crate) fn read(text: &str, base: &Url) -> Result<Index, Failure> {
    let mut index = Index::default();
    let mut seen = BTreeSet::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let Some(item) = line
            .trim_start()
            .strip_prefix("- ")
            .or_else(|| line.trim_start().strip_prefix("* "))
        else {
            continue;
        };
        let Some((before, title, target)) = link(item) else {
            index.passed_over += 1;
            continue;
        };
        let Some(at) = base
            .join(target)
            .ok()
            .filter(|at| at.host() == base.host() && at.username().is_empty())
        else {
            index.passed_over += 1;
            continue;
        };
        let last = at.path().rsplit('/').next().unwrap_or_default();
        match page(last) {
            Some((Kind::Endpoint, id)) => {
                // An index can list a page twice: in two folders, or in two sections.
                if seen.insert(id.clone()) {
                    let folders = before.split(" > ").map(str::trim).filter(|name| !name.is_empty());
                    index.endpoints.push(Entry {
                        id,
                        title: title.to_owned(),
                        folders: folders.map(str::to_owned).collect(),
                        at: on(base, &at),
                    });
                }
            }
            Some((Kind::Folder, _)) => index.folders += 1,
            Some((Kind::Guide, _)) => index.guides += 1,
            Some((Kind::Schema, _)) | None => index.passed_over += 1,
        }
    }
    if index.endpoints.is_empty() {
        return Err(Failure::Refused(format!(
            "{} lists no endpoint, so it is most likely not the index of an Apifox or Apidog site: open it in a browser, and give the address of the site whose /llms.txt lists pages",
            shown(base)
        )));
    }
    Ok(index)
}

/// Returns the address of the page with the scheme and port of the index, so that a mirror or a
/// port of the index is kept.
fn on(base: &Url, at: &Url) -> Url {
    let mut url = base.clone();
    url.set_path(at.path());
    url.set_query(None);
    url
}

/// Returns the text before the first link whose target ends in `.md`, its title and its target.
/// Titles can contain brackets, so the title begins at the matching bracket.
fn link(item: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = item[from..].find("](") {
        let middle = from + at;
        let rest = &item[middle + 2..];
        let end = rest.find(')')?;
        let target = rest[..end].trim();
        if target
            .split(['?', '#'])
            .next()
            .is_some_and(|path| path.strip_suffix(".md").is_some())
        {
            let open = opening(&item[..middle])?;
            return Some((item[..open].trim(), &item[open + 1..middle], target));
        }
        from = middle + 2;
    }
    None
}

fn opening(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices().rev() {
        match c {
            ']' => depth += 1,
            '[' if depth == 0 => return Some(at),
            '[' => depth -= 1,
            _ => {}
        }
    }
    // A title with an unmatched `]`.
    text.find('[')
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::{Url, read};

    fn base() -> Url {
        Url::parse("https://docs.example.com/llms.txt").expect("an address")
    }

    #[test]
    fn an_index_of_158_lines_is_read_whole() {
        let mut text = String::from("# Ledger\n\n## Docs\n- [Guide](https://docs.example.com/5430207m0.md): \n");
        for folder in 0..8 {
            let _ = writeln!(
                text,
                "- Group {folder} [Part](https://docs.example.com/4394{folder}f0.md): "
            );
        }
        text += "\n## API Docs\n";
        for id in 0..149 {
            let description = if id % 3 == 0 {
                "## see [that](https://docs.example.com/9e0.md)"
            } else {
                ""
            };
            let _ = writeln!(
                text,
                "- Group {} > Inner [Do {id} [_x]](https://docs.example.com/{}e0.md): {description}",
                id % 8,
                1000 + id
            );
        }
        let index = read(&text, &base()).expect("an index");
        assert_eq!(
            (index.endpoints.len(), index.folders, index.guides, index.passed_over),
            (149, 8, 1, 0)
        );
        let first = &index.endpoints[0];
        assert_eq!(
            (first.id.as_str(), first.title.as_str(), first.folder().as_str()),
            ("1000", "Do 0 [_x]", "Group 0 > Inner")
        );
    }

    #[test]
    fn odd_titles_double_lines_and_other_items_do_no_harm() {
        let text = "\u{feff}# X\r\n> quote\r\n- [_get_group_notice]](https://docs.example.com/1e0.md): \r\n- A [[x]](/2e0.md)\r\n- B [again](/2e0.md)\r\n\
                    - [elsewhere](https://evil.example/3e0.md)\r\n- no link\r\n- [schema](/4d0.md)\r\n- [中文 (x)](/%E4%B8%AD-5e0.md): a [link](b.md)\r\n";
        let index = read(text, &base()).expect("an index");
        let listed: Vec<(&str, &str)> = index
            .endpoints
            .iter()
            .map(|entry| (entry.id.as_str(), entry.title.as_str()))
            .collect();
        assert_eq!(listed, [("1", "_get_group_notice]"), ("2", "[x]"), ("5", "中文 (x)")]);
        assert_eq!(index.passed_over, 3);
    }

    #[test]
    fn an_index_without_endpoints_is_refused() {
        let error = read("# Welcome\n- [Guide](/1m0.md)\n", &base()).expect_err("no index");
        assert!(error.message().contains("lists no endpoint"));
    }
}
