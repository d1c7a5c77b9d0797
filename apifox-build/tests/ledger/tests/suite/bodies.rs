//! Request bodies of the small pages.

use apifox_client::{File, Multipart, Part};
use apifox_sandbox::{ExpectedAuth, RecordedCall, Server};
use ledger::pages::cookie_parameter::resources::notes::GetNoteArguments;
use ledger::pages::parts::resources::albums::AddPictureArguments;
use ledger::pages::{bodies, cookie_parameter, parts, upload};

/// Starts a server of a page, and a client.
fn start<C: From<apifox_client::Client>>(document: &str) -> (Server, C) {
    let server = Server::start(document, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    (server, C::from(inner))
}

fn sent(call: &RecordedCall) -> (&str, &str) {
    (
        call.header("Content-Type").unwrap_or_default(),
        std::str::from_utf8(call.body()).unwrap(),
    )
}

#[tokio::test]
async fn a_multipart_form_is_sent_with_its_boundary_and_a_file_unchanged() {
    let server = Server::start(upload::DOCUMENT, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    let client = upload::Client::from(inner);
    let scan = File::new("a \"b\".pdf", vec![0_u8, 13, 10, 255]).media_type("application/pdf");
    let _ = client.receipts().upload(scan).title("Ü").await; // the page has no example to respond with
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
async fn bytes_are_sent_unchanged() {
    let server = Server::start(upload::DOCUMENT, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    let client = upload::Client::from(inner);
    let done = client.receipts().replace_scan("r/1", vec![0_u8, 255]).await.unwrap();
    assert_eq!(done.status(), 204);
    let call = server.calls().pop().unwrap();
    assert_eq!((call.path(), call.body()), ("/receipts/r%2F1/scan", &[0_u8, 255][..]));
    assert_eq!(call.header("Content-Type"), Some("application/octet-stream"));
}

#[tokio::test]
async fn a_cookie_parameter_is_sent_as_a_cookie_and_cannot_add_another() {
    let server = Server::start(cookie_parameter::DOCUMENT, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    let client = cookie_parameter::Client::from(inner);
    let get = |session| {
        let note_id = "n1";
        client.notes().get(GetNoteArguments { note_id, session })
    };
    let _ = get("abc").await;
    assert_eq!(server.calls().pop().unwrap().header("Cookie"), Some("session=abc"));
    let error = get("abc; admin=1").await.unwrap_err();
    assert!(matches!(error, apifox_client::Error::Config(_)), "{error}");
}

#[tokio::test]
async fn each_media_type_of_a_body_is_sent_under_its_own_name() {
    let (server, client) = start::<bodies::Client>(bodies::DOCUMENT);
    let note = bodies::types::Note::new("a b").tags(vec!["x".to_owned(), "y".to_owned()]);
    let notes = client.notes();
    notes.create(&note).await.unwrap();
    notes.create_as_form_2(&note).await.unwrap();
    notes.create_as_xml("<note/>").await.unwrap();
    notes.create_as_text("Ü").await.unwrap();
    notes.create_as_png("png").await.unwrap();
    let parts = Multipart::new().part("text", Part::text("a b"));
    notes.create_as_multipart(&parts).await.unwrap();
    notes.replace().body(&note).await.unwrap();
    notes.replace().body_as_form(&note).await.unwrap();
    notes.patch(None).await.unwrap();
    let calls = server.calls();
    let json = r#"{"text":"a b","tags":["x","y"]}"#;
    let form = "text=a+b&tags=x&tags=y";
    let bodies: Vec<_> = calls.iter().map(sent).collect();
    assert_eq!(bodies[0], ("application/json", json));
    assert_eq!(bodies[1], ("application/x-www-form-urlencoded", form));
    assert_eq!(bodies[2], ("application/xml", "<note/>"));
    assert_eq!(bodies[3], ("text/plain", "Ü"));
    assert_eq!(bodies[4], ("image/png", "png"));
    assert!(
        bodies[5].0.starts_with("multipart/form-data; boundary="),
        "{}",
        bodies[5].0
    );
    assert_eq!(bodies[6], ("application/json;charset=utf-8", json));
    assert_eq!(bodies[7], ("application/x-www-form-urlencoded", form));
    assert_eq!(bodies[8], ("application/merge-patch+json", "null"));
}

#[tokio::test]
async fn an_optional_body_that_is_not_given_is_not_sent() {
    let (server, client) = start::<bodies::Client>(bodies::DOCUMENT);
    client.notes().delete().await.unwrap();
    client.notes().delete().body(&vec!["n1".to_owned()]).await.unwrap();
    let calls = server.calls();
    assert_eq!(calls[0].header("Content-Type"), None);
    assert_eq!(sent(&calls[0]), ("", ""));
    assert_eq!(sent(&calls[1]), ("application/json", r#"["n1"]"#));
}

#[tokio::test]
async fn documented_parts_are_sent_by_their_types() {
    let (server, client) = start::<parts::Client>(parts::DOCUMENT);
    let meta = parts::types::AddPictureRequestMeta::new("Paris");
    let person = parts::types::AddPictureRequestPeople::default().name("Ann");
    client
        .albums()
        .add_picture(AddPictureArguments {
            id: "a1",
            picture: File::new("p.png", "png"),
            title_part: "Tower",
            meta: &meta,
        })
        .more([File::new("q", "q").media_type("image/jpeg")])
        .colors(["red", "blue"])
        .people(&[person.clone(), person])
        .tags(&["x".to_owned()])
        .notes("*so*")
        .size(3)
        .await
        .unwrap();
    let call = server.calls().pop().unwrap();
    let (media_type, body) = sent(&call);
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let parts: Vec<&str> = body
        .split(&format!("--{boundary}"))
        .map(|part| {
            part.trim_start_matches("\r\nContent-Disposition: form-data; name=")
                .trim_end()
        })
        .collect();
    let expected = [
        "",
        "\"picture\"; filename=\"p.png\"\r\nContent-Type: image/png\r\n\r\npng",
        "\"title\"\r\n\r\nTower",
        "\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"place\":\"Paris\"}",
        "\"more\"; filename=\"q\"\r\nContent-Type: image/jpeg\r\n\r\nq",
        "\"colors\"\r\n\r\nred",
        "\"colors\"\r\n\r\nblue",
        "\"people\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"Ann\"}",
        "\"people\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"Ann\"}",
        "\"tags\"\r\nContent-Type: application/json\r\n\r\n[\"x\"]",
        "\"notes\"\r\nContent-Type: text/markdown\r\n\r\n*so*",
        "\"size\"\r\n\r\n3",
        "--",
    ];
    assert_eq!(parts, expected);
}
