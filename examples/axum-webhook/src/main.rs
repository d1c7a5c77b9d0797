//! Serves `POST /hook` on port 3000, with the secret of the endpoint in `WOOSHPAY_WEBHOOK_SECRET`.

use axum_webhook::{Shop, router};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = std::env::var("WOOSHPAY_WEBHOOK_SECRET")?;
    let (paid, mut orders) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(intent) = orders.recv().await {
            println!("paid: {intent}"); // ship it
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, router(Shop::new(&secret, paid))).await?;
    Ok(())
}
