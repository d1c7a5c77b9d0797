//! Tracks parcels, in a sandbox made from the pages: no key, no network.

use apifox_sandbox::{ExpectedAuth, Server};
use parcels::types::AnnounceParcelRequest;
use parcels::{Client, DOCUMENT};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::start(DOCUMENT, ExpectedAuth::none())?;
    let client = Client::from(apifox_client::Client::builder(server.base_url()).build()?);

    let announced = client
        .parcels()
        .announce(&AnnounceParcelRequest::new("Brno", 1250))
        .await?;
    println!("announced {}", announced.id);

    let parcel = client.parcels().get("pc_7").await?;
    for stop in &parcel.stops {
        let state = if stop.arrived.is_some() { "left" } else { "next" };
        println!("{state} {}", stop.city);
    }

    for parcel in &client.parcels().list().limit(2).await?.data {
        println!("{} {} g, {}", parcel.id, parcel.grams, parcel.state);
    }
    Ok(())
}
