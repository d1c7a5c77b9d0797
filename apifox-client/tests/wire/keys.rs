//! Idempotency keys: which calls get one, and its effect.

use apifox_client::operation::Operation;
use apifox_client::{Call, Method, Retry, decode};

use crate::operations::{Balance, CREATE_PAYOUT, create_payout, get_balance};
use crate::retries::{builder, busy, client, good};
use crate::server::{Script, Server};

static CREATE_TRANSFER: Operation = write(Method::POST, true);
static REPLACE_TRANSFER: Operation = write(Method::PUT, false);
static REMOVE_TRANSFER: Operation = write(Method::DELETE, false);

const fn write(method: Method, idempotency_key: bool) -> Operation {
    let idempotent = matches!(method, Method::PUT | Method::DELETE);
    Operation::new("write_transfer", method, "/v1/transfers")
        .resource("transfers")
        .idempotent(idempotent)
        .idempotency_key(idempotency_key)
}

#[tokio::test]
async fn put_and_delete_are_writes_and_need_a_key_to_be_sent_again() {
    for operation in [&REPLACE_TRANSFER, &REMOVE_TRANSFER] {
        let server = Server::start(busy()).await;
        let client = builder(server.base_url())
            .idempotency_keys(true)
            .build()
            .expect("the settings are valid");
        let bare = Call::new(&client, operation)
            .send(decode::empty)
            .await
            .expect_err("it is busy");
        assert_eq!(
            (bare.attempts(), bare.is_retryable(), bare.idempotency_key()),
            (1, false, None)
        );
        let call = Call::new(&client, operation).idempotency_key("k1");
        let keyed = call.send(decode::empty).await.expect_err("it is busy");
        assert_eq!(
            (keyed.attempts(), keyed.is_retryable(), keyed.idempotency_key()),
            (3, true, Some("k1"))
        );
    }
}

#[tokio::test]
async fn every_write_gets_a_new_key_if_the_api_honours_keys() {
    let server = Server::start(good()).await;
    let plain = client(server.base_url());
    assert_eq!(
        create_payout(&plain)
            .await
            .expect("the call succeeds")
            .idempotency_key(),
        None
    );
    let documented = Call::new(&plain, &CREATE_TRANSFER)
        .send(decode::empty)
        .await
        .expect("the call succeeds");
    assert_eq!(documented.idempotency_key().map(str::len), Some(36));
    let client = builder(server.base_url())
        .idempotency_keys(true)
        .build()
        .expect("the settings are valid");
    assert_eq!(
        get_balance(&client).await.expect("the call succeeds").idempotency_key(),
        None
    );
    let call = Call::new(&client, &CREATE_PAYOUT);
    let first = call.clone().send(decode::empty).await.expect("the call succeeds");
    let second = call.clone().send(decode::empty).await.expect("the call succeeds");
    assert_ne!(first.idempotency_key(), second.idempotency_key());
    let own = call
        .header("Idempotency-Key", "mine")
        .send(decode::empty)
        .await
        .expect("the call succeeds");
    assert_eq!(own.idempotency_key(), Some("mine"));
    let last = server.requests().pop().expect("it arrived");
    assert_eq!(last.matches("idempotency-key").count(), 1, "{last}");
}

#[tokio::test]
async fn a_generated_key_can_be_sent_again_by_the_caller() {
    let server = Server::in_turn(vec![Script::CloseAfterReading, good()]).await;
    let client = builder(server.base_url())
        .idempotency_keys(true)
        .retry(Retry::none())
        .build();
    let client = client.expect("the settings are valid");
    let error = create_payout(&client).await.expect_err("it closes");
    let key = error.idempotency_key().expect("one was made").to_owned();
    let again = Call::new(&client, &CREATE_PAYOUT).json(&[1]).idempotency_key(key);
    again.send(decode::json::<Balance>).await.expect("the call succeeds");
    let [first, second] = server.requests().try_into().expect("two calls");
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_key_with_control_characters_is_refused() {
    for key in ["", " ", " a", "a ", "a\tb", "\ta", "a\n", "a\0", "a\u{7f}", "é"] {
        let client = crate::operations::client("http://127.0.0.1:1");
        for call in [
            Call::new(&client, &CREATE_PAYOUT).idempotency_key(key),
            Call::new(&client, &CREATE_PAYOUT).header("Idempotency-Key", key),
        ] {
            let error = call
                .send(decode::empty)
                .await
                .expect_err("no header carries it as it is");
            assert!(matches!(error, apifox_client::Error::Config(_)), "{key:?}: {error}");
        }
    }
}
