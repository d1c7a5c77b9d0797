//! Takes a payment, from the order to a refund: no key, no network.
//!
//! The sandbox in this process stands in for WooshPay and for the buyer. The calls, the signature
//! and the webhook server are those of a real shop. A real shop runs its server behind HTTPS, with
//! a framework instead of the few lines here (`examples/axum-webhook`).

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use wooshpay::HeaderMap;
use wooshpay::header::HeaderName;
use wooshpay::sandbox::Sandbox;
use wooshpay::types::{
    NewCheckoutSession, NewCheckoutSessionRequired, NewLineItem, NewPrice, NewProduct, NewRefund, NewWebhookEndpoint,
};
use wooshpay::webhook::{Event, EventType, Webhook};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

// Visible to the test that checks the output of this program.
#[tokio::main]
pub(crate) async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let mut out = std::io::stdout();
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client(); // with an account: Client::from_env()?

    // Once, when the shop is set up.
    let server = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/hook", server.local_addr()?);
    let wanted = NewWebhookEndpoint::new(address, vec!["payment_intent.succeeded".to_owned()]);
    let endpoint = client.webhook_endpoints().create(&wanted).await?;
    let webhook = Webhook::new(endpoint.secret.clone().ok_or("the endpoint came without its secret")?);

    // For each order: a session. The buyer is redirected to its address.
    let session = client
        .checkout_sessions()
        .create(&order())
        .idempotency_key("order-1")
        .await?;
    let total = session.total()?.ok_or("the session has no total")?;
    writeln!(out, "session  {}: {total} for order-1", session.id)?;
    writeln!(out, "address  {}", session.url.as_deref().unwrap_or("none"))?;

    // The buyer pays on that page. Only the webhook proves the payment; the buyer's return does
    // not.
    sandbox.pay(&session)?;
    let event = receive(&server, &webhook).await?;
    writeln!(out, "webhook  {}: {}, verified", event.id, event.kind)?;

    // The intent in an event may be shortened, so retrieve all of it.
    let reported = event.payment_intent()?;
    let intent = client.payment_intents().get(&reported.id).await?;
    let paid = intent.money()?.ok_or("the intent has no amount")?;
    let status = intent.status.as_ref().map(ToString::to_string).unwrap_or_default();
    writeln!(out, "intent   {}: {paid}, {status}", intent.id)?;

    let half = NewRefund::new(intent.id.clone()).amount(paid.amount / 2);
    let refund = client.refunds().create(&half).await?;
    let refunded = refund.money()?.ok_or("the refund has no amount")?;
    writeln!(out, "refund   {}: {refunded}", refund.id)?;
    Ok(())
}

fn order() -> NewCheckoutSession {
    let price = NewPrice::new("USD", 1000).product_data(NewProduct::new("Apple"));
    let item = NewLineItem::new().price_data(price).quantity(2);
    NewCheckoutSession::new(NewCheckoutSessionRequired {
        success_url: "https://shop.example/ok".to_owned(),
        cancel_url: "https://shop.example/back".to_owned(),
    })
    .line_items(vec![item])
    .client_reference_id("order-1")
}

/// Waits for the event that the payment succeeded. Responds with 200 to every genuine event.
async fn receive(server: &TcpListener, webhook: &Webhook) -> Result<Event> {
    loop {
        let (socket, _) = server.accept().await?;
        let mut socket = BufReader::new(socket);
        let mut headers = HeaderMap::new();
        let mut line = String::new();
        while socket.read_line(&mut line).await? > 2 {
            if let Some((name, value)) = line.trim_end().split_once(": ") {
                headers.insert(name.parse::<HeaderName>()?, value.parse()?);
            }
            line.clear();
        }
        let length = headers
            .get("content-length")
            .ok_or("the webhook has no Content-Length")?
            .to_str()?
            .parse()?;
        let mut body = vec![0; length]; // the raw bytes, which are signed
        socket.read_exact(&mut body).await?;
        let verified = webhook.verify_request(&headers, &body);
        let status = if verified.is_ok() { "200 OK" } else { "400 Bad Request" };
        let response = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        socket.write_all(response.as_bytes()).await?;
        if let Ok(event) = verified
            && event.kind == EventType::PaymentIntentSucceeded
        {
            return Ok(event);
        }
    }
}
