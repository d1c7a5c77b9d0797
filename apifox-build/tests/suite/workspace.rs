//! Crates made by a test, compiled and run by the cargo that runs the test.
//!
//! They are a workspace of their own below the project's target folder, with the project's lock file, so that what is compiled there
//! is what the project itself is compiled with. All such workspaces share one folder for what is built, and all crates depend on the
//! same crates with the same features, so that these are compiled once.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What any of the crates uses. `{client}` and `{sandbox}` are the folders of our own.
const DEPENDENCIES: &str = "apifox-client = { path = {client}, default-features = false }
apifox-sandbox = { path = {sandbox}, default-features = false }
bytes = \"1\"
chrono = { version = \"0.4\", default-features = false, features = [\"serde\"] }
futures = { version = \"0.3\", default-features = false }
progenitor-client = \"=0.15.1\"
regress = \"0.12\"
reqwest = { version = \"0.13.5\", default-features = false, features = [\"json\", \"query\", \"stream\"] }
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"
tokio = { version = \"1.38\", default-features = false, features = [\"macros\", \"net\", \"rt-multi-thread\", \"time\"] }
uuid = { version = \"1\", default-features = false, features = [\"serde\"] }";

/// A workspace that a test fills.
#[derive(Debug)]
pub(crate) struct Workspace {
    name: String,
    folder: PathBuf,
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

impl Workspace {
    /// An empty workspace of this name.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(folder.join("crates"));
        std::fs::create_dir_all(folder.join("crates")).unwrap();
        std::fs::write(
            folder.join("Cargo.toml"),
            "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        )
        .unwrap();
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        let _ = std::fs::copy(lock, folder.join("Cargo.lock"));
        let name = name.to_owned();
        Self { name, folder }
    }

    /// Adds a crate with these lines of `[features]`.
    pub(crate) fn add(&self, name: &str, features: &str) {
        let folder = |name: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
            format!("{:?}", path.canonicalize().unwrap().to_string_lossy())
        };
        let dependencies = DEPENDENCIES
            .replace("{client}", &folder("apifox-client"))
            .replace("{sandbox}", &folder("apifox-sandbox"));
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[features]\n{features}\n\n[dependencies]\n{dependencies}\n",
            self.package(name)
        );
        self.write(name, "Cargo.toml", &manifest);
    }

    /// Writes a file of a crate, unless it is there already and the same.
    pub(crate) fn write(&self, name: &str, file: &str, text: &str) {
        let path = self.folder.join("crates").join(name).join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if std::fs::read_to_string(&path).ok().as_deref() != Some(text) {
            std::fs::write(path, text).unwrap();
        }
    }

    /// Builds all crates. What does not compile is listed; anything else that keeps them from being built fails the test.
    pub(crate) fn build(&self) -> Vec<CompileError> {
        self.errors_of(&["build", "--workspace", "--keep-going"], &[": error"])
    }

    /// The same for another command of cargo's, which may not even warn.
    pub(crate) fn lint(&self, command: &[&str]) -> Vec<CompileError> {
        self.errors_of(command, &[": error", ": warning"])
    }

    fn errors_of(&self, command: &[&str], signs: &[&str]) -> Vec<CompileError> {
        let output = self
            .cargo()
            .args(command)
            .arg("--message-format=short")
            .output()
            .unwrap();
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

    /// Runs a crate and gives what it printed.
    pub(crate) fn run(&self, name: &str) -> String {
        let output = self
            .cargo()
            .args(["run", "--quiet", "--package", &self.package(name)])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A program is named after its package, and those of all workspaces are built into one folder, by tests that run side by side.
    fn package(&self, name: &str) -> String {
        format!("{}-{name}", self.name)
    }

    fn cargo(&self) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("built"))
            .env("RUSTDOCFLAGS", "-D warnings")
            .env_remove("RUSTFLAGS");
        command
    }
}
