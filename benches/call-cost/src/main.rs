//! Ways to request a balance, counted from outside (`call`) or timed (`latency`, `throughput`).
//!
//! Each mode creates its client once and then repeats the same call. So the difference between two
//! numbers of calls is the cost of a call.

mod by_hand;
mod decoding;
mod mode;
mod server;
mod timing;

use std::error::Error;
use std::time::Duration;

use tokio::runtime::{self, Runtime};

/// The key of a test account that does not exist.
const KEY: &str = "sk_test_4eC39HqLyjWDarjtT1zdp7dc";

type Failure = Box<dyn Error + Send + Sync>;
type Outcome = Result<(), Failure>;

// Generated code: its style is progenitor's.
#[cfg(feature = "progenitor")]
#[allow(clippy::all, dead_code, unused_imports)]
mod progenitor_made {
    include!(concat!(env!("OUT_DIR"), "/progenitor.rs"));
}

const USAGE: &str = "call-cost server ENTRIES MILLISECONDS | decode plain|value ENTRIES TIMES | call MODE BASE_URL CALLS \
    | latency BASE_URL ROUNDS | throughput BASE_URL THREADS ROUNDS";

fn main() -> Outcome {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    // The hand-written ones use the provider of the process; ours has its own.
    let installed = rustls::crypto::ring::default_provider().install_default();
    installed.map_err(|_| "a TLS provider is already installed")?;
    match arguments[..] {
        ["server", entries, delay] => {
            let delay = Duration::from_millis(delay.parse()?);
            on_threads("1")?.block_on(server::serve(entries.parse()?, delay))
        }
        ["decode", into, entries, times] => decoding::decode(into, entries.parse()?, times.parse()?),
        ["call", mode, base_url, calls] => mode::client(mode, base_url)?.repeat(&on_threads("1")?, calls.parse()?),
        ["latency", base_url, rounds] => timing::latencies(&on_threads("1")?, base_url, rounds.parse()?),
        ["throughput", base_url, threads, rounds] => {
            timing::throughputs(&on_threads(threads)?, threads, base_url, rounds.parse()?)
        }
        _ => Err(USAGE.into()),
    }
}

/// One thread waits; more are Tokio's workers.
fn on_threads(threads: &str) -> Result<Runtime, Failure> {
    let mut builder = match threads.parse()? {
        1 => runtime::Builder::new_current_thread(),
        threads => {
            let mut builder = runtime::Builder::new_multi_thread();
            builder.worker_threads(threads);
            builder
        }
    };
    Ok(builder.enable_all().build()?)
}
