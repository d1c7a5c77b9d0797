//! Two generations of WooshPay's responses.

use apifox_client::serde_json::Value;

/// The generation of responses that a sandbox sends. Both occur in WooshPay's own samples, so a
/// client must read both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Dialect {
    /// Since 2023: a field without a value is absent.
    #[default]
    Absent,
    /// In 2022: a field without a value is null or an empty string, and arrays and objects of an
    /// intent are strings that contain JSON.
    Null,
}

/// The fields of an intent that may be without a value. The first three are then empty strings.
const EMPTY: [&str; 3] = ["cancel_at", "customer", "next_action"];
const NULL: [&str; 12] = [
    "amount_capturable", "amount_received", "cancellation_reason", "description", "invoice", "last_payment_error",
    "merchant_user_id", "metadata", "payment_method", "return_url", "shipping", "3ds_status",
];
const TEXTS: [&str; 3] = ["next_action", "payment_method_options", "payment_method_types"];

/// The fields of a session that may be without a value.
const NULL_OF_SESSION: [&str; 6] = [
    "client_reference_id", "customer_email", "metadata", "payment_link", "setup_intent", "shipping",
];

impl Dialect {
    /// Converts an object, or an array of them, to this generation.
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
    let Value::Object(fields) = value else { return };
    let kind = fields
        .get("object")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    match kind.as_str() {
        "payment_intent" => {
            for key in TEXTS {
                if let Some(value) = fields.get_mut(key) {
                    *value = Value::String(value.to_string());
                }
            }
            for key in EMPTY {
                fields.entry(key).or_insert_with(|| "".into());
            }
            for key in NULL {
                fields.entry(key).or_insert(Value::Null);
            }
        }
        "checkout.session" => {
            for key in NULL_OF_SESSION {
                fields.entry(key).or_insert(Value::Null);
            }
        }
        _ => {}
    }
    fields.values_mut().for_each(as_of_2022);
    if kind == "list" {
        for key in ["url", "has_more"] {
            fields.entry(key).or_insert(Value::Null);
        }
    }
}
