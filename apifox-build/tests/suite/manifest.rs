//! The manifest is equivalent to the configuration in a build script.

use std::path::{Path, PathBuf};

use apifox_build::{Config, Finding, MANIFEST, Manifest, OnRefusal};

/// Creates a folder with a manifest and the pages of the ledger.
fn folder(test: &str, manifest: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("spec")).unwrap();
    for entry in std::fs::read_dir("tests/fixtures/ledger").unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.join("spec").join(path.file_name().unwrap())).unwrap();
    }
    std::fs::write(folder.join(MANIFEST), manifest).unwrap();
    folder
}

fn faults(test: &str, manifest: &str) -> Vec<(usize, String)> {
    let path = folder(test, manifest).join(MANIFEST);
    let report = Config::from_manifest(&path).generate();
    assert!(report.code().is_none());
    let output = Manifest::read(&path).unwrap_err();
    assert_eq!(report.findings(), output, "a build tells what reading it tells");
    let line = |fault: &Finding| fault.location.as_ref().map_or(0, |place| place.line);
    output
        .iter()
        .map(|fault| (line(fault), fault.message.clone()))
        .collect()
}

#[test]
fn the_manifest_is_equivalent_to_code() {
    let text = "pages: spec\nclient: crate::Ledger\nreserve: [accounts]\nreplace: {Amount: crate::Money}\nruntime: ::my_run_time\nrenew: make it so\non-refusal: skip\nonly: [accounts_api, rates]\nresource-features: true\n";
    let folder = folder("manifest-equal", text);
    let by_code = Config::new()
        .pages(folder.join("spec"))
        .client("crate::Ledger")
        .reserve(["accounts"])
        .replace("Amount", "crate::Money")
        .runtime("::my_run_time")
        .renew_command("make it so")
        .source_sums()
        .on_refusal(OnRefusal::Skip)
        .only(["accounts_api", "rates"])
        .resource_features()
        .generate();
    let by_manifest = Config::from_manifest(folder.join(MANIFEST)).generate();
    let code = by_manifest.code().unwrap();
    assert_eq!(by_code.code().unwrap(), code);
    for part in [
        "impl crate::Ledger",
        "accounts_api(",
        "crate::Money",
        "::my_run_time::Call",
        "// renew: make it so",
        "// only: accounts_api, rates",
        "#[cfg(feature = \"rates\")]",
    ] {
        assert!(code.contains(part), "{part}");
    }
}

#[test]
fn a_build_watches_the_manifest_and_the_pages_and_the_variable() {
    let folder = folder("manifest-watched", "pages: spec\npages-from-env: LEDGER_SPEC_DIR\n");
    let output = Config::from_manifest(folder.join(MANIFEST))
        .generate()
        .cargo_directives();
    for line in [
        format!("cargo::rerun-if-changed={}", folder.join(MANIFEST).display()),
        format!("cargo::rerun-if-changed={}", folder.join("spec").display()),
        "cargo::rerun-if-env-changed=LEDGER_SPEC_DIR".to_owned(),
    ] {
        assert!(output.lines().any(|output| output == line), "{line}\n{output}");
    }
}

#[test]
fn committed_files_are_relative_to_the_manifest() {
    let folder = folder("manifest-files", "pages: spec\nsnapshot: src/ledger.rs\nrenew: r\n");
    let manifest = Manifest::read(folder.join(MANIFEST)).unwrap();
    assert_eq!(manifest.pages(), folder.join("spec"));
    assert_eq!(manifest.snapshot(), Some(folder.join("src/ledger.rs").as_path()));
    assert_eq!(manifest.surface(), Some(folder.join("src/ledger.api.txt")));
    assert_eq!(manifest.names_lock(), folder.join("spec/names.lock"));
    assert_eq!(manifest.renew(), Some("r"));
}

#[test]
fn faults_of_a_manifest_have_their_line() {
    let text = "pages: spec\nsnapshots: a.rs\nreserve: new\nreplace: {Money: 1}\non-refusal: maybe\nclient: ''\nresource-features: yes please\nonly: rates\n";
    let found = faults("manifest-wrong", text);
    assert_eq!(
        found,
        [
            (2, "unknown key `snapshots` in a manifest".to_owned()),
            (3, "this must be an array".to_owned()),
            (4, "this must be a string".to_owned()),
            (5, "`on-refusal` is neither `fail` nor `skip`".to_owned()),
            (6, "this must be a string".to_owned()),
            (7, "this must be `true` or `false`".to_owned()),
            (8, "this must be an array".to_owned()),
        ]
    );
}

#[test]
fn an_invalid_manifest_stops_the_run() {
    assert_eq!(
        faults("manifest-list", "[pages]\n"),
        [(1, "a manifest must be a map".to_owned())]
    );
    assert_eq!(
        faults("manifest-empty", "client: crate::Client\n")[0].1,
        "there is no `pages`"
    );
    assert!(faults("manifest-twice", "pages: a\npages: b\n")[0].1.contains("pages"));
    assert!(
        faults("manifest-torn", "pages: [\n")[0]
            .1
            .starts_with("this is not valid YAML")
    );
    let nowhere = Config::from_manifest("nowhere/apifox.yaml").generate();
    assert_eq!(nowhere.findings()[0].code, "not-read");
    assert!(
        !nowhere.cargo_directives().contains("rerun-if-changed=nowhere"),
        "cargo would run the build script every time"
    );
}
