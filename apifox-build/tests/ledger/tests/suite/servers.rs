//! Operations with their own servers: the destination of calls and credentials, through real
//! sockets.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use apifox_client::{Auth, Call, Client, ClientBuilder, Error};
use apifox_sandbox::{ExpectedAuth, Server};
use ledger::pages::own_servers::{self, DOCUMENT, operations};

/// Starts a server that responds 204 to every request. Returns its URL, and a channel of the heads
/// of requests.
fn listen() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, heads) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut head) = (stream.unwrap(), Vec::new());
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
                head.push(byte[0]);
            }
            let response = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
            stream.write_all(response).unwrap();
            sender.send(String::from_utf8(head).unwrap().to_lowercase()).unwrap();
        }
    });
    (url, heads)
}

fn builder(base: &str) -> ClientBuilder {
    Client::builder(base).auth(Auth::bearer("key"))
}

/// Calls an operation with this server.
async fn call(client: &Client, server: &str) -> Result<(), Error> {
    let server: &'static str = Box::leak(server.to_owned().into_boxed_str());
    let call = Call::new(client, &operations::GET_SLIDE)
        .server(server)
        .path("slide", 7);
    call.send(apifox_client::decode::empty).await.map(drop)
}

#[tokio::test]
async fn a_sandbox_serves_operations_that_have_servers_of_their_own() {
    let auth = Auth::bearer("key");
    let server = Server::start(DOCUMENT, ExpectedAuth::exactly(&auth)).unwrap();
    let client = own_servers::Client::from(builder(server.base_url()).build().unwrap());
    client.slides().get(7).await.unwrap();
    client.slides().upload("bytes").await.unwrap();
    client.slides().replace(7).await.unwrap();
    let paths: Vec<String> = server.calls().iter().map(|call| call.path().to_owned()).collect();
    assert_eq!(paths, ["/slides/7", "/slides", "/slides/7"]);
}

#[tokio::test]
async fn a_relative_server_is_relative_to_the_base_url() {
    let (url, heads) = listen();
    let base = format!("{url}/api/v2");
    let client = builder(&base).own_servers(true).build().unwrap();
    let client = own_servers::Client::from(client);
    client.slides().replace(7).await.unwrap();
    client.slides().list().await.unwrap();
    let (own, plain) = (heads.recv().unwrap(), heads.recv().unwrap());
    assert!(
        own.starts_with("put /v3/slides/7 ") && own.contains("authorization: bearer key"),
        "{own}"
    );
    assert!(plain.starts_with("get /api/v2/slides "), "{plain}");
}

#[tokio::test]
async fn another_host_receives_the_call_and_the_credentials_only_if_it_is_allowed() {
    let ((base, at_base), (other, at_other)) = (listen(), listen());
    let prefixed = format!("{other}/files/");
    let client = builder(&base).own_servers(true).build().unwrap();
    call(&client, &prefixed).await.unwrap();
    let head = at_other.recv().unwrap();
    assert!(head.starts_with("get /files/slides/7 "), "{head}");
    assert!(!head.contains("authorization"), "{head}");

    let client = builder(&base).own_servers(true).allow_host(&other).build().unwrap();
    call(&client, &prefixed).await.unwrap();
    assert!(at_other.recv().unwrap().contains("authorization: bearer key"));

    let same = format!("{base}/v9");
    call(&client, &same).await.unwrap();
    let head = at_base.recv().unwrap();
    assert!(
        head.starts_with("get /v9/slides/7 ") && head.contains("authorization"),
        "{head}"
    );
}

#[tokio::test]
async fn all_calls_use_the_base_url_if_configured() {
    let ((base, at_base), (other, at_other)) = (listen(), listen());
    for client in [builder(&base), builder(&base).own_servers(false)] {
        call(&client.build().unwrap(), &other).await.unwrap();
        assert!(at_base.recv().unwrap().starts_with("get /slides/7 "));
    }
    assert!(at_other.try_recv().is_err());
}

#[tokio::test]
async fn faults_of_a_server_name_that_server() {
    let (base, _heads) = listen();
    let client = builder(&base)
        .own_servers(true)
        .retry(apifox_client::Retry::none())
        .build()
        .unwrap();
    let error = own_servers::Client::from(client.clone())
        .slides()
        .ask(7)
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Config(_)) && error.to_string().contains("a server of its own"),
        "{error}"
    );
    // The port of a client: nothing listens on it, and no other test gets it.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let connected = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let closed = connected.local_addr().unwrap();
    let error = call(&client, &format!("http://{closed}")).await.unwrap_err();
    assert!(error.to_string().contains(&closed.to_string()), "{error}");
    let error = builder(&base)
        .allow_host("http://files.example.com")
        .build()
        .unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error}");
}
