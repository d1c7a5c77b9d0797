//! How long each stage takes: `cargo bench -p apifox-build --bench stages`, optimised.
//!
//! Measures a made document of 244 operations, and with `APIFOX_CORPUS=DIR` the largest document below DIR. For each, the best of
//! five runs: the stages without the backend (all but `types` and `write`), and all.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use apifox_build::{Config, OnRefusal, Stage};

fn main() {
    measure("made, 244 operations", &Config::new().page_text("made.yaml", made(244)));
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

/// A document of `count` operations, each with a body and an answer of its own and one shared component.
fn made(count: usize) -> String {
    let mut text = String::from("openapi: 3.0.1\ninfo: {title: Made, version: '1'}\npaths:\n");
    for index in 0..count {
        let _ = write!(
            text,
            "  /v1/group{}/items{index}/{{id}}:\n    post:\n      summary: Change item {index}\n      tags: [Group {}]\n      parameters:\n        - {{name: id, in: path, required: true, schema: {{type: string}}}}\n        - {{name: limit, in: query, schema: {{type: integer}}}}\n      requestBody:\n        content:\n          application/json:\n            schema:\n              type: object\n              required: [name]\n              properties:\n                name: {{type: string, description: The name.}}\n                state{index}: {{type: string, enum: [open, closed]}}\n                lines{index}: {{type: array, items: {{type: object, properties: {{text{index}: {{type: string}}, price: {{$ref: '#/components/schemas/Price'}}}}}}}}\n      responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              schema:\n                type: object\n                properties:\n                  item{index}: {{type: object, properties: {{id: {{type: string}}, count{index}: {{type: integer}}}}}}\n                  price: {{$ref: '#/components/schemas/Price'}}\n",
            index % 20,
            index % 20,
        );
    }
    text.push_str("components:\n  schemas:\n    Price:\n      type: object\n      required: [amount, currency]\n      properties: {amount: {type: integer}, currency: {type: string}}\n");
    text
}
