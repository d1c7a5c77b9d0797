//! Crates made by a test, compiled and run by the cargo that runs the test.
//!
//! They are a workspace of their own below the project's target folder, with the project's lock
//! file, so that what is compiled there is what the project itself is compiled with. What is built
//! is beside what the project builds, and the dependencies have the features that they have in the
//! project, so that cargo finds most of them compiled. (Not `serde_json`: the project's own reads
//! floats as the validator of JSON Schema wants them, which a user's does not.)

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a program with generated code uses. `{client}` and `{sandbox}` are the folders of our own.
pub(crate) const OURS: &str = r#"
apifox-client = { path = {client}, default-features = false, features = ["rustls"] }
apifox-sandbox = { path = {sandbox}, default-features = false }
rustls = { version = "0.23", default-features = false, features = ["logging"] }
serde_json = "1"
"#;

/// What a program with progenitor's code uses.
pub(crate) const OF_PROGENITOR: &str = r#"
bytes = "1"
chrono = { version = "0.4", default-features = false, features = ["serde"] }
hashbrown = "0.17"
hyper = { version = "1", features = ["server"] }
hyper-util = { version = "0.1", features = ["client-proxy"] }
progenitor-client = "=0.15.1"
regress = "0.12"
reqwest = { version = "0.13.5", default-features = false, features = ["json", "query", "stream"] }
serde_json = "1"
uuid = { version = "1", default-features = false, features = ["serde"] }
"#;

/// What all programs use. Some are here only for the features that the project gives to them:
/// `cargo test --workspace` has compiled them so.
const COMMON: &str = r#"
bitflags = { version = "2", features = ["std"] }
memchr = "2"
serde = { version = "1", features = ["alloc", "derive"] }
tokio = { version = "1.38", features = ["fs", "io-util", "macros", "net", "rt-multi-thread", "sync", "test-util"] }

[build-dependencies]
syn = { version = "3", features = ["extra-traits", "full", "visit-mut"] }
"#;

/// A workspace that a test fills.
#[derive(Debug)]
pub(crate) struct Workspace {
    name: String,
    folder: PathBuf,
    dependencies: String,
}

/// One line of the compiler: the crate and file it is about, and what it says.
#[derive(Debug)]
pub(crate) struct CompileError {
    /// File name without its ending, such as `job3`.
    pub(crate) module: String,
    pub(crate) line: String,
}

impl CompileError {
    /// The number of the job whose module it is about.
    pub(crate) fn job(&self) -> usize {
        let number = self.module.strip_prefix("job").and_then(|number| number.parse().ok());
        number.unwrap_or_else(|| panic!("the crates' own code does not compile: {}", self.line))
    }
}

/// The manifest of a workspace. The profile of registry crates is the project's, or cargo would
/// compile them again.
fn manifest() -> String {
    let project = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml")).unwrap();
    let start = "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n\n[profile.dev]\ndebug = false\nincremental = false\n";
    let tables = ["\"*\"", "proc-macro2", "quote", "serde_json", "syn"].map(|name| {
        let head = format!("[profile.dev.package.{name}]\n");
        let table = project.split_once(&head).expect("the project has this table").1;
        let lines = table.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>();
        format!("\n{head}{}\n", lines.join("\n"))
    });
    start.to_owned() + &tables.concat()
}

