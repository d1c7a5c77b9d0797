//! Prints the balance of a Stripe account, with async-stripe.

use std::error::Error;

use stripe::Client;
use stripe_core::balance::RetrieveForMyAccountBalance;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new(std::env::var("STRIPE_SECRET_KEY")?);
    let balance = RetrieveForMyAccountBalance::new().send(&client).await?;
    for money in &balance.available {
        println!("{} {}", money.amount, money.currency);
    }
    println!(
        "{} pending, {} reserved, live: {}",
        balance.pending.len(),
        balance.connect_reserved.as_ref().map_or(0, Vec::len),
        balance.livemode
    );
    Ok(())
}
