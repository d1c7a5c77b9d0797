//! Runs the samples of the documentation with a sandbox of their page: the client must be able to read each response.

use apifox_client::{Client, Error};
use apifox_sandbox::{ExpectedAuth, Server};

#[tokio::test]
async fn a_sandbox_responds_to_each_sample_as_documented() {
    let (mut read, mut others, mut failed) = (0, 0, Vec::new());
    for (page, document, samples) in ledger::pages::SAMPLES {
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
    assert!(
        read > 5 * others && read > 120,
        "{read} read, {others} failed otherwise"
    );
}
