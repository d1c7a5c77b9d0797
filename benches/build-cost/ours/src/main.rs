//! Prints the balance with the generated client.

use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let balance = wooshpay::Client::from_env()?.balance().get().await?;
    for money in &balance.available {
        println!("{money}");
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
