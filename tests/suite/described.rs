//! Described resources: samples in both generations of responses, and their methods.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wooshpay::serde_json::{self, Value, json};
use wooshpay::types::{
    CapturePaymentIntent, CheckoutSession, CheckoutSessionStatus, Customer, Event, NewCheckoutSession, NewRefund,
    NewWebhookEndpoint, PaymentIntent, PaymentIntentStatus, Payout, Refund, WebhookEndpoint, WebhookEndpoints,
};

/// Returns what a sample decodes to, after a round trip. Null and absent are the same.
fn read<T: DeserializeOwned + Serialize>(sample: &Value) -> T {
    let read: T = serde_json::from_value(sample.clone()).unwrap_or_else(|error| panic!("{error}: {sample}"));
    let written = serde_json::to_value(&read).expect("it is JSON");
    assert_eq!(without_nulls(written), without_nulls(sample.clone()));
    read
}

/// Removes null, and arrays and maps that are empty.
fn without_nulls(value: Value) -> Value {
    let is_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(key, value)| (key, without_nulls(value)));
            Value::Object(members.filter(|(_, value)| !is_nothing(value)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        value => value,
    }
}

fn session() -> Value {
    json!({"id": "cs_1000000000000000001", "object": "checkout.session", "created": 1_709_889_908_000_i64, "livemode": false,
        "currency": "USD", "customer": "", "mode": "payment", "status": "open",
        "url": "https://checkouttest.wooshpay.com/pay/cs_test_1000000000000000001?key=abc",
        "success_url": "https://shop.example/ok", "cancel_url": "https://shop.example/back",
        "payment_intent": "pi_1000000000000000002", "payment_method_types": ["card"], "payment_status": "unpaid",
        "amount_subtotal": 2500, "amount_total": 2000, "billing_address_collection": "auto", "expires_at": 1_709_976_308_000_i64,
        "line_items": {"object": "list", "data": [{"id": "li_1000000000000000003", "object": "item", "currency": "USD",
            "description": "Apple", "price": {"id": "price_1000000000000000004", "object": "price", "created": 1_709_889_908_000_i64,
                "livemode": false, "active": false, "currency": "USD", "product": {"id": "prod_1000000000000000005",
                    "object": "product", "created": 1_709_889_908_000_i64, "livemode": false, "active": false, "name": "Apple",
                    "updated": 1_709_889_908_000_i64}, "type": "one_time", "unit_amount": 2000, "billing_scheme": "per_unit"},
            "quantity": 1, "amount_subtotal": 2000, "amount_total": 2000}]}})
}

fn intent() -> Value {
    json!({"id": "pi_1000000000000000002", "object": "payment_intent", "created": 1_709_889_908_000_i64, "livemode": false,
        "currency": "USD", "amount": 2000, "status": "succeeded", "client_secret": "pi_1000000000000000002_secret_abc",
        "payment_method_types": ["card", "alipay"], "payment_method_options": {"card": {"request_three_d_secure": "auto"}},
        "confirmation_method": "automatic", "payment_method": "pm_1000000000000000007", "capture_method": "automatic"})
}

/// The same, as written in 2022.
fn old_intent() -> Value {
    json!({"id": "pi_1000000000000000002", "object": "payment_intent", "created": 1_666_338_934_000_i64, "livemode": false,
        "currency": "USD", "amount": 2000, "status": "succeeded", "client_secret": "pi_1000000000000000002_secret_abc",
        "payment_method_types": "[\"card\",\"alipay\"]",
        "payment_method_options": "{\"card\":{\"request_three_d_secure\":\"auto\"}}", "confirmation_method": "automatic",
        "payment_method": "pm_1000000000000000007", "capture_method": null, "customer": "", "next_action": "", "cancel_at": "",
        "cancellation_reason": null, "metadata": null, "shipping": null, "last_payment_error": null, "amount_received": null,
        "3ds_status": null, "statement_descriptor": null, "invoice": null, "quantity": 1})
}

