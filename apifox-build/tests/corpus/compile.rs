//! Compiles what was generated against the real run time, one crate an owner, and lets each crate decode its examples.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::job::Job;

pub(crate) fn compile_and_run(jobs: &mut [Job]) {
    let workspace = prepare(jobs);
    let owners: BTreeSet<String> = jobs.iter().map(|job| job.owner.clone()).collect();
    let crates: BTreeMap<String, String> = owners
        .into_iter()
        .enumerate()
        .map(|(index, owner)| (owner, format!("owner{index}")))
        .collect();
    // A module that does not compile is taken out, so that the others' examples still run.
    for _ in 0..4 {
        write_crates(&workspace, jobs, &crates);
        if !build(&workspace, jobs) {
            break;
        }
    }
    for (owner, name) in &crates {
        run(&workspace, name, owner, jobs);
    }
}

/// An empty workspace beside the project's build, with the project's lock file.
fn prepare(_jobs: &[Job]) -> PathBuf {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let _ = std::fs::remove_dir_all(workspace.join("crates"));
    std::fs::create_dir_all(workspace.join("crates")).unwrap();
    std::fs::write(
        workspace.join("Cargo.toml"),
        "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n\n[profile.dev]\ndebug = false\n",
    )
    .unwrap();
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let _ = std::fs::copy(lock, workspace.join("Cargo.lock"));
    workspace
}

fn write_crates(workspace: &Path, jobs: &[Job], crates: &BTreeMap<String, String>) {
    let run_time = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../apifox-client")
        .canonicalize()
        .unwrap();
    let run_time = run_time.display();
    for (owner, name) in crates {
        let folder = workspace.join("crates").join(name);
        std::fs::create_dir_all(folder.join("src")).unwrap();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\napifox-client = {{ path = \"{run_time}\", default-features = false }}\n"
        );
        write_if_changed(&folder.join("Cargo.toml"), &manifest);
        let mut main = String::from(include_str!("main.rs.in"));
        let mut checks = String::new();
        for (index, job) in jobs
            .iter()
            .enumerate()
            .filter(|(_, job)| job.owner == *owner && job.compile_error.is_none())
        {
            let Some(code) = job.report.as_ref().and_then(apifox_build::Report::code) else {
                continue;
            };
            write_if_changed(&folder.join(format!("src/job{index}.rs")), code);
            let _ = writeln!(main, "#[allow(dead_code)]\nmod job{index};");
            for (number, example) in job
                .examples
                .iter()
                .enumerate()
                .filter(|(_, example)| example.mismatch.is_none())
            {
                let kind = example.rust_type.replace("types::", &format!("job{index}::types::"));
                let json = example.json.to_string();
                let _ = writeln!(
                    checks,
                    "    check::<{kind}>({index}, {number}, {json:?}, {});",
                    example.is_request
                );
            }
        }
        let _ = write!(main, "\nfn main() {{\n{checks}}}\n");
        write_if_changed(&folder.join("src/main.rs"), &main);
    }
}

fn write_if_changed(path: &Path, text: &str) {
    if std::fs::read_to_string(path).ok().as_deref() != Some(text) {
        std::fs::write(path, text).unwrap();
    }
}

/// Builds all crates; notes which jobs do not compile, and says whether there were any new ones.
fn build(workspace: &Path, jobs: &mut [Job]) -> bool {
    let output = cargo(workspace)
        .args(["build", "--workspace", "--keep-going", "--message-format=short"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut found = false;
    for line in text.lines().filter(|line| line.contains(": error")) {
        let Some(index) = line
            .split("/src/job")
            .nth(1)
            .and_then(|rest| rest.split('.').next()?.parse::<usize>().ok())
        else {
            continue;
        };
        found = true;
        let error = jobs[index].compile_error.get_or_insert_default();
        if error.len() < 1000 {
            let _ = writeln!(error, "  {line}");
        }
    }
    assert!(
        output.status.success() || found,
        "the corpus crates do not build:\n{text}"
    );
    found
}

fn run(workspace: &Path, name: &str, owner: &str, jobs: &mut [Job]) {
    let output = cargo(workspace)
        .args(["run", "--quiet", "--package", name])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{owner}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    for line in text.lines() {
        let mut parts = line.splitn(3, ' ');
        let mut number = || parts.next().unwrap().parse::<usize>().unwrap();
        let (job, example) = (number(), number());
        jobs[job].examples[example].came_back(parts.next().unwrap_or_default());
    }
}

fn cargo(workspace: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .env_remove("RUSTFLAGS");
    command
}
