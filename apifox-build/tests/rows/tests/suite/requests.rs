//! Requests through real sockets: for each fault of the backend with which the code would compile,
//! but send another request.

use apifox_client::{Auth, Error};
use apifox_sandbox::{ExpectedAuth, RecordedCall, Server};
use rows::*;

fn start<C: From<apifox_client::Client>>(document: &str) -> (Server, C) {
    let server = Server::start(document, ExpectedAuth::none()).unwrap();
    let client = apifox_client::Client::builder(server.base_url()).build().unwrap();
    (server, C::from(client))
}

fn last(server: &Server) -> RecordedCall {
    server.calls().pop().unwrap()
}

/// Starts a server of the page and awaits the call.
macro_rules! sent {
    ($page:ident, $client:ident => $call:expr) => {{
        let (server, $client) = start::<$page::Client>($page::DOCUMENT);
        $call.await.unwrap();
        last(&server)
    }};
}

#[tokio::test]
async fn headers_that_openapi_ignores_overwrite_nothing() {
    let call = sent!(a3_05_ignored_headers, client => client.things().get("t1"));
    assert_eq!(call.header("X-Tenant"), Some("t1"));
    assert_eq!(
        (call.header("Content-Type"), call.header("Authorization")),
        (None, None)
    );
    assert_eq!(
        call.headers()
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("accept"))
            .count(),
        1
    );
}

#[tokio::test]
async fn a_version_in_another_script_is_not_sent() {
    let (server, client) = start::<a3_06_version_not_ascii::Client>(a3_06_version_not_ascii::DOCUMENT);
    let _ = client.things().get().await; // the page has no example to respond with
    assert!(
        last(&server)
            .headers()
            .iter()
            .all(|(name, _)| !name.contains("version"))
    );
}

#[tokio::test]
async fn an_argument_never_leaves_its_path() {
    use a3_08_path_arguments as page;
    let (server, client) = start::<page::Client>(page::DOCUMENT);
    let get_thing = |id| {
        let part = "p";
        client
            .items()
            .get_thing(page::resources::items::GetThingArguments { id, part })
    };
    for argument in ["", ".", ".."] {
        let error = get_thing(argument).await.unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{argument}: {error}");
    }
    assert!(server.calls().is_empty());
    for (argument, path) in [
        (r"..\..\payouts", "/v1/items/..%5C..%5Cpayouts/parts/p"),
        ("../../payouts", "/v1/items/..%2F..%2Fpayouts/parts/p"),
        ("a?b#c", "/v1/items/a%3Fb%23c/parts/p"),
        ("%2e%2e", "/v1/items/%252e%252e/parts/p"),
    ] {
        get_thing(argument).await.unwrap();
        assert_eq!(last(&server).path(), path);
    }
}

#[tokio::test]
async fn a_field_of_a_form_has_its_style() {
    use a1_09_encoding_of_a_form::types::{CreateThingRequest, CreateThingRequestWhere};
    let body = CreateThingRequest::new()
        .tags(vec!["a b".to_owned(), "c,d".to_owned()])
        .where_(CreateThingRequestWhere::new().x(1));
    let call = sent!(a1_09_encoding_of_a_form, client => client.things().create(&body));
    assert_eq!(call.body(), b"tags=a%20b,c%2Cd&where%5Bx%5D=1");
}

#[tokio::test]
async fn json_without_a_schema_is_any_json() {
    let body = apifox_client::serde_json::json!({"any": [1]});
    let call = sent!(a1_08_json_without_schema, client => client.things().create(&body));
    assert_eq!(call.body(), br#"{"any":[1]}"#);
}

#[tokio::test]
async fn a_form_contains_arrays_and_objects() {
    use a3_09_nested_form::types::{
        CreateThingRequest, CreateThingRequestDeep, CreateThingRequestPart, CreateThingRequestWhere,
    };
    let place = CreateThingRequestWhere::new()
        .x(1)
        .deep(CreateThingRequestDeep::new().y("2"));
    let body = CreateThingRequest::new()
        .name("a b")
        .tags(vec!["c".to_owned(), "d".to_owned()])
        .where_(place)
        .parts(vec![CreateThingRequestPart::new().z(3)]);
    let call = sent!(a3_09_nested_form, client => client.things().create(&body));
    assert_eq!(call.header("Content-Type"), Some("application/x-www-form-urlencoded"));
    let text = String::from_utf8(call.body().to_vec()).unwrap();
    let mut fields: Vec<&str> = text.split('&').collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "name=a+b",
            "parts%5B0%5D%5Bz%5D=3",
            "tags=c",
            "tags=d",
            "where%5Bdeep%5D%5By%5D=2",
            "where%5Bx%5D=1"
        ]
    );
}

