//! Lays out the invocations of the run time crate's macros, which prettyplease fills into lines:
//! one entry of a list per line, and documentation as comments.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// The number of columns that a line may have if it can be broken.
const WIDTH: usize = 100;

/// The name of the placeholders, which no generated item has.
const PLACEHOLDER: &str = "apifox_build_invocation_";

/// A word of the macros that may stand before the leading `::` of a path.
const BEFORE_PATHS: &str = "json";

/// Replaces each invocation by a placeholder, also those in modules. Returns them in their order.
pub(super) fn take(items: &mut [syn::Item]) -> Vec<syn::Macro> {
    let mut taken = Vec::new();
    take_into(items, &mut taken);
    taken
}

fn take_into(items: &mut [syn::Item], taken: &mut Vec<syn::Macro>) {
    for item in items {
        match item {
            syn::Item::Macro(item) if item.ident.is_none() => {
                let name = syn::Ident::new(&format!("{PLACEHOLDER}{}", taken.len()), proc_macro2::Span::call_site());
                taken.push(item.mac.clone());
                item.mac.path = name.into();
                item.mac.tokens = TokenStream::new();
            }
            syn::Item::Mod(module) => {
                if let Some((_, items)) = &mut module.content {
                    take_into(items, taken);
                }
            }
            _ => {}
        }
    }
}

/// Replaces the placeholders in formatted code by their invocations.
pub(super) fn put_back(text: &str, taken: &[syn::Macro]) -> String {
    let mut result = String::new();
    for line in text.split_inclusive('\n') {
        let code = line.trim_start();
        let number = code.strip_prefix(PLACEHOLDER).and_then(|code| code.split('!').next());
        match number.and_then(|number| taken.get(number.parse::<usize>().ok()?)) {
            Some(invocation) => result += &laid_out(invocation, &line[..line.len() - code.len()]),
            None => result += line,
        }
    }
    result
}

/// Formats an invocation: in one line if it fits, else with an entry of its lists, or an argument,
/// per line.
fn laid_out(invocation: &syn::Macro, indent: &str) -> String {
    let path = &invocation.path;
    let name = inline(&atoms(quote::quote!(#path)));
    let content = atoms(invocation.tokens.clone());
    let line = format!("{indent}{name}!({});\n", inline(&content));
    if line.chars().count() <= WIDTH + 1 && !content.iter().any(is_documented) {
        return line;
    }
    if content.iter().any(|atom| atom.list().is_some()) {
        return format!("{indent}{name}!({});\n", with_lists(&content, indent));
    }
    format!("{indent}{name}!(\n{}{indent});\n", entries(&content, indent))
}

/// An operator, a group, or another token.
#[derive(Debug, Clone)]
enum Atom {
    Word(String),
    Operator(String),
    Group(Group),
}

impl Atom {
    /// Returns the content of braces.
    fn list(&self) -> Option<Vec<Self>> {
        match self {
            Self::Group(group) if group.delimiter() == Delimiter::Brace => Some(atoms(group.stream())),
            _ => None,
        }
    }

    fn is(&self, operator: &str) -> bool {
        matches!(self, Self::Operator(own) if own == operator)
    }
}

/// Joins the characters of each operator.
fn atoms(tokens: TokenStream) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let mut operator = String::new();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => {
                operator.push(punct.as_char());
                if punct.spacing() == Spacing::Alone
                    || matches!(punct.as_char(), '<' | '>' | '&') && operator.len() == 1
                {
                    atoms.push(Atom::Operator(std::mem::take(&mut operator)));
                }
                continue;
            }
            _ if !operator.is_empty() => atoms.push(Atom::Operator(std::mem::take(&mut operator))),
            _ => {}
        }
        atoms.push(match token {
            TokenTree::Group(group) => Atom::Group(group),
            other => Atom::Word(other.to_string()),
        });
    }
    atoms
}

/// Whether there is documentation in it.
fn is_documented(atom: &Atom) -> bool {
    let list = atom.list().unwrap_or_default();
    list.iter().any(|atom| atom.is("#") || is_documented(atom))
}

/// Formats in one line.
fn inline(atoms: &[Atom]) -> String {
    let mut text = String::new();
    for (index, atom) in atoms.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| &atoms[index]);
        if before.is_some_and(|before| is_spaced(before, atom)) {
            text.push(' ');
        }
        match atom {
            Atom::Word(word) | Atom::Operator(word) => text += word,
            Atom::Group(group) => text += &delimited(group),
        }
    }
    text
}

fn delimited(group: &Group) -> String {
    let content = inline(&atoms(group.stream()));
    match group.delimiter() {
        Delimiter::Parenthesis => format!("({content})"),
        Delimiter::Bracket => format!("[{content}]"),
        Delimiter::Brace if content.is_empty() => "{}".to_owned(),
        Delimiter::Brace => format!("{{ {content} }}"),
        Delimiter::None => content,
    }
}

