//! Shows how to test a program that must not pay out when it cannot know: the function and its
//! tests, as a user would write them.

use std::error::Error;
use std::time::Duration;

use wooshpay::operations::GET_BALANCE;
use wooshpay::sandbox::{Finished, Next, Sandbox};
use wooshpay::serde_json::json;
use wooshpay::{Client, Money};

#[derive(Debug, PartialEq)]
enum PayOut {
    Yes,
    No,
    /// WooshPay does not say; it may say when to ask again.
    AskAgain(Option<Duration>),
}

async fn can_we_pay_out(client: &Client, amount: Money) -> Result<PayOut, Box<dyn Error>> {
    let balance = match client.balance().get().await {
        Ok(balance) => balance,
        Err(error) if error.is_retryable() => return Ok(PayOut::AskAgain(error.retry_after())),
        Err(error) => return Err(error.into()),
    };
    let available = balance.available_in(amount.currency)?;
    let is_enough = available.is_some_and(|available| available >= amount);
    Ok(if is_enough { PayOut::Yes } else { PayOut::No })
}

fn hundred_euros() -> Money {
    Money::parse("100.00", "EUR").expect("an amount")
}

async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("a sandbox")
}

/// Returns the result of the function while WooshPay keeps behaving in one way.
async fn result_while(script: impl FnOnce(Next<'_>) -> Finished<'_>) -> Result<PayOut, String> {
    let sandbox = sandbox().await;
    script(sandbox.on(&GET_BALANCE)).play().expect("a sound script");
    let result = can_we_pay_out(&sandbox.client(), hundred_euros()).await;
    assert!(!sandbox.calls().is_empty());
    result.map_err(|error| error.to_string())
}

#[tokio::test]
async fn we_pay_out_available_money() {
    let sandbox = sandbox().await;
    let result = can_we_pay_out(&sandbox.client(), hundred_euros()).await;
    assert_eq!(result.expect("a response"), PayOut::Yes);
}

#[tokio::test]
async fn we_do_not_pay_out_unavailable_money() {
    let one_cent_short = result_while(|balance| balance.example().set("/available/0/amount", 99_99).always()).await;
    assert_eq!(one_cent_short, Ok(PayOut::No));
    let in_debt = result_while(|balance| balance.example().set("/available/0/amount", -62).always()).await;
    assert_eq!(in_debt, Ok(PayOut::No));
    let no_euros = result_while(|balance| balance.example().remove("/available/0").always()).await;
    assert_eq!(no_euros, Ok(PayOut::No));
    let pending = json!([{"amount": 1_000_000, "currency": "eur"}]);
    let not_yet = result_while(|balance| {
        balance
            .example()
            .remove("/available/0")
            .add("/pending", pending)
            .always()
    })
    .await;
    assert_eq!(not_yet, Ok(PayOut::No));
}

#[tokio::test]
async fn fields_that_wooshpay_adds_are_ignored() {
    let result = result_while(|balance| {
        let tomorrow = balance.example().add("/reserved", json!({"amount": 5}));
        tomorrow
            .set("/available/1/currency", "zzz")
            .add("/livemode", json!(null))
            .always()
    });
    assert_eq!(result.await, Ok(PayOut::Yes));
}

#[tokio::test]
async fn we_ask_again_when_wooshpay_is_in_trouble_and_when_it_says_so() {
    let sandbox = sandbox().await;
    let script = sandbox.on(&GET_BALANCE).respond(503).retry_after(60).then().example();
    script.play().expect("a sound script");
    let client = sandbox.client();
    let result = can_we_pay_out(&client, hundred_euros()).await.expect("a response");
    assert_eq!(result, PayOut::AskAgain(Some(Duration::from_secs(60))));
    let result = can_we_pay_out(&client, hundred_euros()).await.expect("a response");
    assert_eq!(result, PayOut::Yes);
    sandbox.finish().expect("every step was used");
}

#[tokio::test]
#[allow(clippy::redundant_closure_for_method_calls)] // the method itself has one fixed lifetime
async fn we_ask_again_when_the_connection_fails() {
    let ask_again = Ok(PayOut::AskAgain(None));
    assert_eq!(
        result_while(|balance| balance.drop_connection().always()).await,
        ask_again
    );
    assert_eq!(
        result_while(|balance| balance.drop_connection_unread().always()).await,
        ask_again
    );
    assert_eq!(
        result_while(|balance| balance.example().cut_after(20).always()).await,
        ask_again
    );
}

#[tokio::test]
async fn we_ask_again_when_wooshpay_keeps_silent() {
    let sandbox = sandbox().await;
    let forever = Duration::from_secs(3600);
    let script = sandbox.on(&GET_BALANCE).example().delay(forever).always();
    script.play().expect("a sound script");
    let impatient = Client::builder()
        .key(Sandbox::KEY)
        .base_url(sandbox.base_url())
        .total_timeout(Duration::from_millis(20))
        .build()
        .expect("a client");
    let result = can_we_pay_out(&impatient, hundred_euros()).await.expect("a response");
    assert_eq!(result, PayOut::AskAgain(None));
}

#[tokio::test]
async fn a_response_that_is_not_a_balance_is_never_a_no() {
    for (name, result) in [
        (
            "malformed",
            result_while(|balance| balance.example().malformed().always()).await,
        ),
        ("empty", result_while(|balance| balance.respond(200).always()).await),
        (
            "a page",
            result_while(|balance| balance.respond(200).body("<html>").always()).await,
        ),
        (
            "no funds",
            result_while(|balance| balance.example().remove("/available").always()).await,
        ),
        (
            "a charge",
            result_while(|balance| balance.example().set("/object", "charge").always()).await,
        ),
        (
            "no amount",
            result_while(|balance| balance.example().null("/available/0/amount").always()).await,
        ),
        (
            "huge",
            result_while(|balance| balance.example().padded_to(9_000_000).always()).await,
        ),
    ] {
        let error = result.expect_err(name);
        assert!(error.starts_with("get_balance (GET /v1/balance)"), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_refused_key_is_reported_to_the_user() {
    let body = json!({"error": {"type": "invalid_request_error", "message": "No such key."}});
    let error = result_while(|balance| balance.respond(401).json(&body).always())
        .await
        .expect_err("a 401");
    assert!(error.contains("No such key."), "{error}");
}

#[tokio::test]
async fn a_test_with_too_few_or_too_many_calls_fails() {
    let few = sandbox().await;
    let script = few.on(&GET_BALANCE).respond(402).then().example();
    script.play().expect("a sound script");
    few.client().balance().get().await.expect_err("a 402");
    let unconsumed = few.finish().expect_err("a step is left");
    assert_eq!(
        unconsumed.to_string(),
        "the calls did not match the scripts: get_balance: step 2 (the example) waits for 1 more call"
    );

    let many = sandbox().await;
    many.on(&GET_BALANCE).example().play().expect("a sound script");
    many.client().balance().get().await.expect("the example");
    let error = many.client().balance().get().await.expect_err("the script has ended");
    assert_eq!(error.status(), Some(501));
    many.finish().expect_err("a call came after the last step");
}

#[tokio::test]
async fn a_mistake_in_a_script_is_reported_before_anything_is_sent() {
    let sandbox = sandbox().await;
    let slip = sandbox.on(&GET_BALANCE).example().set("/avialable/0/amount", 1).play();
    assert_eq!(
        slip.expect_err("a slip").to_string(),
        "the response of get_balance cannot be edited at `/avialable/0/amount`: the document is an object with `available`, `object`; \
         use `add` for a new field"
    );
    sandbox.finish().expect("it is not played");
}