#[test]
fn both_generations_of_an_intent_mean_the_same() -> Result<(), Box<dyn std::error::Error>> {
    let [new, old]: [PaymentIntent; 2] = [read(&intent()), serde_json::from_value(old_intent())?];
    for intent in [&new, &old] {
        assert_eq!(intent.status, Some(PaymentIntentStatus::Succeeded));
        assert!(intent.is_paid());
        assert_eq!(intent.money()?.ok_or("no amount")?.to_string(), "20.00 USD");
        assert_eq!(intent.received()?, None);
        assert_eq!(intent.method_types(), ["card", "alipay"]);
        assert_eq!(
            intent.method_options(),
            Some(json!({"card": {"request_three_d_secure": "auto"}}))
        );
        assert_eq!((intent.next_step(), intent.customer_id()), (None, None));
    }
    Ok(())
}

#[test]
fn a_next_step_is_read_in_either_form() {
    let step = json!({"type": "pix_handle_redirect", "pix_handle_redirect": {"url": "https://pix.example/1"}});
    for action in [step.clone(), Value::String(step.to_string())] {
        let mut sample = intent();
        sample["next_action"] = action;
        sample["status"] = "requires_action".into();
        let intent: PaymentIntent = read(&sample);
        assert_eq!(intent.next_url().as_deref(), Some("https://pix.example/1"));
        assert!(!intent.is_paid());
    }
    for nothing in [Value::Null, "".into(), " ".into(), "null".into()] {
        let mut sample = intent();
        sample["next_action"] = nothing;
        let intent: PaymentIntent = serde_json::from_value(sample).expect("it decodes");
        assert_eq!((intent.next_step(), intent.next_url()), (None, None));
    }
    let mut sample = intent();
    sample["next_action"] = json!({"ddc_redirect": {"return": 1}});
    let intent: PaymentIntent = read(&sample);
    assert!(intent.next_step().is_some() && intent.next_url().is_none());
}

#[test]
fn a_session_has_its_total() -> Result<(), Box<dyn std::error::Error>> {
    let session: CheckoutSession = read(&session());
    assert_eq!(session.total()?.ok_or("no total")?.to_string(), "20.00 USD");
    assert_eq!(session.subtotal()?.ok_or("no subtotal")?.to_string(), "25.00 USD");
    assert_eq!(session.payment_intent_id(), Some(&"pi_1000000000000000002".into()));
    assert_eq!(
        (session.customer_id(), session.method_types()),
        (None, vec!["card".to_owned()])
    );
    assert_eq!(session.status, Some(CheckoutSessionStatus::Open));
    Ok(())
}

#[test]
fn only_the_id_is_required() {
    let id = json!({"id": "x"});
    read::<CheckoutSession>(&id);
    read::<PaymentIntent>(&id);
    read::<Refund>(&id);
    read::<Payout>(&id);
    read::<Customer>(&id);
    read::<Event>(&id);
    read::<WebhookEndpoint>(&id);
    assert!(serde_json::from_value::<CheckoutSession>(json!({})).is_err());
    assert!(serde_json::from_value::<PaymentIntent>(json!({"error": {"type": "api_error"}})).is_err());
}

/// Every field of an object is null, as in responses of 2022 for fields without a value.
fn all_null(sample: &Value) -> Value {
    let members = sample.as_object().into_iter().flatten();
    let null = |(key, value): (&String, &Value)| (key.clone(), if key == "id" { value.clone() } else { Value::Null });
    Value::Object(members.map(null).collect())
}

#[test]
fn every_field_accepts_null_and_every_enum_unknown_values() {
    serde_json::from_value::<CheckoutSession>(all_null(&session())).expect("nulls");
    serde_json::from_value::<PaymentIntent>(all_null(&old_intent())).expect("nulls");
    let mut odd = session();
    for key in ["mode", "status", "payment_status", "billing_address_collection"] {
        odd[key] = "of tomorrow".into();
    }
    read::<CheckoutSession>(&odd);
    let mut odd = intent();
    for key in ["status", "capture_method", "setup_future_usage"] {
        odd[key] = "of tomorrow".into();
    }
    assert!(!read::<PaymentIntent>(&odd).is_paid());
}

