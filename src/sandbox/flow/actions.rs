//! What each operation does with the objects of a sandbox.

use apifox_client::serde_json::{Map, Value, json};
use apifox_sandbox::HandlerCall;

use super::objects::{Objects, Refusal};

type Fields = Map<String, Value>;

/// An object or the reason for a refusal, and the type of the event to deliver.
type Done = (Result<Value, Refusal>, Option<&'static str>);

/// Carries out a call. Returns `None` for an operation without state.
pub(super) fn act(objects: &mut Objects, call: &HandlerCall<'_>, body: &Fields) -> Option<Done> {
    let id = id(call.path);
    let without_event = |result| Some((result, None));
    match call.operation {
        "create_checkout_session" => without_event(create_session(objects, body)),
        "get_checkout_session" => without_event(objects.get("checkout.session", id)),
        "expire_checkout_session" => Some(with_event(objects.expire(id))),
        "create_payment_intent" => Some((Ok(create_intent(objects, body)), Some("payment_intent.created"))),
        "get_payment_intent" => without_event(objects.get("payment_intent", id)),
        "search_payment_intents" => without_event(Ok(search(objects, &call.query_value("query").unwrap_or_default()))),
        "capture_payment_intent" => Some((capture(objects, id, body), Some("payment_intent.succeeded"))),
        "cancel_payment_intent" => Some((cancel(objects, id, body), Some("payment_intent.canceled"))),
        "create_refund" => Some((refund(objects, body), Some("charge.refund.updated"))),
        "get_refund" => without_event(objects.get("refund", id)),
        "create_webhook_endpoint" => without_event(Ok(create_endpoint(objects, body))),
        "get_webhook_endpoint" => without_event(objects.get("webhook_endpoint", id).map(without_secret)),
        "list_webhook_endpoints" => {
            let all = objects.of_kind("webhook_endpoint").cloned();
            let all: Vec<Value> = all.map(without_secret).collect();
            without_event(Ok(list("/v1/webhook_endpoints", &all)))
        }
        "get_event" => without_event(objects.get("event", id)),
        "create_customer" => {
            let mut fields = body.clone();
            fields.entry("address").or_insert_with(|| json!({}));
            without_event(Ok(objects.create("cus_", "customer", fields)))
        }
        _ => None,
    }
}

fn with_event(result: Result<(&'static str, Value), Refusal>) -> Done {
    match result {
        Ok((kind, object)) => (Ok(object), Some(kind)),
        Err(refusal) => (Err(refusal), None),
    }
}

/// Returns the id in a path: `/v1/payment_intents/{id}/capture`, `/v1/checkout/sessions/{id}`.
fn id(path: &str) -> &str {
    let id_index = if path.starts_with("/v1/checkout/") { 4 } else { 3 };
    path.split('/').nth(id_index).unwrap_or_default()
}

fn list(url: &str, data: &[Value]) -> Value {
    json!({"object": "list", "url": url, "has_more": false, "data": data})
}

fn without_secret(mut endpoint: Value) -> Value {
    if let Some(fields) = endpoint.as_object_mut() {
        fields.remove("secret");
    }
    endpoint
}

/// Copies the fields that the body has.
fn taken(body: &Fields, keys: &[&str]) -> Fields {
    let all = keys
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), body.get(*key)?.clone())));
    all.collect()
}

