//! Runs the samples of documentation against a sandbox of their page.

use std::pin::Pin;

use apifox_client::{Client, Error};
use apifox_sandbox::{ExpectedAuth, Server};

type Samples = fn(Client) -> Vec<Pin<Box<dyn Future<Output = Result<(), Error>>>>>;

/// Counts the samples whose response is read, and those that fail otherwise. A response that cannot
/// be read is a failure of the test.
pub async fn run(pages: &[(&str, &str, Samples)]) -> (usize, usize) {
    let (mut read, mut others, mut failed) = (0, 0, Vec::new());
    for (page, document, samples) in pages {
        let server = Server::start(document, ExpectedAuth::none()).expect("loopback has a free port");
        let client = Client::builder(server.base_url())
            .build()
            .expect("the base URL is sound");
        for (index, sample) in samples(client).into_iter().enumerate() {
            match sample.await {
                Ok(()) => read += 1,
                Err(Error::Decode(error)) => failed.push(format!("{page} {index}: {error}")),
                Err(_) => others += 1,
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    (read, others)
}
