//! Sites with many pages, and the cost of tracking them.

use std::fmt::Write as _;

use super::folder::{Folder, page};
use super::site::{Reply, Site};
use super::{err, out};

/// Returns a site with this number of endpoints, in eight folders, each page with a validator made
/// of its number.
fn site_of(count: u32) -> Site {
    let site = Site::new();
    let mut index = String::from("# Notes\n\n## Docs\n- [Guide](/9000m0.md): \n");
    for folder in 0..8 {
        let _ = writeln!(index, "- Group {folder} [Part {folder}](/800{folder}f0.md): ");
    }
    index += "\n## API Docs\n";
    for id in 1..=count {
        let text = page(&format!("GET /notes/a{id} Get note {id}"), id, "Note");
        let reply = match id % 2 {
            0 => Reply::new(text).with("ETag", &format!("\"n{id}\"")),
            _ => Reply::new(text).with("Last-Modified", "Sat, 28 Nov 2026 18:00:00 GMT"),
        };
        site.put(&format!("/{id}e0.md"), reply);
        let _ = writeln!(
            index,
            "- Group {} [Get note {id} [_x]](/{id}e0.md): ## a description",
            id % 8
        );
    }
    site.put("/llms.txt", Reply::new(index));
    site
}

#[test]
fn unchanged_pages_cost_a_request_each_one_for_the_index_no_body_and_no_file() {
    const PAGES: u32 = 300;
    let (folder, site) = (Folder::new("many"), site_of(PAGES));
    let source = format!(
        "pages: spec\nsources: [{{site: \"{}\", track: all}}]\n",
        site.address("")
    );
    folder.write("apifox.yaml", &source);
    let fetched = folder.run(&["fetch", &site.address(""), "--all"]);
    assert_eq!(fetched.status.code(), Some(0), "{}", err(&fetched));
    site.requests();
    site.sent();
    let before = folder.stamps();
    let output = folder.run(&["sync"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    assert!(folder.stamps() == before, "a file was written");
    let (requests, sent) = (site.requests(), site.sent());
    assert_eq!(out(&output), format!("{PAGES} unchanged\n"));
    let mut asked: Vec<&str> = requests
        .iter()
        .filter_map(|request| request.split(' ').nth(1))
        .collect();
    asked.sort_unstable();
    asked.dedup();
    let expected = PAGES as usize + 1;
    assert_eq!((requests.len(), asked.len()), (expected, expected));
    // Only the index was sent.
    assert!(sent < 100 * expected, "{sent} bytes of bodies");
}

#[test]
fn an_index_of_158_lines_is_read_whole() {
    let (folder, site) = (Folder::new("many-index"), site_of(149));
    let output = folder.run(&["fetch", &site.address("")]);
    assert_eq!(output.status.code(), Some(2));
    let printed = err(&output);
    assert!(
        printed.contains("149 endpoints in 8 folders; 8 pages of folders, 1 guide, 0 other items skipped"),
        "{printed}"
    );
    assert!(
        printed.contains("   19  Group 1\n") && printed.contains("   18  Group 0\n"),
        "{printed}"
    );
}

/// Not part of the gate, since it measures time. `.ci/long` runs it with an optimized program,
/// given by `APIFOX_PROGRAM`.
#[test]
#[ignore = "measures time"]
fn unchanged_pages_take_at_most_twice_the_time_of_curl() {
    let program = std::env::var("APIFOX_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_apifox").to_owned());
    for count in [150, 700] {
        let (folder, site) = (Folder::new(&format!("curl-{count}")), site_of(count));
        let source = format!(
            "pages: spec\nsources: [{{site: \"{}\", track: all}}]\n",
            site.address("")
        );
        folder.write("apifox.yaml", &source);
        assert_eq!(
            folder.run(&["fetch", &site.address(""), "--all"]).status.code(),
            Some(0)
        );
        let addresses = (1..=count).map(|id| format!("/{id}e0.md"));
        let addresses = addresses
            .chain(["/llms.txt".to_owned()])
            .map(|path| site.address(&path));
        let list = addresses.fold(String::new(), |list, address| {
            list + "url = \"" + &address + "\"\noutput = \"/dev/null\"\n"
        });
        folder.write("curl.txt", &list);
        let least = |run: &dyn Fn() -> bool| {
            let times = (0..5).map(|_| {
                let start = std::time::Instant::now();
                assert!(run());
                start.elapsed()
            });
            times.min().unwrap()
        };
        let curl = least(&|| {
            let mut command = std::process::Command::new("curl");
            command
                .args(["--silent", "--config", "curl.txt"])
                .current_dir(folder.path());
            command.status().unwrap().success()
        });
        let own = least(&|| {
            let mut command = std::process::Command::new(&program);
            command.arg("sync").current_dir(folder.path());
            command.output().unwrap().status.code() == Some(0)
        });
        let ratio = own.as_secs_f64() / curl.as_secs_f64();
        println!("{count} pages: curl {curl:?}, sync {own:?}, ratio {ratio:.2}");
        assert!(ratio <= 2.0, "{count} pages: {ratio:.2}");
    }
}