fn create_session(objects: &mut Objects, body: &Fields) -> Result<Value, Refusal> {
    let items = array(body, "line_items");
    let mut total = 0_i64;
    let mut lines = Vec::new();
    for item in &items {
        let quantity = item["quantity"].as_i64().unwrap_or(1);
        let unit = item["price_data"]["unit_amount"].as_i64().unwrap_or(0);
        let amount = unit.checked_mul(quantity).ok_or_else(too_much)?;
        total = total.checked_add(amount).ok_or_else(too_much)?;
        lines.push(line_item(objects, item, quantity, amount));
    }
    let currency = items
        .first()
        .and_then(|item| item["price_data"]["currency"].as_str())
        .unwrap_or("USD")
        .to_uppercase();
    let mode = body.get("mode").and_then(Value::as_str).unwrap_or("payment");
    let mut fields = taken(
        body,
        &[
            "success_url",
            "cancel_url",
            "client_reference_id",
            "customer_email",
            "metadata",
            "billing_address_collection",
        ],
    );
    let customer = body.get("customer").cloned().unwrap_or_else(|| "".into());
    put(
        &mut fields,
        json!({
            "currency": currency,
            "customer": customer,
            "mode": mode,
            "status": "open",
            "payment_status": "unpaid",
            "payment_method_types": method_types(body),
            "amount_subtotal": total,
            "amount_total": total,
            "line_items": {"object": "list", "data": lines},
        }),
    );
    if mode == "payment" {
        let intent = intent_of_session(objects, body, (total, &currency));
        fields.insert("payment_intent".to_owned(), intent["id"].clone());
    }
    fields.insert("expires_at".to_owned(), objects.expires_at().into());
    let session = objects.create("cs_", "checkout.session", fields);
    let id = session["id"].as_str().unwrap_or_default().to_owned();
    let url = format!(
        "https://checkouttest.wooshpay.com/pay/{}",
        id.replace("cs_", "cs_test_")
    );
    objects.set(&id, "url", url);
    objects.get("checkout.session", &id)
}

/// Creates the intent of a session.
fn intent_of_session(objects: &mut Objects, body: &Fields, (total, currency): (i64, &str)) -> Value {
    let data = body.get("payment_intent_data").and_then(Value::as_object);
    let mut intent = taken(
        &data.cloned().unwrap_or_default(),
        &[
            "metadata", "description", "merchant_order_id", "merchant_user_id", "capture_method",
        ],
    );
    put(&mut intent, json!({"amount": total, "currency": currency}));
    create_intent(objects, &intent)
}

/// Sets fields, replacing existing ones.
fn put(fields: &mut Fields, more: Value) {
    if let Value::Object(more) = more {
        fields.extend(more);
    }
}

