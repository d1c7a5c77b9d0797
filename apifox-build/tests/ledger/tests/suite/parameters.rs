//! Parameters of the small page of styles.

use std::collections::BTreeMap;

use apifox_sandbox::{ExpectedAuth, Server};
use ledger::pages::parameter_styles::resources::plants::GetSpotArguments;
use ledger::pages::parameter_styles::types::{
    Filter, FilterHeight, GetSpotShape, ListPlantsOneOrMore, ListPlantsPiped,
};
use ledger::pages::parameter_styles::{Client, DOCUMENT};

fn start() -> (Server, Client) {
    let server = Server::start(DOCUMENT, ExpectedAuth::none()).unwrap();
    let inner = apifox_client::Client::builder(server.base_url()).build().unwrap();
    (server, Client::from(inner))
}

fn range() -> GetSpotShape {
    GetSpotShape::default().from(1).to(9)
}

#[tokio::test]
async fn each_query_parameter_is_written_in_its_style() {
    let (server, client) = start();
    let list = || client.plants().list();
    let filter = Filter::default()
        .kind(vec!["herb".to_owned(), "tree".to_owned()])
        .height(FilterHeight::default().min(1.5));
    let labels = BTreeMap::from([("a b".to_owned(), "c".to_owned())]);
    let many = ListPlantsOneOrMore::from(vec!["x".to_owned(), "y".to_owned()]);
    let requests = [
        (list().name("a/b c&d"), "name=a/b%20c%26d"),
        (list().color(["red", "blue"]), "color=red&color=blue"),
        (list().joined([1, 2]), "joined=1,2"),
        (list().spaced(["a", "b"]), "spaced=a%20b"),
        (
            list().piped([ListPlantsPiped::Sun, ListPlantsPiped::Shade]),
            "piped=sun%7Cshade",
        ),
        (
            list().filter(&filter),
            "filter%5Bkind%5D=herb&filter%5Bkind%5D=tree&filter%5Bheight%5D%5Bmin%5D=1.5",
        ),
        (list().range(&range()), "from=1&to=9"),
        (list().joined_range(&range()), "joined_range=from,1,to,9"),
        (list().labels(&labels), "labels%5Ba%20b%5D=c"),
        (list().one_or_more(&many), "one_or_more=x&one_or_more=y"),
        (list().either(&[1.into(), true.into()]), "either=1,true"),
        (list().maybe("m"), "maybe=m"),
    ];
    for (request, expected) in requests {
        request.await.unwrap();
        assert_eq!(server.calls().pop().unwrap().query(), Some(expected));
    }
}

#[tokio::test]
async fn headers_and_cookies_are_written_in_their_styles() {
    let (server, client) = start();
    let request = client.plants().list().x_tags(["a", "b"]).x_range(&range());
    request.seen([1, 2]).prefs(&range()).await.unwrap();
    let call = server.calls().pop().unwrap();
    assert_eq!(call.header("X-Tags"), Some("a,b"));
    assert_eq!(call.header("X-Range"), Some("from=1,to=9"));
    assert_eq!(call.header("Cookie"), Some("seen=1; seen=2; prefs=from,1,to,9"));
}

#[tokio::test]
async fn each_variable_of_a_path_is_written_in_its_style() {
    let (server, client) = start();
    let request = client.plants().get_spot(GetSpotArguments {
        bed: "b/1",
        rows: &["1", "2"],
        spot: "x",
        shape: &range(),
        slots: &["p", "q"],
    });
    request.await.unwrap();
    assert_eq!(
        server.calls().pop().unwrap().path(),
        "/beds/b%2F1/1,2/.x/from=1,to=9/;slots=p;slots=q"
    );
}
