//! Every type in the public API has a name in this crate, so that a program can use it without a
//! dependency on the run time.

use wooshpay::operation::{DocumentedResponse, Operation, Server};
use wooshpay::types::Balance;
use wooshpay::{
    ByteStream, Error, Event, EventStream, File, HeaderMap, Method, Multipart, Part, Pending, Response, bytes, header,
    serde_json,
};

/// What a program keeps of a response.
struct Kept {
    method: Method,
    headers: HeaderMap,
    body: bytes::Bytes,
    json: serde_json::Value,
}

fn keep(operation: &Operation, response: &Response<Balance>) -> Kept {
    Kept {
        method: operation.method.clone(),
        headers: response.headers().clone(),
        body: bytes::Bytes::copy_from_slice(response.raw()),
        json: serde_json::from_slice(response.raw()).unwrap_or_default(),
    }
}

fn content_type(error: &Error) -> Option<&header::HeaderValue> {
    error.headers()?.get(header::CONTENT_TYPE)
}

/// What other pages need: streams, uploads, the boxed future, and the operation tables for a custom
/// sandbox.
type Named = (ByteStream, EventStream, Event, File, Multipart, Part, Pending<Balance>);
type Rows = (&'static [DocumentedResponse], &'static [Server]);

#[tokio::test]
async fn every_type_of_the_public_api_can_be_named() {
    let sandbox = wooshpay::sandbox::Sandbox::start().await.expect("a sandbox");
    let response = sandbox.client().balance().get().await.expect("a balance");
    let kept = keep(wooshpay::operations::ALL[0], &response);
    assert_eq!(kept.method, Method::GET);
    assert_eq!(kept.headers[header::CONTENT_TYPE], "application/json");
    assert_eq!(
        (kept.body.len(), kept.json["object"].as_str()),
        (response.raw().len(), Some("balance"))
    );
    let stranger = wooshpay::Client::builder()
        .key("sk_test_x")
        .base_url(sandbox.base_url())
        .build();
    let error = stranger
        .expect("a client")
        .balance()
        .get()
        .await
        .expect_err("another key");
    assert_eq!(
        content_type(&error).map(header::HeaderValue::as_bytes),
        Some(&b"application/problem+json"[..])
    );
    assert!(size_of::<Named>() > 0 && size_of::<Rows>() > 0);
}