/// Whether there is a space between two tokens.
fn is_spaced(before: &Atom, atom: &Atom) -> bool {
    let is_word = matches!(before, Atom::Word(_));
    match (before, atom) {
        (Atom::Operator(operator), _)
            if matches!(operator.as_str(), "::" | "<" | "&" | "#" | "." | "'" | "-" | "!") =>
        {
            false
        }
        (Atom::Word(word), Atom::Operator(next)) if next == "::" => word == BEFORE_PATHS,
        (_, Atom::Operator(next)) if next == "::" || next == "<" => !is_word && !before.is(">"),
        (_, Atom::Operator(next)) => !matches!(next.as_str(), "," | ";" | ":" | "." | ">" | "!" | "?"),
        (_, Atom::Group(group)) if group.delimiter() == Delimiter::Parenthesis => !is_word && !before.is(">"),
        (_, Atom::Group(group)) if group.delimiter() == Delimiter::None => true,
        _ => true,
    }
}

/// Formats what has lists in braces: their entries are a line each. A list after the first is
/// written in one line if it fits.
fn with_lists(content: &[Atom], indent: &str) -> String {
    let mut text = String::new();
    let mut before: Option<&Atom> = None;
    for atom in content {
        if before.is_some_and(|before| is_spaced(before, atom)) {
            text.push(' ');
        }
        let line = text.lines().next_back().unwrap_or_default().len();
        let short = inline(std::slice::from_ref(atom));
        let is_first = !text.contains('\n');
        let list = atom.list();
        let list = list.filter(|_| is_first || is_documented(atom) || line + short.len() > WIDTH);
        text += &list.map_or(short, |list| format!("{{\n{}{indent}}}", entries(&list, indent)));
        before = Some(atom);
    }
    text
}

/// Formats each entry of a list in a line of its own, below its documentation.
fn entries(list: &[Atom], indent: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (index, atom) in list.iter().enumerate() {
        match atom {
            Atom::Operator(operator) if operator == "<" => depth += 1,
            Atom::Operator(operator) if operator == ">" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_end = index + 1 == list.len();
        if depth == 0 && atom.is(",") || is_end {
            text += &entry(&list[start..=index], &format!("{indent}    "));
            start = index + 1;
        }
    }
    text
}

fn entry(mut atoms: &[Atom], indent: &str) -> String {
    let mut text = String::new();
    while let [hash, Atom::Group(attribute), rest @ ..] = atoms
        && hash.is("#")
    {
        text += indent;
        text += &documentation(attribute).unwrap_or_else(|| format!("#{}", delimited(attribute)));
        text.push('\n');
        atoms = rest;
    }
    text + indent + &inline(atoms) + "\n"
}

/// Returns an attribute as a comment, if it is a line of documentation.
fn documentation(attribute: &Group) -> Option<String> {
    match atoms(attribute.stream()).as_slice() {
        [Atom::Word(doc), equals, Atom::Word(literal)] if doc == "doc" && equals.is("=") => {
            let line = syn::parse_str::<syn::LitStr>(literal).ok()?.value();
            (!line.contains('\n')).then(|| format!("///{line}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::items;

    /// Formats the code, which must stay the same code.
    fn formatted(code: &str) -> String {
        let file: syn::File = syn::parse_str(code).expect("it is Rust");
        let text = items(file.items.clone());
        let back: syn::File = syn::parse_str(&text).expect("it is Rust");
        let tokens = |file: &syn::File| quote::quote!(#file).to_string();
        assert_eq!(tokens(&back), tokens(&file), "{text}");
        text
    }

    #[test]
    fn an_invocation_that_fits_is_one_line() {
        for line in [
            "::run::object!(Cat { required kind = \"type\", optional lives: null_as_default });\n",
            "::run::request!(ListPets, json ::std::vec::Vec<types::Pet<'_, -1>>);\n",
            "::run::failures!(Uno, &super::UNO, {});\n",
            "::run::paged!(List, json Page, [i64] at \"\", Paging::query(\"page\").numbered_from(1u64));\n",
        ] {
            assert_eq!(formatted(line), line);
        }
    }

    #[test]
    fn a_longer_one_has_an_entry_per_line() {
        let names: Vec<String> = ('a'..'j')
            .map(|letter| format!("optional {}", letter.to_string().repeat(9)))
            .collect();
        let expected = format!(
            "mod m {{\n    ::run::object!(Cat {{\n        {}\n    }} or rest);\n}}\n",
            names.join(",\n        ")
        );
        assert_eq!(
            formatted(&format!(
                "mod m {{ ::run::object!(Cat {{ {} }} or rest); }}",
                names.join(",")
            )),
            expected
        );

        let (first, second) = ("A".repeat(60), "B".repeat(60));
        let expected = format!("::run::request!(\n    {first},\n    json {second}<C, D>\n);\n");
        assert_eq!(
            formatted(&format!("::run::request!({first}, json {second}<C, D>);")),
            expected
        );
    }

    #[test]
    fn documentation_is_a_comment_of_its_entry() {
        let code = "::run::union!(Pet: \"kind\" {\n    /// A cat.\n    #[cfg(any(a, b))]\n    Cat(Map<A, B>) = \"cat\" | \"Cat\",\n    \
                    Dog(Dog) += \"dog\"\n} from { Cat(Map<A, B>), Dog(Dog) });\n";
        assert_eq!(formatted(code), code);
    }
}
