//! The values of the types of the small pages: all documented values, and those of wider types.

use apifox_client::serde_json::{self, Value};
use apifox_sandbox::{ExpectedAuth, Server};
use ledger::pages::{enum_values, only_null};

/// Starts a server of a page, and a client.
fn start<C: From<apifox_client::Client>>(document: &str) -> (Server, C) {
    let server = Server::start(document, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    (server, C::from(inner))
}

#[tokio::test]
async fn a_value_that_is_documented_as_null_may_be_anything() {
    let (_server, client) = start::<only_null::Client>(only_null::DOCUMENT);
    let posts = client.posts().list().await.unwrap();
    let sent: Value = serde_json::from_slice(posts.raw()).unwrap();
    let mut read = serde_json::to_value(&*posts).unwrap();
    for null in ["person", "choice"] {
        read[null] = Value::Null; // absent means the same
    }
    assert_eq!(read, sent);
}

/// Whether two values are equal, where null equals absent, and 1 equals 1.0.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let null = Value::Null;
            let mut keys = one.keys().chain(other.keys());
            keys.all(|key| same(one.get(key).unwrap_or(&null), other.get(key).unwrap_or(&null)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
        }
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (one, other) => one == other,
    }
}

#[tokio::test]
async fn enums_and_constants_have_all_their_values() {
    let other = r#"{"always":true,"share":1.5,"rate":3.0,"half":1.5,"origin":{"x":1,"y":["a"]},"range":[1,"b"],"level":1.0,"wide":1,
        "beyond":18446744073709551615,"mixed":1,"strings":"2","fraction":2,"number":2.5,"flag":null,"word":"true","digits":"3",
        "objects":{"b":2},"arrays":[[1]],"of_list":"b","of_lists":1,"part":{"b":1}}"#;
    let (server, client) = start::<enum_values::Client>(enum_values::DOCUMENT);
    for other in [None, Some(other)] {
        if let Some(other) = other {
            server
                .on(&enum_values::operations::GET_OFFER)
                .respond(200)
                .json(serde_json::from_str::<Value>(other).unwrap())
                .play()
                .unwrap();
        }
        let offer = client.offers().get().await.unwrap();
        let sent: Value = serde_json::from_slice(offer.raw()).unwrap();
        let read = serde_json::to_value(&*offer).unwrap();
        assert!(same(&sent, &read), "{sent:#}\n{read:#}");
    }
}