#[test]
fn every_other_sample_is_read_and_written() -> Result<(), Box<dyn std::error::Error>> {
    let refund: Refund = read(
        &json!({"id": "re_1", "object": "refund", "amount": 500, "created": 1_709_889_999_000_i64,
        "currency": "USD", "metadata": {}, "payment_intent": "pi_1000000000000000002", "reason": "requested_by_customer",
        "status": "succeeded"}),
    );
    assert_eq!(refund.money()?.ok_or("no amount")?.to_string(), "5.00 USD");

    let endpoint = json!({"id": "we_1000000000000000008", "object": "webhook_endpoint", "created": 1_754_625_741_000_i64,
        "livemode": true, "description": "The shop", "secret": "whsec_abc", "status": "enabled", "url": "https://shop.example/hook",
        "enabled_events": ["charge.refund.updated", "payment_intent.succeeded"]});
    read::<WebhookEndpoint>(&endpoint);
    read::<WebhookEndpoints>(&json!({"object": "list", "url": null, "has_more": null, "data": [endpoint]}));
    read::<Customer>(
        &json!({"id": "cus_1", "object": "customer", "created": 1_695_645_775_000_i64, "livemode": false, "address": {},
        "email": "jane@shop.example"}),
    );
    read::<Event>(
        &json!({"id": "evt_1000000000000000006", "object": "event", "created": 1_754_626_531_398_i64,
        "type": "payment_intent.succeeded", "data": {"object": intent()}}),
    );

    let old: Payout = read(
        &json!({"id": "po_1", "object": "payout", "created": 1_669_694_576_000_i64, "currency": "USD",
        "amount": 12550, "status": "paid", "beneficiary": {"id": "bf_1"}, "destination": {"object": "bank_account"}}),
    );
    let new: Payout = read(
        &json!({"id": "po_1", "object": "payout", "payment_amount": 900, "payment_currency": "EUR",
        "source_amount": 1000, "source_currency": "usd", "beneficiary_data": {"type": "local"}, "status": "in_transit"}),
    );
    assert_eq!(old.money()?.ok_or("no amount")?.to_string(), "125.50 USD");
    assert_eq!(new.money()?.ok_or("no amount")?.to_string(), "9.00 EUR");
    assert_eq!(new.source_money()?.ok_or("no amount")?.to_string(), "10.00 USD");
    assert_eq!(old.source_money()?, None);
    Ok(())
}

#[test]
fn requests_are_written_as_merchants_write_them() {
    let samples = [
        serde_json::from_value::<NewCheckoutSession>(json!({"mode": "payment", "success_url": "https://shop.example/ok",
            "cancel_url": "https://shop.example/back", "client_reference_id": "order-1", "metadata": {"order_id": "order-1"},
            "line_items": [{"price_data": {"currency": "USD", "unit_amount": 2000, "product_data": {"name": "Apple"}}, "quantity": 1}]}))
        .map(|session| serde_json::to_value(&session)),
        serde_json::from_value::<NewRefund>(json!({"payment_intent": "pi_1", "amount": 500, "reason": "requested_by_customer"}))
            .map(|refund| serde_json::to_value(&refund)),
        serde_json::from_value::<CapturePaymentIntent>(json!({"amount_to_capture": 8000})).map(|capture| serde_json::to_value(&capture)),
        serde_json::from_value::<NewWebhookEndpoint>(json!({"url": "https://shop.example/hook", "description": "The shop",
            "enabled_events": ["payment_intent.succeeded", "charge.refund.updated"]}))
        .map(|endpoint| serde_json::to_value(&endpoint)),
    ];
    let written: Vec<String> = samples
        .into_iter()
        .map(|sample| sample.expect("it is read").expect("it is written").to_string())
        .collect();
    assert!(
        written[0].contains(r#""price_data":{"currency":"USD","product_data":{"name":"Apple"},"unit_amount":2000}"#),
        "{}",
        written[0]
    );
    assert!(
        !written[0].contains("return_url") && !written[0].contains("null"),
        "{}",
        written[0]
    );
    assert!(
        written[1].contains(r#""amount":500"#),
        "a number, as all merchants send it: {}",
        written[1]
    );
    assert_eq!(written[2], r#"{"amount_to_capture":8000}"#);
    assert!(written[3].contains("charge.refund.updated"));
}
