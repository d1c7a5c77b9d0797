//! From a session to a refund, through real sockets: the client, the sandbox and a webhook server.

use std::error::Error;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use wooshpay::operations::{CREATE_CHECKOUT_SESSION, CREATE_REFUND, GET_PAYMENT_INTENT};
use wooshpay::sandbox::{Dialect, Sandbox};
use wooshpay::serde_json::{self, json};
use wooshpay::types::{CheckoutSessionStatus, NewCheckoutSession, NewRefund, NewWebhookEndpoint, PaymentIntentStatus};
use wooshpay::webhook::{Event, EventType, Webhook};
use wooshpay::{Client, HeaderMap, Retry, SecretKey};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

fn order() -> Result<NewCheckoutSession> {
    Ok(serde_json::from_value(json!({
        "mode": "payment", "success_url": "https://shop.example/ok", "cancel_url": "https://shop.example/back",
        "client_reference_id": "order-1", "metadata": {"order_id": "order-1"},
        "line_items": [{"price_data": {"currency": "usd", "unit_amount": 1000, "product_data": {"name": "Apple"}}, "quantity": 2}],
    }))?)
}

/// A client that does not wait between attempts.
fn client(sandbox: &Sandbox) -> Result<Client> {
    let builder = Client::builder()
        .key(SecretKey::parse(Sandbox::KEY)?)
        .base_url(sandbox.base_url());
    Ok(builder.retry(Retry::default().first_wait(Duration::ZERO)).build()?)
}

/// A server that verifies events and passes them on. It fails the first `failures` times.
async fn server(mut failures: u32) -> Result<(String, mpsc::UnboundedReceiver<Event>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/hook", listener.local_addr()?);
    let (events, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let (headers, body) = request(&mut socket).await.unwrap_or_default();
            let verified = Webhook::new(Sandbox::WEBHOOK_SECRET).verify_request(&headers, &body);
            let status = match verified {
                _ if failures > 0 => "503 Service Unavailable",
                Ok(_) => "200 OK",
                Err(_) => "400 Bad Request",
            };
            failures = failures.saturating_sub(1);
            let response = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            let _ = socket.write_all(response.as_bytes()).await;
            if let (Ok(event), "200 OK") = (verified, status) {
                let _ = events.send(event);
            }
        }
    });
    Ok((url, received))
}

async fn request(socket: &mut tokio::net::TcpStream) -> Option<(HeaderMap, Vec<u8>)> {
    let mut read = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let length = socket.read(&mut piece).await.ok()?;
        read.extend_from_slice(&piece[..length]);
        let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else {
            if length == 0 {
                return None;
            }
            continue;
        };
        let head = String::from_utf8_lossy(&read[..end]).into_owned();
        let mut headers = HeaderMap::new();
        for (name, value) in head.lines().skip(1).filter_map(|line| line.split_once(": ")) {
            let name: wooshpay::header::HeaderName = name.parse().ok()?;
            headers.insert(name, value.parse().ok()?);
        }
        let length: usize = headers.get("content-length")?.to_str().ok()?.parse().ok()?;
        if read.len() >= end + 4 + length {
            return Some((headers, read[end + 4..].to_vec()));
        }
    }
}

/// A fault at each step. The call is carried out afterwards.
fn lose_first_attempts(sandbox: &Sandbox) -> Result {
    sandbox
        .on(&CREATE_CHECKOUT_SESSION)
        .drop_connection()
        .then()
        .example()
        .play()?;
    sandbox
        .on(&GET_PAYMENT_INTENT)
        .respond(503)
        .then()
        .example()
        .cut_after(20)
        .then()
        .example()
        .play()?;
    sandbox
        .on(&CREATE_REFUND)
        .example()
        .cut_after(10)
        .then()
        .respond(429)
        .retry_after(0)
        .then()
        .example()
        .always()
        .play()?;
    Ok(())
}

/// The whole flow; with faults, each step loses or fails its first attempt.
async fn shop(dialect: Dialect, with_faults: bool) -> Result {
    let sandbox = Sandbox::builder().dialect(dialect).start().await?;
    let client = client(&sandbox)?;
    let (url, mut events) = server(if with_faults { 2 } else { 0 }).await?;
    let wanted = json!({"url": url, "enabled_events": ["payment_intent.succeeded", "charge.refund.updated"]});
    let endpoint = client
        .webhook_endpoints()
        .create(&serde_json::from_value::<NewWebhookEndpoint>(wanted)?)
        .await?;
    assert_eq!(endpoint.secret.as_deref(), Some(Sandbox::WEBHOOK_SECRET));
    assert_eq!(client.webhook_endpoints().get(&endpoint.id).await?.secret, None);
    if with_faults {
        lose_first_attempts(&sandbox)?;
    }

    let session = client.checkout_sessions().create(&order()?).await?;
    assert_eq!(session.total()?.ok_or("no total")?.to_string(), "20.00 USD");
    assert_eq!(session.attempts(), if with_faults { 2 } else { 1 });
    sandbox.pay(&session)?;

    let event = events.recv().await.ok_or("no event")?;
    assert_eq!(event.kind, EventType::PaymentIntentSucceeded);
    let reported = event.payment_intent()?;
    assert_eq!(Some(&reported.id), session.payment_intent_id());
    let intent = client.payment_intents().get(&reported.id).await?;
    assert!(intent.is_paid());
    assert_eq!(intent.money()?, session.total()?);
    assert_eq!(intent.method_types(), ["card"]);

    let half = json!({"payment_intent": intent.id, "amount": 1000, "reason": "requested_by_customer"});
    let half: NewRefund = serde_json::from_value(half)?;
    let refund = client.refunds().create(&half).await?;
    assert_eq!(refund.money()?.ok_or("no amount")?.to_string(), "10.00 USD");
    let event = events.recv().await.ok_or("no event")?;
    assert_eq!(
        (event.kind.clone(), event.refund()?.id),
        (EventType::ChargeRefundUpdated, refund.id.clone())
    );
    // There is only one refund, although its response was lost: the other half can still be
    // refunded.
    client.refunds().create(&half).await?;
    assert!(client.refunds().create(&half).await.is_err(), "nothing is left");
    if with_faults {
        let failed = sandbox
            .deliveries()
            .iter()
            .filter(|delivery| delivery.status == Some(503))
            .count();
        assert_eq!(failed, 2, "{:?}", sandbox.deliveries());
    }
    Ok(())
}

