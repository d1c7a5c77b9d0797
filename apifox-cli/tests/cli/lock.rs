//! Two runs at once on the same pages.

use std::process::{Child, Stdio};
use std::time::Duration;

use super::folder::{Folder, page};
use super::site::{Reply, Site};
use super::{command, err, out};

/// Starts a run that waits for a site which never completes its response.
fn waiting(folder: &Folder, site: &Site, arguments: &[&str]) -> Child {
    let mut command = command(arguments);
    command
        .current_dir(folder.path())
        .env("SOURCE_DATE_EPOCH", "1772409600");
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !site.requests().iter().any(|request| request.starts_with("GET /1e0")) {
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

/// Returns a folder that tracks two notes, and the site, which has a new version of the first but
/// never completes the response.
fn tracked(name: &str) -> (Folder, Site) {
    let (folder, site) = (Folder::new(name), Site::of_notes());
    let source = format!("sources:\n  - site: {}\n    track: all\n", site.address(""));
    folder.write("apifox.yaml", &(folder.read("apifox.yaml") + &source));
    for arguments in [&["fetch", &site.address(""), "--all"][..], &["bless"]] {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    }
    site.requests();
    site.put("/1e0.md", Reply::drip());
    (folder, site)
}

#[test]
fn a_second_run_that_writes_names_the_first_and_changes_nothing() {
    let (folder, site) = tracked("lock-second");
    folder.write("saved/c.md", &page("PUT /notes Change note", 3, "Note"));
    let before = folder.files();
    let mut first = waiting(&folder, &site, &["sync", "--time-limit", "600"]);
    let holder = format!("apifox: `apifox sync` (process {}) is using the pages in ", first.id());
    let fetch = ["fetch", &site.address("/2e0")];
    let into = ["fetch", &site.address("/2e0"), "--into", "spec"];
    for second in [
        &["sync"][..],
        &["bless"],
        &["add", "saved/c.md"],
        &["remove", "1"],
        &fetch,
        &into,
    ] {
        let output = folder.run(second);
        let printed = err(&output);
        assert_eq!(
            (output.status.code(), out(&output)),
            (Some(2), String::new()),
            "{second:?}: {printed}"
        );
        assert!(
            printed.starts_with(&holder)
                && printed.ends_with("wait until it ends, or stop it, then run this command again\n"),
            "{second:?}: {printed}"
        );
    }
    // A run that writes nothing, or writes to another folder, does not wait.
    let elsewhere = ["fetch", &site.address("/2e0"), "--into", "elsewhere"];
    for other in [
        &["check"][..],
        &["bless", "--check"],
        &["add", "saved/c.md", "--dry-run"],
        &elsewhere,
    ] {
        let output = folder.run(other);
        assert_eq!(output.status.code(), Some(0), "{other:?}: {}", err(&output));
    }
    std::fs::remove_dir_all(folder.path().join("elsewhere")).unwrap();
    first.kill().unwrap();
    first.wait().unwrap();
    let left = folder
        .files()
        .into_iter()
        .filter(|(name, _)| name != ".spec.apifox-lock");
    assert_eq!(left.collect::<Vec<_>>(), before);
}

#[test]
fn a_run_that_was_killed_locks_nobody_out() {
    let (folder, site) = tracked("lock-killed");
    let before = folder.files();
    let mut first = waiting(&folder, &site, &["sync", "--time-limit", "600"]);
    first.kill().unwrap();
    first.wait().unwrap();
    site.put(
        "/1e0.md",
        Reply::new(page("GET /notes Get note", 1, "Note")).with("ETag", "\"n1\""),
    );
    let output = folder.run(&["sync"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    if cfg!(unix) {
        assert_eq!(folder.files(), before, "the lock is gone with the run");
    }
}