#[tokio::test]
async fn a_fragment_is_not_sent_and_a_query_becomes_parameters() {
    assert_eq!(
        sent!(a3_11_sign_in_a_path, client => client.things().get()).path(),
        "/things"
    );
    let call = sent!(a3_11_query_in_a_path, client => client.things().get("b"));
    assert_eq!((call.path(), call.query()), ("/things", Some("kind=b")));
    assert_eq!(
        sent!(a1_12_editor_variable_as_host, client => client.things().get()).path(),
        "/things"
    );
}

#[tokio::test]
async fn parameters_are_sent_under_the_names_of_the_page() {
    let call = sent!(a2_02_parameters_equal_after_snake_casing, client =>
        client.things().get("1").a_b("2").a_b_query("3").a_b_header("4"));
    let mut query: Vec<&str> = call.query().unwrap().split('&').collect();
    query.sort_unstable();
    assert_eq!(query, ["A_B=1", "a-b=2", "a_b=3"]);
    assert_eq!(call.header("aB"), Some("4"));
    let call = sent!(a1_13_shadowed_but_declared, client => client.things().get("p").id_query(7));
    assert_eq!((call.path(), call.query()), ("/things/p", Some("id=7")));
    let arguments = a2_04_words_of_builders::resources::things::GetThingArguments {
        new: "1",
        type_: "2",
        client: "3",
    };
    let call = sent!(a2_04_words_of_builders, client => client.things().get(arguments).send_query("4").call("5"));
    let mut query: Vec<&str> = call.query().unwrap().split('&').collect();
    query.sort_unstable();
    assert_eq!(query, ["call=5", "client=3", "new=1", "send=4", "type=2"]);
    let call = sent!(a1_05_cookie, client => client.things().get("s").theme("t"));
    assert_eq!(call.header("Cookie"), Some("session=s; theme=t"));
}

