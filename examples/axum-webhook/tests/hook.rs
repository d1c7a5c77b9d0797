//! Tests the handler with events of the sandbox and with invalid requests.

use std::error::Error;

use axum_webhook::{Shop, router};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use wooshpay::sandbox::Sandbox;
use wooshpay::serde_json::json;
use wooshpay::types::{NewCheckoutSession, NewCheckoutSessionRequired, NewLineItem, NewPrice, PaymentIntentId};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

async fn serve() -> Result<(std::net::SocketAddr, UnboundedReceiver<PaymentIntentId>)> {
    let (paid, orders) = unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let routes = router(Shop::new(Sandbox::WEBHOOK_SECRET, paid));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok((address, orders))
}

/// Returns the status of a call of the handler.
async fn post(address: std::net::SocketAddr, header: &str, body: &str) -> Result<u16> {
    let mut socket = TcpStream::connect(address).await?;
    let length = body.len();
    let request = format!("POST /hook HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n{header}\r\ncontent-length: {length}\r\n\r\n{body}");
    socket.write_all(request.as_bytes()).await?;
    let mut response = String::new();
    socket.read_to_string(&mut response).await?;
    Ok(response.split(' ').nth(1).ok_or("no status")?.parse()?)
}

#[tokio::test]
async fn a_payment_is_reported_once() -> Result {
    let (address, mut orders) = serve().await?;
    let sandbox = Sandbox::start().await?;
    sandbox.webhooks_to(format!("http://{address}/hook"));
    let session = NewCheckoutSession::new(NewCheckoutSessionRequired {
        success_url: "https://shop.example/ok".to_owned(),
        cancel_url: "https://shop.example/back".to_owned(),
    })
    .line_items(vec![NewLineItem::new().price_data(NewPrice::new("EUR", 500))]);
    let session = sandbox.client().checkout_sessions().create(&session).await?;
    sandbox.pay(&session)?;
    let paid = orders.recv().await.ok_or("nothing came")?;
    assert_eq!(Some(&paid), session.payment_intent_id());

    // Delivered again, as WooshPay does after a lost response.
    let body = sandbox.deliveries()[0].body.clone();
    let header = format!("Wooshpay-Signature: {}", sandbox.sign(&body));
    assert_eq!(post(address, &header, &body).await?, 200);
    assert!(orders.try_recv().is_err());
    Ok(())
}

#[tokio::test]
async fn an_unsigned_request_is_refused() -> Result {
    let (address, mut orders) = serve().await?;
    let sandbox = Sandbox::start().await?;
    let body = json!({"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1"}}}).to_string();
    let signature = sandbox.sign(&body);
    for (header, body) in [
        ("x: y".to_owned(), body.clone()),
        (format!("Wooshpay-Signature: {signature}"), body.replace("pi_1", "pi_2")),
        (format!("Wooshpay-Signature: t=1,v1={}", "0".repeat(64)), body.clone()),
        (format!("Wooshpay-Signature: {}", sandbox.sign("[]")), "[]".to_owned()),
    ] {
        assert_eq!(post(address, &header, &body).await?, 400, "{header}");
    }
    assert_eq!(post(address, &format!("Signature: {signature}"), &body).await?, 200, "the other name of the header");
    assert_eq!(orders.try_recv()?, "pi_1");
    Ok(())
}
