//! Retrieves a payout, an endpoint without a page in `wooshpay`. The page in `pages/` makes it a
//! typed method of the client.

use wooshpay::sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client();

    let payout = client.payouts().get("po_1").await?;
    println!("{}: {} is {}", payout.id, payout.total, payout.status);

    let balance = client.balance().get().await?;
    println!("and {} currencies in the balance", balance.currencies().len());
    Ok(())
}
