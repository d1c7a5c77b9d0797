//! Operations with several successful responses, and responses with documented headers.

use apifox_client::{Error, Response, build, bytes::Bytes};
use apifox_sandbox::{ExpectedAuth, Server};
use ledger::pages::several_results::resources::slots::{failures, responses, with_headers};
use ledger::pages::several_results::types::{
    BookSlotAcceptedResponse, BookSlotError, BookSlotResponse, BookSlotSuccessResponse, GetNextSlotResponse,
    GetSlotReportResponse, Next, Slot,
};
use ledger::pages::several_results::{Client, DOCUMENT, operations};

fn started() -> (Server, Client) {
    let server = Server::start(DOCUMENT, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    (server, Client::from(inner))
}

#[tokio::test]
async fn each_documented_status_is_served_and_distinguished() {
    let (server, client) = started();
    for status in [200, 202, 204, 207] {
        server.on(&operations::BOOK_SLOT).example_of(status).play().unwrap();
        let came = client.slots().book().await.unwrap();
        assert_eq!(came.status(), status);
        let is_its = match came.into_inner() {
            responses::BookSlot::Ok(BookSlotResponse { .. }) => status == 200,
            responses::BookSlot::Accepted(BookSlotAcceptedResponse { .. }) => status == 202,
            responses::BookSlot::NoContent => status == 204,
            responses::BookSlot::Success(BookSlotSuccessResponse { .. }) => status == 207,
            _ => false,
        };
        assert!(is_its, "{status}");
    }
}

#[tokio::test]
async fn the_content_type_of_the_response_selects_the_type() {
    let (server, client) = started();
    let json = responses::GetSlotReport::Ok(build!(GetSlotReportResponse { total: 3 }));
    assert_eq!(client.slots().get_report().await.unwrap().into_inner(), json);
    let response = |media_type: &'static str| {
        let script = server.on(&operations::GET_SLOT_REPORT).respond(200);
        script.header("Content-Type", media_type).body("a;b").play().unwrap();
    };
    let body = || Bytes::from_static(b"a;b");
    response("text/csv");
    let csv = client.slots().get_report().await.unwrap().into_inner();
    assert_eq!(csv, responses::GetSlotReport::OkCsv(body()));
    response("application/pdf");
    let pdf = client.slots().get_report().await.unwrap().into_inner();
    assert_eq!(pdf, responses::GetSlotReport::OkPdf(body()));
    response("application/xml");
    let xml = client.slots().get_report().await.unwrap().into_inner();
    assert_eq!(xml, responses::GetSlotReport::OkXml(body()));
    response("application/zip");
    let other = client.slots().get_report().await.unwrap();
    assert_eq!(other.media_type(), Some("application/zip"));
    assert_eq!(*other, responses::GetSlotReport::Other(body()));
    let accepted = server.calls()[0].header("Accept").map(str::to_owned);
    assert_eq!(
        accepted.as_deref(),
        Some("application/json, application/pdf;q=0.9, application/xml;q=0.9, text/csv;q=0.9")
    );
    client.slots().export().await.unwrap();
    client.slots().get("s_1").accept("application/xml").await.unwrap();
    let accepted: Vec<_> = server
        .calls()
        .iter()
        .skip(5)
        .map(|call| call.header("Accept").map(str::to_owned))
        .collect();
    assert_eq!(
        accepted,
        [
            Some("application/pdf, text/csv".to_owned()),
            Some("application/xml".to_owned())
        ]
    );
}

#[tokio::test]
async fn documented_headers_are_methods_of_the_response() {
    let (server, client) = started();
    let script = server.on(&operations::BOOK_SLOT).respond(204);
    let script = script
        .header("X-RateLimit-Remaining", "7")
        .header("Retry-After", "soon");
    script.header("X-Request-Id", "r_1").play().unwrap();
    let came = client.slots().book().await.unwrap();
    assert_eq!((came.rate_limit_remaining(), came.retry_after()), (Some(7), None));
    assert_eq!(
        (came.x_request_id(), came.request_id(), came.link()),
        (Some("r_1"), Some("r_1"), None)
    );

    let script = server
        .on(&operations::GET_SLOT)
        .example()
        .header("X-Open", "true")
        .header("Open", "0.5");
    script.header("X-Kind", "room").header("Status", "3").play().unwrap();
    let slot = client.slots().get("s_1").await.unwrap();
    assert_eq!(
        (slot.open(), slot.x_open(), slot.kind()),
        (Some(0.5), Some(true), Some("room"))
    );
    assert_eq!((slot.status_header(), slot.etag()), (Some(3), None));
    assert!(!slot.id.is_empty()); // its fields are there, too
}

#[test]
fn results_can_be_built_without_json() {
    let slot = build!(Slot {
        id: "s_1".to_owned(),
        ..Slot::default()
    });
    let response = Response::of_value(&operations::GET_SLOT, 200, &[("ETag", "\"1\"")], slot).unwrap();
    let slot = with_headers::GetSlot::from(response);
    assert_eq!((slot.id.as_str(), slot.etag()), ("s_1", Some("\"1\"")));

    let next = build!(GetNextSlotResponse {
        note: Some("soon".to_owned()),
        ..GetNextSlotResponse::new(3)
    });
    assert_eq!(next.next, Next::Integer(3));

    let unpaid = build!(BookSlotError { price: 5.0 });
    let error = Error::of_failure(&operations::BOOK_SLOT, 402, &[("X-Price", "5")], &unpaid);
    assert_eq!(
        failures::BookSlot::of(&error),
        Some(failures::BookSlot::PaymentRequired(unpaid))
    );
    assert_eq!(error.header::<f64>("X-Price"), Some(5.0));
}
