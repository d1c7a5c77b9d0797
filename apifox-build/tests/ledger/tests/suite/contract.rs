//! The client of the fixture API with a sandbox without examples: every response is generated from
//! its schema.

use std::collections::BTreeSet;

use apifox_client::operation::Operation;
use apifox_client::serde_json::{self, Value};
use apifox_client::{Auth, Client as Inner};
use apifox_sandbox::{ExpectedAuth, ScriptError, Server};
use ledger::resources::statements::GetStatementArguments;
use ledger::resources::webhooks::ReplaceWebhookArguments;
use ledger::types::{
    AccountType, Amount, CreateAccountRequest, CreateAccountRequestRequired, GetExchangeRatesBase, IssueTokenRequest,
    IssueTokenRequestRequired, ReplaceWebhookRequest, TransferRequest, TransferType, UpdateAccountRequest,
};
use ledger::{Client, DOCUMENT, operations};

/// Returns the document without its examples.
fn bare() -> String {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let paths = document["paths"].as_object_mut().unwrap();
    for operation in paths
        .values_mut()
        .flat_map(|path| path.as_object_mut().unwrap().values_mut())
    {
        for response in operation["responses"].as_object_mut().unwrap().values_mut() {
            let content = response.get_mut("content").and_then(Value::as_object_mut);
            for content in content.into_iter().flat_map(|all| all.values_mut()) {
                content.as_object_mut().unwrap().remove("example");
            }
        }
    }
    document.to_string()
}

fn january() -> GetStatementArguments<'static> {
    GetStatementArguments {
        account_id: "acc_1",
        year: 2025,
        month: 1,
    }
}

fn token() -> IssueTokenRequestRequired {
    IssueTokenRequestRequired {
        client_id: "id".to_owned(),
        client_secret: "secret".to_owned(),
    }
}

fn replaced() -> ReplaceWebhookArguments<'static> {
    ReplaceWebhookArguments {
        webhook_id: "wh_1",
        ledger_version: "2025-01-01",
    }
}

async fn call_all(client: &Client) -> Result<(), apifox_client::Error> {
    let account = CreateAccountRequest::new(CreateAccountRequestRequired {
        name: "Household".to_owned(),
        currency: "eur".to_owned(),
        type_: AccountType::Checking,
    });
    let transfer = TransferRequest::new("acc_1", Amount::new(100, "eur"), TransferType::Payout);
    let hook = ReplaceWebhookRequest::new("https://example.com/hook", vec!["transfer.posted".into()]);
    let id = "0b0c5a52-3c0d-4a55-8d5e-7a2a4bb4f101";
    let accounts = client.accounts();
    accounts.list().limit(10).await?;
    accounts.create(&account).await?;
    accounts.get("acc_1").await?;
    accounts.update("acc_1", &UpdateAccountRequest::new("New name")).await?;
    accounts.close("acc_1").await?;
    accounts.get_balances("acc_1").await?;
    client.rates().get(GetExchangeRatesBase::Eur).await?;
    #[expect(deprecated)]
    client.statements().get(january()).await?;
    client.tokens().issue(&IssueTokenRequest::new(token())).await?;
    let transfers = client.transfers();
    transfers.list().await?;
    transfers.create(&transfer).await?;
    transfers.get(id).with_timeline(true).await?;
    transfers.cancel(id).await?;
    transfers.export("2025-01-01").await?;
    client.webhooks().list().await?;
    client.webhooks().replace(replaced(), &hook).await?;
    Ok(())
}

#[tokio::test]
async fn every_generated_response_decodes_for_any_seed() {
    let auth = Auth::bearer("key");
    for seed in 0..20 {
        let document = bare();
        let server = Server::builder(&document).auth(ExpectedAuth::exactly(&auth)).seed(seed);
        let server = server.start().unwrap();
        let inner = Inner::builder(server.base_url()).auth(auth.clone()).build().unwrap();
        let called = call_all(&Client::from(inner)).await;
        called.unwrap_or_else(|error| panic!("seed {seed}: {error} {error:?}"));
        assert_eq!(server.calls().len(), operations::ALL.len(), "every operation");
    }
}

#[tokio::test]
async fn the_same_seed_generates_the_same_responses() {
    let made = |seed: u64| {
        let document = bare();
        async move {
            let server = Server::builder(&document).seed(seed).start().unwrap();
            let client = Client::from(Inner::builder(server.base_url()).build().unwrap());
            let listed = client.transfers().list().await.unwrap();
            String::from_utf8(listed.raw().to_vec()).unwrap()
        }
    };
    assert_eq!(made(7).await, made(7).await);
    assert_ne!(made(7).await, made(8).await);
}

/// Returns why responses of an operation cannot be generated, by status. Each response is validated
/// before it is served.
fn unmade(server: &Server, operation: &'static Operation) -> Vec<String> {
    let statuses = operation
        .responses
        .iter()
        .filter_map(|response| response.status.parse::<u16>().ok());
    let played = statuses.filter(|status| *status >= 200).map(|status| {
        let script = server.on(operation).example_of(status).header("x-a", "b");
        (status, script.play())
    });
    let failed = played.filter_map(|(status, played)| match played {
        Err(ScriptError::NoExample { reason, .. }) => Some(format!("{} {status}: {reason}", operation.id)),
        Err(other) => panic!("{other}"),
        Ok(_) => None,
    });
    failed.collect()
}

#[test]
fn a_response_can_be_generated_from_every_schema_of_every_page() {
    let mut count = 0;
    let mut failed = BTreeSet::new();
    for (page, document, operations) in ledger::pages::ALL {
        for seed in 0..5 {
            let server = Server::builder(document).seed(seed).start().unwrap();
            for operation in operations.iter().copied() {
                count += operation.responses.len();
                failed.extend(
                    unmade(&server, operation)
                        .into_iter()
                        .map(|why| format!("{page}: {why}")),
                );
            }
        }
    }
    assert!(count > 300, "{count}");
    assert!(failed.is_empty(), "{failed:#?}");
}
