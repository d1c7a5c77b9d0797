//! The origin of the crates that a new crate depends on, and their entries in its `Cargo.toml`.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use crate::pages::slashes;

/// Where `apifox-client`, `apifox-sandbox` and `apifox-build` come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    Registry,
    Checkout(PathBuf),
    Repository(String),
}

impl Origin {
    /// Returns the given origin, if it holds the crates.
    pub(super) fn named(path: Option<&Path>, git: Option<&str>) -> Result<Self, String> {
        let Some(path) = path else {
            return Ok(git.map_or(Self::Registry, |url| Self::Repository(url.to_owned())));
        };
        for name in ["apifox-client", "apifox-sandbox", "apifox-build"] {
            if !path.join(name).join("Cargo.toml").exists() {
                return Err(format!(
                    "{} does not contain {name}: give a checkout of its repository",
                    path.display()
                ));
            }
        }
        Ok(Self::Checkout(path.to_owned()))
    }

    fn of(&self, name: &str) -> InlineTable {
        let mut table = InlineTable::new();
        match self {
            Self::Registry => table.insert("version", version().into()),
            Self::Checkout(path) => table.insert("path", slashes(&path.join(name)).into()),
            Self::Repository(url) => table.insert("git", url.as_str().into()),
        };
        table
    }

    /// Returns the command that installs `apifox` in the scheduled workflow.
    pub(super) fn install(&self) -> String {
        let from = match self {
            Self::Registry => format!("apifox-cli@{}", env!("CARGO_PKG_VERSION")),
            Self::Checkout(path) => format!("--path '{}'", slashes(&path.join("apifox-cli")).replace('\'', "'\\''")),
            Self::Repository(url) => format!("--git '{}' apifox-cli", url.replace('\'', "'\\''")),
        };
        format!("cargo install --locked {from}")
    }
}

/// Returns the version requirement: the first two numbers of 0.x, else the first one.
fn version() -> String {
    let mut parts = env!("CARGO_PKG_VERSION").split('.');
    match (parts.next(), parts.next()) {
        (Some("0"), Some(minor)) => format!("0.{minor}"),
        (Some(major), _) => major.to_owned(),
        (None, _) => env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// The parts of a `Cargo.toml` that `init` needs.
#[derive(Debug)]
pub(super) struct Package {
    document: DocumentMut,
    /// The name of its library, as written in code.
    pub(super) library: String,
}

impl Package {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let document: DocumentMut = text
            .parse()
            .map_err(|error: toml_edit::TomlError| format!("Cargo.toml cannot be read: {}", error.message()))?;
        let name = |table: &str| document.get(table)?.get("name")?.as_str().map(str::to_owned);
        let Some(package) = name("package") else {
            return Err("Cargo.toml has no package: run this command in a folder made by `cargo new NAME`".to_owned());
        };
        let library = name("lib").unwrap_or(package).replace('-', "_");
        Ok(Self { document, library })
    }

    /// Adds the dependencies of the generated code and of the example; existing entries stay
    /// unchanged.
    pub(super) fn with_dependencies(mut self, origin: &Origin) -> String {
        let mut tokio = InlineTable::new();
        tokio.insert("version", "1".into());
        tokio.insert(
            "features",
            Value::Array(["macros", "rt-multi-thread"].into_iter().collect::<Array>()),
        );
        self.add(
            "dependencies",
            "apifox-client",
            origin.of("apifox-client"),
            "sends the requests",
        );
        let sandbox = origin.of("apifox-sandbox");
        self.add(
            "dependencies",
            "apifox-sandbox",
            sandbox,
            "serves the pages' own examples",
        );
        self.add("dependencies", "tokio", tokio, "runs `async fn main`");
        let build = origin.of("apifox-build");
        self.add(
            "build-dependencies",
            "apifox-build",
            build,
            "generates the client from `spec/`",
        );
        self.document.to_string()
    }

    fn add(&mut self, table: &str, name: &str, mut value: InlineTable, why: &str) {
        let table = self.document.entry(table).or_insert_with(|| Item::Table(Table::new()));
        let Some(table) = table.as_table_like_mut() else { return };
        if !table.contains_key(name) {
            value.fmt();
            value.decor_mut().set_suffix(format!(" # {why}"));
            table.insert(name, Item::Value(Value::InlineTable(value)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, Package};

    #[test]
    fn dependencies_are_added_to_what_cargo_new_writes_and_what_is_there_stays() {
        let text = "[package]\nname = \"my-notes\"\nedition = \"2024\"\n\n[dependencies]\ntokio = \"1.40\" # mine\n";
        let package = Package::read(text).expect("a package");
        assert_eq!(package.library, "my_notes");
        let text = package.with_dependencies(&Origin::Repository("https://example.com/x".to_owned()));
        assert_eq!(
            text,
            "[package]\nname = \"my-notes\"\nedition = \"2024\"\n\n[dependencies]\ntokio = \"1.40\" # mine\n\
             apifox-client = { git = \"https://example.com/x\" } # sends the requests\n\
             apifox-sandbox = { git = \"https://example.com/x\" } # serves the pages' own examples\n\n\
             [build-dependencies]\napifox-build = { git = \"https://example.com/x\" } # generates the client from `spec/`\n"
        );
    }

    #[test]
    fn a_workspace_without_a_package_is_refused() {
        for text in ["[workspace]\n", "[package]\n", "[package\n"] {
            assert!(Package::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_program_is_installed_from_where_the_crates_come_from() {
        let checkout = Origin::Checkout("../it's".into());
        assert_eq!(
            checkout.install(),
            "cargo install --locked --path '../it'\\''s/apifox-cli'"
        );
    }
}
