//! Two generations of WooshPay's responses.

use apifox_client::serde_json::Value;

/// Which generation of responses a sandbox gives. Both occur in WooshPay's own samples, and a client must read both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Dialect {
    /// As since 2023: a field without a value is absent.
    #[default]
    Absent,
    /// As in 2022: a field without a value is null or an empty text, and lists and objects of an intent are texts that hold JSON.
    Null,
}

/// Fields of an intent without a value, of which the first three are empty texts.
const EMPTY: [&str; 3] = ["cancel_at", "customer", "next_action"];
const NULL: [&str; 12] = [
    "amount_capturable",
    "amount_received",
    "cancellation_reason",
    "description",
    "invoice",
    "last_payment_error",
    "merchant_user_id",
    "metadata",
    "payment_method",
    "return_url",
    "shipping",
    "3ds_status",
];
const TEXTS: [&str; 3] = ["next_action", "payment_method_options", "payment_method_types"];

/// Fields of a session without a value.
const NULL_OF_SESSION: [&str; 6] = [
    "client_reference_id",
    "customer_email",
    "metadata",
    "payment_link",
    "setup_intent",
    "shipping",
];

impl Dialect {
    /// An object, or a list of them, as this generation writes it.
    pub(super) fn shown(self, mut object: Value) -> Value {
        if self == Self::Null {
            as_of_2022(&mut object);
        }
        object
    }
}

fn as_of_2022(value: &mut Value) {
    if let Value::Array(items) = value {
        items.iter_mut().for_each(as_of_2022);
        return;
    }
    let Value::Object(members) = value else { return };
    let kind = members
        .get("object")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    match kind.as_str() {
        "payment_intent" => {
            for key in TEXTS {
                if let Some(value) = members.get_mut(key) {
                    *value = Value::String(value.to_string());
                }
            }
            for key in EMPTY {
                members.entry(key).or_insert_with(|| "".into());
            }
            for key in NULL {
                members.entry(key).or_insert(Value::Null);
            }
        }
        "checkout.session" => {
            for key in NULL_OF_SESSION {
                members.entry(key).or_insert(Value::Null);
            }
        }
        _ => {}
    }
    members.values_mut().for_each(as_of_2022);
    if kind == "list" {
        for key in ["url", "has_more"] {
            members.entry(key).or_insert(Value::Null);
        }
    }
}