fn array(body: &Fields, key: &str) -> Vec<Value> {
    body.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn method_types(body: &Fields) -> Value {
    body.get("payment_method_types")
        .cloned()
        .unwrap_or_else(|| json!(["card"]))
}

fn too_much() -> Refusal {
    Refusal::new(
        400,
        "amount_too_large",
        "The sum of the amounts is too large.".to_owned(),
    )
}

fn line_item(objects: &mut Objects, item: &Value, quantity: i64, amount: i64) -> Value {
    let price = &item["price_data"];
    let mut fields = Fields::new();
    for (key, value) in [
        ("currency", &price["currency"]),
        ("description", &price["product_data"]["name"]),
    ] {
        if !value.is_null() {
            fields.insert(key.to_owned(), value.clone());
        }
    }
    let amounts = json!({"quantity": quantity, "amount_subtotal": amount, "amount_total": amount});
    put(&mut fields, amounts);
    objects.create("li_", "item", fields)
}

fn create_intent(objects: &mut Objects, body: &Fields) -> Value {
    let mut fields = taken(
        body,
        &[
            "amount", "currency", "description", "metadata", "merchant_order_id", "merchant_user_id", "customer",
            "payment_method", "payment_method_options", "capture_method", "return_url", "setup_future_usage",
            "quantity", "shipping",
        ],
    );
    if let Some(currency) = fields.get_mut("currency") {
        *currency = currency.as_str().unwrap_or_default().to_uppercase().into();
    }
    fields.insert("payment_method_types".to_owned(), method_types(body));
    fields.entry("capture_method").or_insert_with(|| "automatic".into());
    fields.insert("confirmation_method".to_owned(), "automatic".into());
    fields.insert("status".to_owned(), "requires_payment_method".into());
    let intent = objects.create("pi_", "payment_intent", fields);
    let id = intent["id"].as_str().unwrap_or_default().to_owned();
    objects.set(&id, "client_secret", format!("{id}_secret_abcdefghijklmnopqrstuvwx"));
    objects.get("payment_intent", &id).unwrap_or(intent)
}

/// Searches by the merchant's order, the only documented search: `merchant_order_id:'order-1'`.
fn search(objects: &Objects, query: &str) -> Value {
    let order = query.split("merchant_order_id:").nth(1).unwrap_or_default();
    let order = order
        .trim_start_matches(['\'', '"'])
        .split(['\'', '"'])
        .next()
        .unwrap_or_default();
    let found = objects
        .of_kind("payment_intent")
        .filter(|intent| intent["merchant_order_id"] == order);
    list("/v1/payment_intents/search", &found.cloned().collect::<Vec<_>>())
}

fn capture(objects: &mut Objects, id: &str, body: &Fields) -> Result<Value, Refusal> {
    let intent = objects.get("payment_intent", id)?;
    if intent["status"] != "requires_capture" {
        return Err(Refusal::state(format!(
            "There is nothing to capture: the status is {}.",
            intent["status"]
        )));
    }
    let all = intent["amount"].as_i64().unwrap_or_default();
    let amount = body.get("amount_to_capture").and_then(Value::as_i64).unwrap_or(all);
    if amount <= 0 || amount > all {
        return Err(Refusal::new(
            400,
            "amount_too_large",
            format!("{amount} cannot be captured of {all}."),
        ));
    }
    objects.receive(id)?;
    objects.set(id, "amount_received", amount);
    objects.get("payment_intent", id)
}

fn cancel(objects: &mut Objects, id: &str, body: &Fields) -> Result<Value, Refusal> {
    let intent = objects.get("payment_intent", id)?;
    let status = intent["status"].as_str().unwrap_or_default();
    if !status.starts_with("requires_") {
        return Err(Refusal::state(format!(
            "An intent whose status is {status} cannot be canceled."
        )));
    }
    let is_of_session = objects
        .of_kind("checkout.session")
        .any(|session| session["payment_intent"] == id);
    if is_of_session {
        return Err(Refusal::state(
            "The intent belongs to a checkout session; expire the session instead.".to_owned(),
        ));
    }
    objects.set(id, "status", "canceled");
    if let Some(reason) = body.get("cancellation_reason") {
        objects.set(id, "cancellation_reason", reason.clone());
    }
    objects.get("payment_intent", id)
}

fn refund(objects: &mut Objects, body: &Fields) -> Result<Value, Refusal> {
    let id = body.get("payment_intent").and_then(Value::as_str).unwrap_or_default();
    let intent = objects.get("payment_intent", id)?;
    if intent["status"] != "succeeded" {
        return Err(Refusal::state(format!(
            "There is nothing to refund: the status is {}.",
            intent["status"]
        )));
    }
    let of_intent = objects
        .of_kind("refund")
        .filter(|refund| refund["payment_intent"] == id);
    let before: i64 = of_intent.filter_map(|refund| refund["amount"].as_i64()).sum();
    let left = intent["amount_received"].as_i64().unwrap_or_default() - before;
    let amount = body.get("amount").and_then(Value::as_i64).unwrap_or(left);
    if amount <= 0 || amount > left {
        return Err(Refusal::new(
            400,
            "amount_too_large",
            format!("{amount} cannot be refunded: {left} is left."),
        ));
    }
    let mut fields = taken(body, &["payment_intent", "reason", "metadata"]);
    let done = json!({"amount": amount, "currency": intent["currency"], "status": "succeeded"});
    put(&mut fields, done);
    Ok(objects.create("re_", "refund", fields))
}

fn create_endpoint(objects: &mut Objects, body: &Fields) -> Value {
    let mut fields = taken(body, &["url", "description", "api_version"]);
    let mut events = array(body, "enabled_events");
    events.sort_by_key(ToString::to_string); // the order in which WooshPay returns them
    let own = json!({"enabled_events": events, "status": "enabled", "secret": super::wire::SECRET});
    put(&mut fields, own);
    objects.create("we_", "webhook_endpoint", fields)
}
