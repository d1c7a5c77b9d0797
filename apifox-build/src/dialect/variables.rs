//! Path variables, and parameters that declare them under a slightly different name.

use std::collections::BTreeSet;

use crate::grammar::METHODS;
use crate::node::{Kind, Node};

/// The names of the path parameters that are declared for a path.
#[derive(Debug, Default)]
pub(super) struct Variables {
    declared: BTreeSet<String>,
}

impl Variables {
    /// Collects the path parameters of the operations of a path and of the path itself.
    pub(super) fn of(item: &Node) -> Self {
        let operations = item.as_object().into_iter().flatten();
        let operations = operations.filter(|(key, _)| METHODS.contains(&key.as_str()));
        let holders = std::iter::once(item).chain(operations.map(|(_, operation)| operation));
        let parameters = holders.flat_map(|holder| holder.items("parameters"));
        let declared = parameters
            .filter(|parameter| parameter.get_str("in") == Some("path"))
            .filter_map(|parameter| parameter.get_str("name").map(str::to_owned))
            .collect();
        Self { declared }
    }

    /// Returns the name of a variable: that of the parameter that declares it, if there is one.
    fn name(&self, written: &str) -> String {
        let bare = bare(written);
        if self.declared.contains(bare) && is_plain(bare) {
            return bare.to_owned();
        }
        let same = |name: &&String| normalized(name) == normalized(written);
        if let Some(declared) = self.declared.iter().find(same).map(|name| self::bare(name))
            && is_plain(declared)
        {
            return declared.to_owned();
        }
        if is_plain(bare) {
            bare.to_owned()
        } else {
            words_of(bare)
        }
    }
}

/// Renames the path's parameters to match its variables.
pub(super) fn rename(item: &mut Node, template: &str, report: &mut Vec<String>) {
    let variables = names_in(template);
    rename_in(item, &variables, report);
    for (key, operation) in item.as_object_mut().into_iter().flatten() {
        if METHODS.contains(&key.as_str()) {
            rename_in(operation, &variables, report);
        }
    }
}

fn rename_in(holder: &mut Node, variables: &[String], report: &mut Vec<String>) {
    let Some(Kind::Array(parameters)) = holder.get_mut("parameters").map(|node| &mut node.kind) else {
        return;
    };
    let used_names: Vec<String> = parameters
        .iter()
        .filter(|parameter| parameter.get_str("in") == Some("path"))
        .filter_map(|parameter| parameter.get_str("name").map(str::to_owned))
        .collect();
    for parameter in parameters
        .iter_mut()
        .filter(|parameter| parameter.get_str("in") == Some("path"))
    {
        let Some(name) = parameter.get_str("name").map(str::to_owned) else {
            continue;
        };
        if variables.contains(&name) {
            continue;
        }
        let fits = |variable: &&String| {
            !used_names.contains(variable)
                && (normalized(variable) == normalized(&name) || **variable == words_of(bare(&name)))
        };
        let Some(variable) = variables.iter().find(fits) else {
            continue;
        };
        report.push(format!(
            "the parameter `{name}` is read as the path variable `{variable}`"
        ));
        let at = parameter.get("name").map_or(parameter.at, |node| node.at);
        parameter.insert("name", Node::string(at, variable.clone()));
    }
}

/// Rewrites the variables of a path as `{name}`, and trims the literal parts.
pub(super) fn clean_variables(path: &str, variables: &Variables, report: &mut Vec<String>) -> String {
    let mut template = String::new();
    let mut rest = path;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        let opened = after.chars().take_while(|c| *c == '{').count();
        let inner = &after[opened..];
        let Some(close) = inner.find('}') else { break };
        let closed = inner[close..].chars().take_while(|c| *c == '}').count();
        let name = variables.name(&inner[..close]);
        if opened != closed || inner[..close].contains('{') || name.is_empty() {
            template.push_str(before);
            template.push_str(&after[..opened + close + closed]);
        } else {
            template.push_str(before.strip_suffix('$').unwrap_or(before));
            template.push('{');
            template.push_str(&name);
            template.push('}');
            if !is_plain(bare(&inner[..close])) {
                report.push(format!("its variable `{}` is called `{name}`", inner[..close].trim()));
            }
        }
        rest = &inner[close + closed..];
    }
    template.push_str(rest);
    let segments: Vec<String> = template.split('/').map(|segment| variables.segment(segment)).collect();
    segments.join("/")
}

impl Variables {
    /// Trims a segment. Other frameworks write a variable as `:id` or `<id>`, and no server has
    /// segments of that form.
    fn segment(&self, segment: &str) -> String {
        let segment = segment.trim();
        let name = segment
            .strip_prefix(':')
            .or_else(|| segment.strip_prefix('<')?.strip_suffix('>'))
            .unwrap_or_default();
        if (self.declared.contains(name) && is_plain(name)) || is_word(name) {
            format!("{{{name}}}")
        } else {
            segment.to_owned()
        }
    }
}

/// A variable's name without braces, blanks, and the suffixes of some frameworks (`{id:[0-9]+}`,
/// `{id?}`, `{*path}`).
fn bare(written: &str) -> &str {
    let name = written.trim_matches(|c: char| c.is_whitespace() || "{}$".contains(c));
    let name = name.split(':').next().unwrap_or(name);
    name.trim_matches(|c: char| c.is_whitespace() || "*?+".contains(c))
}

/// Normalizes a name, so that different spellings of one name compare equal.
fn normalized(name: &str) -> String {
    let letters = bare(name).chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c))
}

/// Whether a name is an identifier, which is unambiguous after a colon.
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// Joins the ASCII words of a name. The name of a path variable is never sent, so renaming it is
/// safe.
fn words_of(name: &str) -> String {
    let words: Vec<&str> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() && !name.is_empty() {
        "parameter".to_owned()
    } else {
        words.join("_")
    }
}

fn names_in(template: &str) -> Vec<String> {
    let parts = template.split('{').skip(1);
    parts
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}
