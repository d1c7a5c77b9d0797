//! Prints the balance with hand-written reqwest and serde code.

use std::error::Error;
use std::time::Duration;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Balance {
    available: Vec<Money>,
    #[serde(default)]
    pending: Vec<Money>,
    issuing: Option<Issuing>,
    #[serde(default)]
    connect_reserved: Vec<Money>,
    livemode: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Issuing {
    #[serde(default)]
    available: Vec<Money>,
}

#[derive(Debug, Deserialize)]
struct Money {
    amount: i64,
    currency: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    #[cfg(not(feature = "reqwest-default-tls"))]
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| "there is a TLS provider already")?;
    let key = std::env::var("WOOSHPAY_SECRET_KEY")?;
    let http = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(30))
        .build()?;
    let request = http
        .get("https://apitest.wooshpay.com/v1/balance")
        .basic_auth(key, None::<&str>);
    let balance: Balance = request.send().await?.error_for_status()?.json().await?;
    for money in &balance.available {
        println!("{} {}", money.amount, money.currency);
    }
    let issued = balance.issuing.as_ref().map_or(0, |issuing| issuing.available.len());
    println!(
        "{} pending, {} reserved, {issued} issued, live: {:?}",
        balance.pending.len(),
        balance.connect_reserved.len(),
        balance.livemode
    );
    Ok(())
}
