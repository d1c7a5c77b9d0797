//! Responses that a sandbox generates from the schemas of the rows: each is validated before it is
//! served.

use apifox_sandbox::{ExpectedAuth, Server};

#[test]
fn a_response_is_generated_from_every_schema_of_every_row() {
    let mut count = 0;
    let mut failed = Vec::new();
    for (page, document, operations) in rows::ALL {
        let server = Server::start(document, ExpectedAuth::none()).expect("loopback has a free port");
        for operation in operations.iter().copied() {
            let statuses = operation
                .responses
                .iter()
                .filter_map(|response| response.status.parse::<u16>().ok());
            for status in statuses.filter(|status| *status >= 200) {
                match server.on(operation).example_of(status).header("x-a", "b").play() {
                    Ok(_) => count += 1,
                    Err(error) => failed.push(format!("{page} {status}: {error}")),
                }
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(count > 50, "{count}");
}