#[tokio::test]
async fn a_session_is_paid_reported_and_refunded() -> Result {
    for dialect in [Dialect::Absent, Dialect::Null] {
        shop(dialect, false).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_same_goes_well_when_every_step_fails_once() -> Result {
    for dialect in [Dialect::Absent, Dialect::Null] {
        shop(dialect, true).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_delivery_is_listed_before_it_is_received() -> Result {
    let sandbox = Sandbox::start().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    sandbox.webhooks_to(format!("http://{}/hook", listener.local_addr()?));
    let session = client(&sandbox)?.checkout_sessions().create(&order()?).await?;
    sandbox.pay(&session)?;
    let (mut socket, _) = listener.accept().await?;
    let listed = sandbox.deliveries();
    assert_eq!((listed.len(), listed[0].attempt, listed[0].status), (1, 1, None));
    socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    Ok(())
}

#[tokio::test]
async fn an_idempotency_key_gives_one_session_and_is_refused_for_another() -> Result {
    let sandbox = Sandbox::start().await?;
    let client = client(&sandbox)?;
    let order = order()?;
    let first = client
        .checkout_sessions()
        .create(&order)
        .idempotency_key("order-1")
        .await?;
    let again = client
        .checkout_sessions()
        .create(&order)
        .idempotency_key("order-1")
        .await?;
    let other = client.checkout_sessions().create(&order).await?;
    assert_eq!(first.id, again.id);
    assert_ne!(first.id, other.id);
    let mut another = order.clone();
    another.client_reference_id = Some("order-2".to_owned());
    let error = client
        .checkout_sessions()
        .create(&another)
        .idempotency_key("order-1")
        .await
        .expect_err("another order");
    assert_eq!(wooshpay::ErrorType::of(&error), Some(wooshpay::ErrorType::Idempotency));
    Ok(())
}

#[tokio::test]
async fn a_session_that_is_not_open_cannot_be_paid_expired_or_refunded() -> Result {
    let sandbox = Sandbox::start().await?;
    let client = client(&sandbox)?;
    let session = client.checkout_sessions().create(&order()?).await?;
    sandbox.fail(&session)?;
    let intent = client
        .payment_intents()
        .get(session.payment_intent_id().ok_or("no intent")?)
        .await?;
    assert_eq!(intent.status, Some(PaymentIntentStatus::RequiresPaymentMethod));
    let refund: NewRefund = serde_json::from_value(json!({"payment_intent": intent.id}))?;
    assert!(client.refunds().create(&refund).await.is_err(), "nothing is paid");
    sandbox.expire(&session)?;
    let now = client.checkout_sessions().get(&session.id).await?;
    assert_eq!(now.status, Some(CheckoutSessionStatus::Expired));
    for refused in [sandbox.pay(&session), sandbox.fail(&session), sandbox.expire(&session)] {
        assert!(refused.expect_err("it is over").to_string().contains("expired"));
    }
    assert!(client.checkout_sessions().expire(&session.id).await.is_err());
    let missing = client
        .checkout_sessions()
        .get(&"cs_1".into())
        .await
        .expect_err("there is none");
    assert!(missing.to_string().contains("404"), "{missing}");
    Ok(())
}

#[tokio::test]
async fn a_stateless_sandbox_gives_its_examples() -> Result {
    let sandbox = Sandbox::builder().stateless().start().await?;
    let client = client(&sandbox)?;
    let session = client.checkout_sessions().create(&order()?).await?;
    assert_eq!(session.id, "cs_1000000000000000001");
    assert_eq!(
        client.checkout_sessions().get(&"cs_2".into()).await?.id,
        "cs_1000000000000000001"
    );
    assert!(sandbox.pay(&session).is_err());
    client.checkout_sessions().expire(&session.id).await?;
    client.payouts().get("po_1").await?;
    client.events().get("evt_1").await?;
    client.webhook_endpoints().list().limit(10).await?;
    client.payment_intents().capture(&"pi_1".into()).await?;
    let found = client.payment_intents().search("merchant_order_id:'order1234'").await?;
    assert_eq!(found.data.len(), 1);
    Ok(())
}

#[test]
fn a_body_is_signed_without_a_server() -> Result {
    let runtime = tokio::runtime::Runtime::new()?;
    let sandbox = runtime.block_on(Sandbox::start())?;
    let body =
        json!({"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1"}}}).to_string();
    let event = Webhook::new(Sandbox::WEBHOOK_SECRET).verify(sandbox.sign(&body), &body)?;
    assert_eq!(event.payment_intent()?.id, "pi_1");
    assert!(event.checkout_session().is_err());
    Ok(())
}
