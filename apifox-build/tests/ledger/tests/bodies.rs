//! Bodies other than JSON and forms, on the wire: what the small page `upload` becomes.

#![allow(clippy::unwrap_used)] // a test that unwraps fails where it should

use apifox_client::Multipart;
use apifox_client::sandbox::{ExpectedAuth, Server};
use ledger::pages::{cookie_parameter, upload};

#[tokio::test]
async fn a_form_of_parts_is_sent_with_its_boundary_and_a_file_as_it_is() {
    let server = Server::start(upload::ROUTES, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    let client = upload::Client::from(inner);
    let form = Multipart::new()
        .file("scan", "a \"b\".pdf", "application/pdf", vec![0_u8, 13, 10, 255])
        .text("title", "Ü");
    let _ = client.receipts().upload(&form).await; // the page has no example to answer with
    let call = server.calls().pop().unwrap();
    let media_type = call.header("Content-Type").unwrap();
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let mut expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"a %22b%22.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    expected.extend([0_u8, 13, 10, 255]);
    expected.extend(
        format!("\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nÜ\r\n--{boundary}--\r\n")
            .bytes(),
    );
    assert_eq!(call.body(), expected);
}

#[tokio::test]
async fn bytes_are_sent_as_they_are() {
    let server = Server::start(upload::ROUTES, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    let client = upload::Client::from(inner);
    let done = client.receipts().replace_scan("r/1", vec![0_u8, 255]).await.unwrap();
    assert_eq!(done.status(), 204);
    let call = server.calls().pop().unwrap();
    assert_eq!((call.path(), call.body()), ("/receipts/r%2F1/scan", &[0_u8, 255][..]));
    assert_eq!(call.header("Content-Type"), Some("application/octet-stream"));
}

#[tokio::test]
async fn a_cookie_parameter_is_sent_as_a_cookie_and_cannot_bring_another() {
    let server = Server::start(cookie_parameter::ROUTES, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    let client = cookie_parameter::Client::from(inner);
    let _ = client.notes().get("n1", "abc").await;
    assert_eq!(server.calls().pop().unwrap().header("Cookie"), Some("session=abc"));
    let error = client.notes().get("n1", "abc; admin=1").await.unwrap_err();
    assert!(matches!(error, apifox_client::Error::Config(_)), "{error}");
}