impl Workspace {
    /// An empty workspace of this name, whose crates use `OURS` or `OF_PROGENITOR`.
    pub(crate) fn new(name: &str, dependencies: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(folder.join("crates"));
        std::fs::create_dir_all(folder.join("crates")).unwrap();
        std::fs::write(folder.join("Cargo.toml"), manifest()).unwrap();
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        let _ = std::fs::copy(lock, folder.join("Cargo.lock"));
        let path = |name: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
            format!("{:?}", path.canonicalize().unwrap().to_string_lossy())
        };
        let dependencies = dependencies
            .replace("{client}", &path("apifox-client"))
            .replace("{sandbox}", &path("apifox-sandbox"));
        let (name, dependencies) = (name.to_owned(), dependencies + COMMON);
        Self {
            name,
            folder,
            dependencies,
        }
    }

    /// Adds a crate with these lines of `[features]`.
    pub(crate) fn add(&self, name: &str, features: &str) {
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[features]\n{features}\n\n[dependencies]\n{}",
            self.package(name),
            self.dependencies
        );
        self.write(name, "Cargo.toml", &manifest);
    }

    /// Adds a library with these lines of `[features]`, of which nothing is to run. It exports no
    /// symbol, so the compiler checks it and compiles none of its functions. (`cargo check` would
    /// check all dependencies as well, which programs have compiled.)
    pub(crate) fn add_library(&self, name: &str, features: &str) {
        self.add(name, &format!("{features}\n[lib]\ncrate-type = [\"cdylib\"]\n"));
    }

    /// Writes a file of a crate, unless it is there already and the same.
    pub(crate) fn write(&self, name: &str, file: &str, text: &str) {
        let path = self.folder.join("crates").join(name).join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if std::fs::read_to_string(&path).ok().as_deref() != Some(text) {
            std::fs::write(path, text).unwrap();
        }
    }

    /// Removes a crate, if it is there.
    pub(crate) fn remove(&self, name: &str) {
        let _ = std::fs::remove_dir_all(self.folder.join("crates").join(name));
    }

    /// Builds all crates. What does not compile is listed; anything else that keeps them from being
    /// built fails the test.
    pub(crate) fn build(&self) -> Vec<CompileError> {
        self.errors_of(&["build", "--workspace", "--keep-going"], &[": error"])
    }

    /// The same for another command of cargo's, which may not even warn.
    pub(crate) fn lint(&self, command: &[&str]) -> Vec<CompileError> {
        self.errors_of(command, &[": error", ": warning"])
    }

    /// Documents a library that was built, with these features, and lists the warnings of rustdoc.
    pub(crate) fn document(&self, name: &str, features: &[String]) -> Vec<CompileError> {
        let package = self.package(name);
        let output = self
            .cargo()
            .args(["build", "--message-format=json", "--package", &package])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let messages = text
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let client = messages
            .filter(|message| message["target"]["name"] == "apifox_client")
            .find_map(|message| {
                let files = message["filenames"].as_array()?.iter();
                let mut files = files.filter_map(|file| Some(PathBuf::from(file.as_str()?)));
                files.find(|file| file.extension().is_some_and(|extension| extension == "rlib"))
            });
        let client = client.unwrap_or_else(|| panic!("cargo names no file of the run time:\n{text}"));
        let mut command = Command::new(Path::new(env!("CARGO")).with_file_name("rustdoc"));
        command
            .current_dir(&self.folder)
            .args(["--edition=2024", "--error-format=short", "-Dwarnings"]);
        command.arg(format!("--crate-name={}", package.replace('-', "_")));
        command.arg(format!("--extern=apifox_client={}", client.display()));
        command.arg(format!("-Ldependency={}", client.with_file_name("").display()));
        command.arg(format!("--out-dir={}", self.folder.join("doc").display()));
        command.args(features.iter().map(|feature| format!("--cfg=feature={feature:?}")));
        command.arg(format!("crates/{name}/src/lib.rs"));
        self.errors(&mut command, &[": error", ": warning"])
    }

    fn errors_of(&self, command: &[&str], signs: &[&str]) -> Vec<CompileError> {
        self.errors(self.cargo().args(command).arg("--message-format=short"), signs)
    }

    fn errors(&self, command: &mut Command, signs: &[&str]) -> Vec<CompileError> {
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let errors: Vec<CompileError> = text
            .lines()
            .filter(|line| signs.iter().any(|sign| line.contains(sign)))
            .filter_map(|line| {
                let module = line.split("/src/").nth(1)?.split('.').next()?.to_owned();
                let line = line.to_owned();
                Some(CompileError { module, line })
            })
            .collect();
        assert!(
            output.status.success() || !errors.is_empty(),
            "the crates in {} do not build:\n{text}",
            self.folder.display()
        );
        errors
    }

    /// Runs a crate with these arguments and gives what it printed.
    pub(crate) fn run(&self, name: &str, arguments: &[&str]) -> String {
        let output = self
            .cargo()
            .args(["run", "--quiet", "--package", &self.package(name), "--"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A program is named after its package, and all are built into one folder, by tests that run
    /// side by side.
    fn package(&self, name: &str) -> String {
        format!("{}-{name}", self.name)
    }

    fn cargo(&self) -> Command {
        let built = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .expect("cargo makes `tmp` in the target folder");
        let mut command = Command::new(env!("CARGO"));
        command
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", built)
            .env("RUSTDOCFLAGS", "-D warnings")
            .env_remove("RUSTFLAGS");
        // What cargo sets for a test: a build script that reads such a variable would run again,
        // and then again for the project.
        for (name, _) in std::env::vars_os() {
            let of_test = ["CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_BIN_"];
            if name
                .to_str()
                .is_some_and(|name| of_test.iter().any(|prefix| name.starts_with(prefix)))
            {
                command.env_remove(name);
            }
        }
        command
    }
}
