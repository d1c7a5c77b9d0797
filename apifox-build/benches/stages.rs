//! How long each stage takes: `cargo bench -p apifox-build --bench stages`, optimised.
//!
//! Measures a made document of 244 operations, and with `APIFOX_CORPUS=DIR` the largest document
//! below DIR. For each, the best of five runs: the stages without the backend (all but `types` and
//! `write`), and all.

mod made;

use std::path::{Path, PathBuf};
use std::time::Duration;

use apifox_build::{Config, OnRefusal, Stage};
use made::made;

fn main() {
    for count in [100, 244, 1_000] {
        let name = format!("made, {count} operations");
        measure(&name, &Config::new().page_text("made.yaml", made(count)));
    }
    if let Some(path) = std::env::var_os("APIFOX_CORPUS").and_then(|folder| largest(Path::new(&folder))) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        measure(&name, &Config::new().pages(path));
    }
}

fn measure(name: &str, config: &Config) {
    let config = config.clone().on_refusal(OnRefusal::Skip);
    let runs: Vec<_> = (0..5).map(|_| config.generate()).collect();
    let without_backend = |stage: Stage| !matches!(stage.name(), "types" | "write");
    let best = |counts: &dyn Fn(Stage) -> bool| {
        let sum = |report: &apifox_build::Report| -> Duration {
            report
                .timings()
                .iter()
                .filter(|(stage, _)| counts(*stage))
                .map(|(_, time)| *time)
                .sum()
        };
        runs.iter().map(sum).min().unwrap_or_default()
    };
    println!("{name}: {} operations generated", runs[0].operations().len());
    println!(
        "  without backend {:>8.1} ms",
        best(&without_backend).as_secs_f64() * 1e3
    );
    println!("  all             {:>8.1} ms", best(&|_| true).as_secs_f64() * 1e3);
    for (stage, time) in runs[0].timings() {
        println!("    {:<10} {:>8.1} ms", stage.name(), time.as_secs_f64() * 1e3);
    }
}

fn largest(folder: &Path) -> Option<PathBuf> {
    let mut queue = vec![folder.to_owned()];
    let mut found: Vec<(u64, PathBuf)> = Vec::new();
    while let Some(path) = queue.pop() {
        if let Ok(entries) = std::fs::read_dir(&path) {
            queue.extend(entries.filter_map(Result::ok).map(|entry| entry.path()));
        } else if let Ok(data) = std::fs::metadata(&path) {
            found.push((data.len(), path));
        }
    }
    found.into_iter().max().map(|(_, path)| path)
}
