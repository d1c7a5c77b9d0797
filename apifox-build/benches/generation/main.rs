//! What a generation costs beside bare progenitor, and how it grows:
//! `cargo bench -p apifox-build --bench generation`; as an unoptimised build script
//! `benches/generation-cost/run`.
//!
//! Made documents of 1 to 10,000 operations, and with `APIFOX_CORPUS=DIR` all documents below DIR
//! and the largest. Bare progenitor gets the document that the stage `name` made of the same page,
//! makes types and client of it, and its tokens are parsed and formatted, as its users do it. Each
//! run is a process of its own, ours and bare in turns: it tells its CPU time, stage by stage, and
//! the most memory it ever had. Numbers behind `--` are other numbers of operations.

#[path = "../made/mod.rs"]
mod made;
mod run;
mod table;

use std::path::{Path, PathBuf};
use std::process::{Command, exit};
use std::{env, fs};

use run::{Input, Measured};
use table::Row;

const OPERATIONS: [u32; 5] = [1, 10, 100, 1_000, 10_000];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [word, kind, input, times] = arguments.as_slice()
        && word == "run"
    {
        return run::run(kind, Path::new(input), times.parse().expect("a number of times"));
    }
    let counts: Vec<u32> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let counts = if counts.is_empty() { OPERATIONS.to_vec() } else { counts };
    let folder = env::temp_dir().join(format!("generation-cost-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is room for documents");
    let made: Vec<Row> = counts.into_iter().map(|count| measure_made(&folder, count)).collect();
    table::print("made, by operations", &made);
    table::growth(&made);
    if let Some(corpus) = env::var_os("APIFOX_CORPUS") {
        table::print("corpus", &measure_corpus(&folder, Path::new(&corpus)));
    }
    fs::remove_dir_all(&folder).expect("what was made can go");
}

fn measure_made(folder: &Path, count: u32) -> Row {
    let input = Input::new(folder, &count.to_string());
    fs::write(input.page(0), made::made(count as usize)).expect("a document can be written");
    input.name();
    let times = (100 / count).max(1);
    measure(&input, count, times)
}

/// All documents one after another, and the largest alone. Bare progenitor has to take a document,
/// or none of the two gets it.
fn measure_corpus(folder: &Path, corpus: &Path) -> Vec<Row> {
    let mut documents = files(corpus);
    documents.sort_by_key(|path| fs::metadata(path).map_or(0, |data| data.len()));
    let mut rows = Vec::new();
    for (name, documents) in [
        ("all", documents.as_slice()),
        ("largest", documents.last_chunk::<1>().map_or(&[][..], |one| one)),
    ] {
        let input = Input::new(folder, name);
        for (index, path) in documents.iter().enumerate() {
            fs::copy(path, input.page(index)).expect("a document can be copied");
        }
        let operations = input.name();
        rows.push(measure(&input, operations, 1));
    }
    rows
}

fn measure(input: &Input, operations: u32, times: u32) -> Row {
    let turns = match operations {
        0..1_000 => 5,
        1_000..5_000 => 3,
        _ => 1, // long enough to be like any other
    };
    let turns = (0..turns).map(|_| (child("ours", input, times), child("bare", input, times)));
    Row {
        name: input.label().to_owned(),
        operations,
        turns: turns.collect(),
    }
}

/// A run in a process of its own.
fn child(kind: &str, input: &Input, times: u32) -> Measured {
    let program = env::current_exe().expect("this program has a path");
    let mut command = Command::new(program);
    command.args(["run", kind]).arg(input.folder()).arg(times.to_string());
    let output = command.output().expect("this program starts once more");
    if !output.status.success() {
        eprintln!(
            "{kind} of {}: {}",
            input.label(),
            String::from_utf8_lossy(&output.stderr)
        );
        exit(1);
    }
    Measured::read(&String::from_utf8_lossy(&output.stdout))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut queue = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(path) = queue.pop() {
        match fs::read_dir(&path) {
            Ok(entries) => queue.extend(entries.filter_map(Result::ok).map(|entry| entry.path())),
            Err(_) if apifox_build::is_page(&path) => found.push(path),
            Err(_) => {}
        }
    }
    found.sort();
    found
}
