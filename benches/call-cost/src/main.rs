//! One way of asking for a balance, a given number of times.
//!
//! Each mode makes its client once and then the same call again and again, on one thread, so that the difference between two
//! numbers of calls is the cost of a call and nothing else.

mod by_hand;
mod decoding;
mod server;

use std::error::Error;
use std::future::Future;

use crate::by_hand::{Bare, Lean};

/// The key of a test account that does not exist.
const KEY: &str = "sk_test_4eC39HqLyjWDarjtT1zdp7dc";

type Outcome = Result<(), Box<dyn Error>>;

// Written for the compiler: its style is progenitor's own.
#[allow(clippy::all, dead_code, unused_imports)]
mod progenitor_made {
    include!(concat!(env!("OUT_DIR"), "/progenitor.rs"));
}

fn main() -> Outcome {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["server", entries] => server::serve(entries.parse()?),
        ["decode", into, entries, times] => decoding::decode(into, entries.parse()?, times.parse()?),
        [mode, base_url, calls] => call(mode, base_url, calls.parse()?),
        _ => Err(
            "call-cost server ENTRIES | decode plain|value ENTRIES TIMES | ours|bare|lean|progenitor BASE_URL CALLS"
                .into(),
        ),
    }
}

fn call(mode: &str, base_url: &str, calls: usize) -> Outcome {
    // Those made by hand look for the provider of the process; ours brings its own.
    let installed = rustls::crypto::ring::default_provider().install_default();
    installed.map_err(|_| "there is a TLS provider already")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match mode {
            "ours" => ours(base_url, calls).await,
            "bare" => {
                let client = Bare::new(base_url)?;
                repeat(calls, || client.balance()).await
            }
            "lean" => {
                let client = Lean::new(base_url)?;
                repeat(calls, || client.balance()).await
            }
            "progenitor" => progenitor(base_url, calls).await,
            _ => Err(format!("there is no mode `{mode}`").into()),
        }
    })
}

async fn repeat<T, F>(calls: usize, call: impl Fn() -> F) -> Outcome
where
    F: Future<Output = Result<T, Box<dyn Error>>>,
{
    for _ in 0..calls {
        std::hint::black_box(call().await?);
    }
    Ok(())
}

async fn ours(base_url: &str, calls: usize) -> Outcome {
    let client = wooshpay::Client::builder().key(KEY).base_url(base_url).build()?;
    for _ in 0..calls {
        std::hint::black_box(client.balance().get().await?);
    }
    Ok(())
}

async fn progenitor(base_url: &str, calls: usize) -> Outcome {
    let http = by_hand::client(by_hand::credentials()?)?;
    let client = progenitor_made::Client::new_with_client(base_url, http);
    for _ in 0..calls {
        std::hint::black_box(client.get_v1_balance().send().await?);
    }
    Ok(())
}
