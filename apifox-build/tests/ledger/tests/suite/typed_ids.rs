//! Typed ids, sent to a server and received.

use std::collections::{BTreeMap, HashSet};

use apifox_client::{File, serde_json};
use apifox_sandbox::{ExpectedAuth, Server};
use ledger::pages::typed_ids::resources::moves::CreateMoveArguments;
use ledger::pages::typed_ids::types::{
    CustomerId, FileId, Intent, IntentId, IntentLatest, NewRefund, RefundId, UploadFileRequestRight,
};
use ledger::pages::typed_ids::{Client, DOCUMENT};

fn start() -> (Server, Client) {
    let server = Server::start(DOCUMENT, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    (server, Client::from(inner))
}

#[test]
fn an_id_round_trips_any_string() {
    for text in ["pi_1", "", " ", "ü/?#%00", "null", "\u{0}"] {
        let json = serde_json::json!({"id": text, "customer": text, "refunds": [text], "by_name": {"a": text}, "latest": text});
        let intent: Intent = serde_json::from_value(json.clone()).unwrap();
        assert_eq!((intent.id.as_str(), intent.id.to_string().as_str()), (text, text));
        assert_eq!(intent.customer, Some(text.into()));
        assert_eq!(intent.refunds, [RefundId::from(text)]);
        assert_eq!(
            intent.by_name,
            BTreeMap::from([("a".to_owned(), text.parse().unwrap())])
        );
        assert_eq!(intent.latest, Some(IntentLatest::RefundId(text.into())));
        assert_eq!(serde_json::to_value(&intent).unwrap(), json);
    }
    let intent: Intent = serde_json::from_str(r#"{"id":"pi_1","customer":null}"#).unwrap();
    assert_eq!((intent.customer, intent.refunds), (None, Vec::new()));
    serde_json::from_str::<Intent>(r#"{"id":1}"#).expect_err("no text");
}

#[test]
fn ids_are_compared_and_sorted_by_their_strings() {
    let ids = ["b", "a", "b"].map(IntentId::from);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 2);
    assert_eq!((ids.iter().min().unwrap(), &ids[0]), (&"a".into(), &ids[2]));
    assert!(ids[1] == "a" && ids[1] == *"a" && ids[1] != "b");
    assert_eq!((format!("{:>3}|{:?}", ids[1], ids[1])), "  a|IntentId(\"a\")");
    assert_eq!(String::from(ids[1].clone()), "a");
}

#[tokio::test]
async fn an_id_is_sent_as_its_string_everywhere() {
    let (server, client) = start();
    let (intent, customer, refund) = ("pi/1".into(), CustomerId::from("cus 1"), RefundId::from("re_1"));
    let target = |server: &Server| {
        let call = server.calls().pop().unwrap();
        format!("{}?{}", call.path(), call.query().unwrap_or_default())
    };
    client.intents().retrieve(&intent).customer(&customer).await.unwrap();
    assert_eq!(target(&server), "/v1/intents/pi%2F1?customer=cus%201");
    let list = client.refunds().list().intents([intent.clone(), "b".into()]);
    list.x_customer(&customer).await.unwrap();
    assert_eq!(target(&server), "/v1/refunds?intents=pi%2F1&intents=b");
    client.customers().retrieve_refund(&customer, &refund).await.unwrap();
    assert_eq!(target(&server), "/v1/customers/cus%201/refunds/re_1?");
    let (from, to) = (&customer, &"x".into());
    client.moves().create(CreateMoveArguments { from, to }).await.unwrap();
    assert_eq!(target(&server), "/v1/moves/cus%201/x?");
    let file = File::new("a.txt", "a");
    let upload = client.files().upload(&FileId::from("f"), file, &customer);
    let upload = upload
        .viewers([customer.clone()])
        .rights([UploadFileRequestRight::Read]);
    upload.await.unwrap();
    let sent = String::from_utf8(server.calls().pop().unwrap().body().to_vec()).unwrap();
    assert!(
        sent.contains("name=\"owner\"") && sent.contains("\r\n\r\ncus 1\r\n"),
        "{sent}"
    );
    let body = NewRefund::new(intent, customer.clone()).parent("re_0");
    client.refunds().create(&body).await.unwrap();
    let sent: serde_json::Value = serde_json::from_slice(server.calls().pop().unwrap().body()).unwrap();
    assert_eq!(
        sent,
        serde_json::json!({"intent": "pi/1", "customer": "cus 1", "parent": "re_0"})
    );
}