#[tokio::test]
async fn a_parameter_named_body_is_separate_from_the_body() {
    let body = a2_02_parameter_called_body::types::CreateThingRequest::new("n");
    let arguments = a2_02_parameter_called_body::resources::things::CreateThingArguments {
        body_query: "1",
        header_map: "2",
    };
    let call = sent!(a2_02_parameter_called_body, client => client.things().create(arguments, &body).x_header_map("3"));
    assert_eq!(call.body(), br#"{"name":"n"}"#);
    assert_eq!(call.header("X-Header-Map"), Some("3"));
    let mut query: Vec<&str> = call.query().unwrap().split('&').collect();
    query.sort_unstable();
    assert_eq!(query, ["body=1", "header_map=2"]);
}

#[tokio::test]
async fn every_method_is_sent_unchanged() {
    use a2_05_options_and_trace as page;
    let (server, client) = start::<page::Client>(page::DOCUMENT);
    client.things().ask_what_is_allowed().await.unwrap();
    client.things().trace().await.unwrap();
    client.things().check().await.unwrap();
    let methods: Vec<String> = server.calls().iter().map(|call| call.method().to_string()).collect();
    assert_eq!(methods, ["OPTIONS", "TRACE", "HEAD"]);
}

#[tokio::test]
async fn an_operation_without_security_sends_no_credentials() {
    use a3_15_servers_security_links as page;
    let server = Server::start(page::DOCUMENT, ExpectedAuth::none()).unwrap();
    let client = apifox_client::Client::builder(server.base_url())
        .auth(Auth::bearer("key"))
        .build()
        .unwrap();
    let client = page::Client::from(client);
    client.things().create().await.unwrap();
    assert_eq!(last(&server).header("Authorization"), None);
    #[allow(deprecated)] // the page says so
    let _ = client.things().get().await; // the page has no example to respond with
    assert_eq!(last(&server).header("Authorization"), Some("Bearer")); // the rest is not recorded
}

#[tokio::test]
async fn parameters_are_written_in_their_styles() {
    let place = a1_05_path_styles::types::GetThingWhere::new().x(1);
    let call = sent!(a1_05_path_styles, client => client.things().get("i d", ["a", "b/c"], &place));
    assert_eq!(call.path(), "/things/.i%20d/;tags=a;tags=b%2Fc/x,1");
    let filter = a1_05_query_styles::types::GetThingFilter::new().name("n");
    let call = sent!(a1_05_query_styles, client => client.things().get().filter(&filter).ids([1, 2]).tags(["a", "b"]));
    assert_eq!(call.query(), Some("filter%5Bname%5D=n&ids=1%7C2&tags=a%20b"));
    let call = sent!(a3_07_explode_false, client => client.things().get().ids([1, 2]).tags(["a", "b"]));
    assert_eq!(call.query(), Some("ids=1,2&tags=a&tags=b"));
}

#[tokio::test]
async fn arrays_and_objects_can_be_sent_in_every_place() {
    let place = a2_03_lists_and_objects::types::GetThingXWhere::new().x(1);
    let call = sent!(a2_03_lists_and_objects, client =>
        client.things().get([1, 2], &place).x_tags(["a", "b"]).x_where(&place));
    assert_eq!(call.path(), "/things/1,2/x,1");
    assert_eq!(
        (call.header("X-Tags"), call.header("X-Where")),
        (Some("a,b"), Some("x,1"))
    );
    let place = a2_11_object_parameters::types::Where::new().x(1);
    let call = sent!(a2_11_object_parameters, client => client.things().get(&place).filter(&place));
    assert_eq!((call.path(), call.query()), ("/things/x,1", Some("x=1")));
    let call = sent!(a2_03_nullable_required_header, client => client.things().get().x_tenant("t"));
    assert_eq!(call.header("X-Tenant"), Some("t"));
}

#[tokio::test]
async fn a_body_can_be_sent_as_each_of_its_media_types() {
    let body = a1_06_two_media_types::types::CreateThingRequest::new("a b");
    let call = sent!(a1_06_two_media_types, client => client.things().create(&body));
    assert_eq!(
        (call.header("Content-Type"), call.body()),
        (Some("application/json"), &br#"{"name":"a b"}"#[..])
    );
    let call = sent!(a1_06_two_media_types, client => client.things().create_as_form(&body));
    assert_eq!(
        (call.header("Content-Type"), call.body()),
        (Some("application/x-www-form-urlencoded"), &b"name=a+b"[..])
    );
    let call = sent!(a1_06_three_media_types, client => client.things().create_as_text("a b"));
    assert_eq!(
        (call.header("Content-Type"), call.body()),
        (Some("text/plain"), &b"a b"[..])
    );
    let body = a1_07_plus_json::types::CreateThingRequest::new("n");
    let call = sent!(a1_07_plus_json, client => client.things().create(&body));
    assert_eq!(
        (call.header("Content-Type"), call.body()),
        (Some("application/vnd.thing+json"), &br#"{"name":"n"}"#[..])
    );
    let call = sent!(a1_07_xml, client => client.things().create("<thing/>"));
    assert_eq!(
        (call.header("Content-Type"), call.body()),
        (Some("application/xml"), &b"<thing/>"[..])
    );
    let call = sent!(a1_07_any, client => client.things().create(vec![0_u8]));
    assert_eq!(
        (call.header("Content-Type"), call.body()),
        (Some("application/octet-stream"), &[0_u8][..])
    );
    let file = apifox_client::File::new("a.png", vec![7_u8]);
    let call = sent!(a1_07_multipart, client => client.things().create(file.clone()).title("t").tags(["x", "y"]));
    let text = String::from_utf8_lossy(call.body()).into_owned();
    assert!(
        call.header("Content-Type")
            .unwrap()
            .starts_with("multipart/form-data; boundary=")
    );
    let names: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("Content-Disposition"))
        .collect();
    assert_eq!(names.len(), 4, "{text}");
}

#[tokio::test]
async fn an_optional_body_is_sent_only_if_it_is_set() {
    let body = a3_12_body_said_optional::types::CreateThingRequest::new("n");
    let call = sent!(a3_12_body_said_optional, client => client.things().create());
    assert_eq!((call.header("Content-Type"), call.body()), (None, &b""[..]));
    let call = sent!(a3_12_body_said_optional, client => client.things().create().body(&body));
    assert_eq!(call.body(), br#"{"name":"n"}"#);
    assert_eq!(
        sent!(a3_12_body_of_delete, client => client.things().delete()).body(),
        b""
    );
    let body = a3_12_optional_body::types::CreateThingRequest::new("n");
    assert_eq!(
        sent!(a3_12_optional_body, client => client.things().create(&body)).body(),
        br#"{"name":"n"}"#
    );
}
