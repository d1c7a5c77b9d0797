//! What a generation costs beside bare progenitor, and how it grows: `cargo bench -p apifox-build --bench generation`.
//!
//! Bare progenitor gets the document that the stage `name` made of the same page, makes types and client of it, and its tokens are
//! parsed and formatted, as its users do it. Both run in turns, five times each; what is printed is the median of the ratios of one
//! turn, and the best CPU time of each. Growth is the time for ten times the operations over the time before.

mod made;

use std::hint::black_box;
use std::time::Duration;

use apifox_build::{Config, Stage};
use made::made;

const TURNS: usize = 5;

fn main() {
    println!("operations  ours (ms)  bare progenitor (ms)  ratio  growth of ours  growth of progenitor");
    let mut before: Option<(Duration, Duration)> = None;
    for count in [10, 100, 1_000] {
        let page: &str = &made(count);
        let named = Config::new().page_text("made.yaml", page).until(Stage::Name).generate();
        let document = named.shown().expect("the made document is sound").to_owned();
        let times = u32::try_from(500 / count).unwrap_or(1).max(1);
        let mut turns = Vec::new();
        for _ in 0..TURNS {
            let ours = time(times, || {
                Config::new()
                    .page_text("made.yaml", page)
                    .generate()
                    .code()
                    .map(str::len)
            });
            let bare = time(times, || bare_progenitor(&document));
            turns.push((ours, bare));
        }
        let mut ratios: Vec<f64> = turns
            .iter()
            .map(|(ours, bare)| ours.as_secs_f64() / bare.as_secs_f64())
            .collect();
        ratios.sort_by(f64::total_cmp);
        let best = |of: fn(&(Duration, Duration)) -> Duration| turns.iter().map(of).min().unwrap_or_default();
        let (ours, bare) = (best(|turn| turn.0), best(|turn| turn.1));
        let growth = before.map_or(String::new(), |(first, second)| {
            format!(
                "{:>14.1}  {:>20.1}",
                ours.as_secs_f64() / first.as_secs_f64(),
                bare.as_secs_f64() / second.as_secs_f64()
            )
        });
        println!(
            "{count:>10}  {:>9.1}  {:>20.1}  {:>5.2}  {growth}",
            ours.as_secs_f64() * 1e3,
            bare.as_secs_f64() * 1e3,
            ratios[TURNS / 2]
        );
        before = Some((ours, bare));
    }
}

/// The time of one run, of so many that their sum is many ticks of the system's clock.
fn time<T>(times: u32, run: impl Fn() -> T) -> Duration {
    let start = on_cpu();
    for _ in 0..times {
        black_box(run());
    }
    on_cpu().saturating_sub(start) / times
}

/// How long this thread has been on a CPU: what else the machine does counts less in it than in the time of a clock. Linux only.
fn on_cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells what a thread has used");
    let nanoseconds = text.split_whitespace().next().and_then(|word| word.parse().ok());
    Duration::from_nanos(nanoseconds.expect("its first number is nanoseconds"))
}

/// Types and client, as a user of bare progenitor makes them in `build.rs`.
fn bare_progenitor(document: &str) -> String {
    let document: openapiv3::OpenAPI = serde_yaml::from_str(document).expect("the named document is OpenAPI");
    let tokens = progenitor::Generator::default()
        .generate_tokens(&document)
        .expect("progenitor takes the made document");
    prettyplease::unparse(&syn::parse2(tokens).expect("progenitor writes Rust"))
}
