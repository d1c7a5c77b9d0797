//! Ways of asking for a balance, counted from outside (`call`) or on the clock (`latency`, `throughput`).
//!
//! Each mode makes its client once and then the same call again and again, so that the difference between two numbers of calls is
//! the cost of a call and nothing else.

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

// Written for the compiler: its style is progenitor's own.
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
    // Those made by hand look for the provider of the process; ours brings its own.
    let installed = rustls::crypto::ring::default_provider().install_default();
    installed.map_err(|_| "there is a TLS provider already")?;
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

/// One thread is the one that waits; more are Tokio's workers.
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
