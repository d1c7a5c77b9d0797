//! Serves `POST /hook` on port 3000. `WOOSHPAY_WEBHOOK_SECRET` holds the secret of the endpoint.

use axum_webhook::{Shop, router};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = std::env::var("WOOSHPAY_WEBHOOK_SECRET")?;
    let (paid, mut orders) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(intent) = orders.recv().await {
            println!("paid: {intent}"); // ship the order
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, router(Shop::new(&secret, paid))).await?;
    Ok(())
}
