//! Responses that are distinguished by status and media type, and their headers.

use apifox_client::operation::{DocumentedResponse, Operation};
use apifox_client::serde::{Deserialize, Serialize};
use apifox_client::{Call, Error, Method, Response, build, headers, request, responses};

use crate::operations::client;
use crate::server::{Script, Server};

const fn response(
    status: &'static str,
    media_type: &'static str,
    fields: &'static [&'static str],
) -> DocumentedResponse {
    DocumentedResponse::new(status)
        .media_type(media_type)
        .schema("", fields)
}

static BOOK: Operation = Operation::new("book", Method::POST, "/v1/slots")
    .resource("slots")
    .accept("application/json, text/csv;q=0.9")
    .responses(&[
        response("200", "application/json", &["id"]),
        response("200", "application/vnd.list+json", &["slots"]),
        response("200", "text/csv", &[]),
        response("202", "application/json", &["position"]),
        response("204", "", &[]),
        response("206", "image/*", &[]),
        response("206", "application/pdf", &[]),
        response("2XX", "application/json", &["note"]),
        response("default", "application/json", &[]),
    ]);

macro_rules! object {
    ($name:ident { $field:ident: $kind:ty }) => {
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(crate = "apifox_client::serde")]
        pub(crate) struct $name {
            pub(crate) $field: $kind,
        }
    };
}

object!(Booking { id: String });
object!(Slots { slots: i64 });
object!(Queue { position: i64 });
object!(Note { note: Option<String> });

responses!(Book, {
    "200" "application/json" => Ok(json Booking),
    "200" "application/vnd.list+json" => OkList(json Slots),
    "200" "text/csv" => OkCsv(bytes),
    "202" "application/json" => Accepted(json Queue),
    "204" "" => NoContent,
    "206" "image/*" => Image(bytes),
    "206" "application/pdf" => Pdf(bytes),
    "2XX" "application/json" => Success(json Note),
});

headers!(Headed, Book, {
    /// `X-RateLimit-Remaining`
    remaining: i64 = "X-RateLimit-Remaining",
    share: f64 = "X-Share",
    open: bool = "X-Open",
    link = "Link",
});

pub(crate) struct BookSlot {
    call: Call,
}
request!(BookSlot as Headed, one_of Book, stream, accept);

async fn sent(script: Script) -> Result<Headed, Error> {
    let server = Server::start(script).await;
    let call = Call::new(&client(server.base_url()), &BOOK);
    BookSlot { call }.await
}

async fn book(status: u16, media_type: &str, body: &str) -> Result<Book, Error> {
    let script = if media_type.is_empty() {
        Script::with_headers(status, "", body)
    } else {
        Script::typed(status, media_type, body)
    };
    sent(script).await.map(Headed::into_inner)
}

