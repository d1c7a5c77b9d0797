//! Prints the balance with progenitor's client.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap};

// Generated code: its style is progenitor's.
#[allow(clippy::all, dead_code, unused_imports)]
mod made {
    include!(concat!(env!("OUT_DIR"), "/codegen.rs"));
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| "there is a TLS provider already")?;
    // Progenitor has no credentials; its README sets them as a default header.
    let request = reqwest::Client::new()
        .get("https://apitest.wooshpay.com")
        .basic_auth(std::env::var("WOOSHPAY_SECRET_KEY")?, None::<&str>)
        .build()?;
    let header = request.headers().get(AUTHORIZATION).cloned();
    let http = reqwest::Client::builder()
        .default_headers(HeaderMap::from_iter(header.map(|value| (AUTHORIZATION, value))))
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(30))
        .build()?;
    let client = made::Client::new_with_client("https://apitest.wooshpay.com", http);
    let balance = client.get_balance().await?.into_inner();
    println!("{balance:?}");
    Ok(())
}