#[tokio::test]
async fn the_status_and_the_media_type_decide() {
    const JSON: &str = "application/json";
    let ok = || Book::Ok(Booking { id: "b_1".to_owned() });
    let bytes = |text: &'static str| apifox_client::bytes::Bytes::from_static(text.as_bytes());
    let rows = [
        (200, JSON, r#"{"id": "b_1"}"#, ok()),
        (200, "Application/JSON; charset=utf-8", r#"{"id": "b_1"}"#, ok()),
        // The shape of the body is irrelevant.
        (
            202,
            JSON,
            r#"{"position": 3, "id": "b_1"}"#,
            Book::Accepted(Queue { position: 3 }),
        ),
        (
            202,
            "text/html",
            r#"{"position": 3}"#,
            Book::Accepted(Queue { position: 3 }),
        ),
        (
            200,
            "application/vnd.list+json",
            r#"{"slots": 7}"#,
            Book::OkList(Slots { slots: 7 }),
        ),
        // JSON with another media type, or without one.
        (200, "application/problem+json", r#"{"id": "b_1"}"#, ok()),
        (200, "text/plain", r#" {"id": "b_1"}"#, ok()),
        (200, "", r#"{"id": "b_1"}"#, ok()),
        (
            200,
            "text/csv; header=present",
            "id\nb_1",
            Book::OkCsv(bytes("id\nb_1")),
        ),
        (200, "application/zip", "PK", Book::Other(bytes("PK"))),
        (200, "", "PK", Book::Other(bytes("PK"))),
        (204, "", "", Book::NoContent),
        (206, "image/png", "PNG", Book::Image(bytes("PNG"))),
        (206, "application/pdf", "%PDF", Book::Pdf(bytes("%PDF"))),
        (207, JSON, r#"{"note": null}"#, Book::Success(Note { note: None })),
    ];
    for (status, media_type, body, expected) in rows {
        let came = book(status, media_type, body).await;
        assert_eq!(came.ok(), Some(expected), "{status} {media_type} {body}");
    }
}

#[tokio::test]
async fn a_body_of_another_type_is_an_error_and_keeps_its_body() {
    for (status, media_type, body) in [
        (202, "application/json", r#"{"id": "b_1"}"#),
        (202, "application/json", ""),
        (200, "application/json", "<html>"),
        (200, "application/zip", r#"{"error": {"code": "no"}}"#),
    ] {
        let error = book(status, media_type, body).await.expect_err(body);
        assert_eq!(error.status(), Some(status), "{error}");
        assert_eq!(error.body(), Some(body.as_bytes()), "{error}");
    }
    let failed = book(404, "application/json", "{}").await.expect_err("it failed");
    assert!(matches!(failed, Error::Api(_)), "{failed}");
}

#[tokio::test]
async fn absent_and_invalid_headers_are_none() {
    let with = |headers: &'static str| sent(Script::with_headers(204, headers, ""));
    let came = with("X-RateLimit-Remaining:  7 \r\nx-share: 0.5\r\nX-Open: true\r\nLink: </next>\r\n").await;
    let came = came.expect("it succeeds");
    assert_eq!(
        (came.remaining(), came.share(), came.open()),
        (Some(7), Some(0.5), Some(true))
    );
    assert_eq!((came.link(), came.status()), (Some("</next>"), 204));
    assert_eq!(came.clone().into_response().into_inner(), Book::NoContent);

    let odd = with("X-RateLimit-Remaining: many\r\nX-Share:\r\nX-Open: 2\r\nLink: \u{fc}\r\n").await;
    let odd = odd.expect("it succeeds");
    assert_eq!(
        (odd.remaining(), odd.share(), odd.open(), odd.link()),
        (None, None, None, None)
    );
    assert!(odd.headers().contains_key("link"));

    let none = with("").await.expect("it succeeds");
    assert_eq!((none.remaining(), none.link()), (None, None));
}

#[tokio::test]
async fn another_media_type_is_returned_as_bytes() {
    let server = Server::start(Script::typed(200, "application/xml", "<id>b_1</id>")).await;
    let call = Call::new(&client(server.base_url()), &BOOK);
    let came = BookSlot { call }.accept("application/xml").await.expect("it succeeds");
    assert_eq!(
        (came.media_type(), &came[..]),
        (Some("application/xml"), &b"<id>b_1</id>"[..])
    );
    assert!(server.request().to_lowercase().contains("accept: application/xml\r\n"));
}

#[test]
fn responses_and_failures_are_built_without_json() {
    let queue = build!(Queue { position: 3 });
    let response = Response::of_value(&BOOK, 202, &[("X-Share", "0.5")], Book::Accepted(queue.clone()));
    let response = Headed::from(response.expect("the header is one"));
    assert_eq!((response.share(), response.status()), (Some(0.5), 202));
    assert_eq!(*response.into_response(), Book::Accepted(queue));
    assert!(Response::of_value(&BOOK, 99, &[], ()).is_err());
    assert!(Response::of_value(&BOOK, 200, &[("a b", "")], ()).is_err());

    let error = Error::of_failure(
        &BOOK,
        404,
        &[("Retry-After", "7")],
        &build!(Note {
            note: Some("none".to_owned())
        }),
    );
    assert_eq!(
        error.json::<Note>(),
        Some(Note {
            note: Some("none".to_owned())
        })
    );
    assert_eq!(
        (error.header::<u8>("retry-after"), error.header::<u8>("x")),
        (Some(7), None)
    );
}
