//! The client of the fixture API with a sandbox of the same pages, through real sockets.

use apifox_client::Auth;
use apifox_sandbox::{ExpectedAuth, RecordedCall, Server};
use ledger::resources::statements::GetStatementArguments;
use ledger::resources::webhooks::ReplaceWebhookArguments;
use ledger::types::{
    AccountRiskLevel, AccountStatus, AccountType, Amount, CreateAccountRequest, CreateAccountRequestRequired,
    IssueTokenRequest, IssueTokenRequestRequired, TransferRequest, TransferType,
};
use ledger::{Client, DOCUMENT};

fn start() -> (Server, Client) {
    let auth = Auth::bearer("key");
    let server = Server::start(DOCUMENT, ExpectedAuth::exactly(&auth)).unwrap();
    let client = apifox_client::Client::builder(server.base_url())
        .auth(auth)
        .build()
        .unwrap();
    (server, Client::from(client))
}

fn household() -> CreateAccountRequestRequired {
    CreateAccountRequestRequired {
        name: "Household".to_owned(),
        currency: "eur".to_owned(),
        type_: AccountType::Checking,
    }
}

fn last(server: &Server) -> RecordedCall {
    server.calls().pop().unwrap()
}

#[tokio::test]
async fn a_documented_idempotency_key_is_sent_by_default() {
    let (server, client) = start();
    let transfer = TransferRequest::new("acc_1", Amount::new(100, "eur"), TransferType::Payout);
    let first = client.transfers().create(&transfer).await.unwrap();
    assert_eq!(last(&server).header("Idempotency-Key"), first.idempotency_key());
    assert_eq!(first.idempotency_key().map(str::len), Some(36));
    let own = client
        .transfers()
        .create(&transfer)
        .idempotency_key("mine")
        .await
        .unwrap();
    assert_eq!(
        (last(&server).header("Idempotency-Key"), own.idempotency_key()),
        (Some("mine"), Some("mine"))
    );
    let body = CreateAccountRequest::new(household());
    let other = client.accounts().create(&body).await.unwrap();
    assert_eq!(other.idempotency_key(), None, "its page does not document the header");
}

#[tokio::test]
async fn a_list_sends_its_cursor_and_reads_its_page() {
    let (server, client) = start();
    let page = client
        .accounts()
        .list()
        .limit(10)
        .starting_after("acc 1&2")
        .status(AccountStatus::Open)
        .include_test(true)
        .ledger_account("acc_9")
        .await
        .unwrap();
    assert!(!page.data.is_empty());
    let call = last(&server);
    assert_eq!((call.method().as_str(), call.path()), ("GET", "/v1/accounts"));
    assert_eq!(
        call.query(),
        Some("limit=10&starting_after=acc%201%262&status=open&include_test=true")
    );
    assert_eq!(call.header("Ledger-Account"), Some("acc_9"));
    assert_eq!(call.header("Accept"), Some("application/json"));
    assert_eq!(call.header("Content-Type"), None);
}

#[tokio::test]
async fn a_json_body_distinguishes_absent_null_and_empty() {
    let (server, client) = start();
    let body = CreateAccountRequest::new(household()).email_null().tags(Vec::new());
    let account = client.accounts().create(&body).await.unwrap();
    assert_eq!(account.status(), 201);
    let call = last(&server);
    let sent = String::from_utf8(call.body().to_vec()).unwrap();
    assert_eq!(
        sent,
        r#"{"name":"Household","currency":"eur","type":"checking","email":null,"tags":[]}"#
    );
    assert_eq!(call.header("Content-Type"), Some("application/json"));
}

#[tokio::test]
async fn a_form_body_is_sent_as_a_form_and_without_credentials_if_documented() {
    let (server, client) = start();
    let token = client
        .tokens()
        .issue(
            &IssueTokenRequest::new(IssueTokenRequestRequired {
                client_id: "id".to_owned(),
                client_secret: "s&cret".to_owned(),
            })
            .offline(true),
        )
        .await;
    token.unwrap();
    let call = last(&server);
    assert_eq!(call.header("Content-Type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(call.header("Authorization"), None);
    let sent = String::from_utf8(call.body().to_vec()).unwrap();
    assert!(
        sent.contains("client_secret=s%26cret") && sent.contains("offline=true"),
        "{sent}"
    );
}

#[tokio::test]
async fn an_empty_response_is_a_unit() {
    let (server, client) = start();
    let closed = client.accounts().close("acc_1").await.unwrap();
    assert_eq!((closed.status(), closed.into_inner()), (204, ()));
    assert_eq!(last(&server).method(), "DELETE");
}

#[tokio::test]
async fn text_is_returned_as_bytes() {
    let (server, client) = start();
    let csv = client.transfers().export("2025-01-01").await.unwrap();
    assert!(!csv.is_empty());
    assert_eq!(last(&server).header("Accept"), Some("text/csv"));
}

#[tokio::test]
async fn a_path_argument_cannot_leave_its_path() {
    let (server, client) = start();
    for argument in ["", ".", ".."] {
        let error = client.accounts().get(argument).await.unwrap_err();
        assert!(matches!(error, apifox_client::Error::Config(_)), "{error}");
    }
    assert!(server.calls().is_empty());
    let _ = client.accounts().get("..\\..\\transfers/1?x").await;
    assert_eq!(last(&server).path(), "/v1/accounts/..%5C..%5Ctransfers%2F1%3Fx");
}

#[tokio::test]
async fn a_response_whose_component_is_widened_is_that_component() {
    let (_server, client) = start();
    let account: ledger::types::Account = client.accounts().get("acc_1").await.unwrap().into_inner();
    assert_eq!(account.status, AccountStatus::Open);
}

#[tokio::test]
async fn every_operation_responds_with_its_example_and_it_decodes() {
    let (server, client) = start();
    client
        .accounts()
        .update("acc_1", &ledger::types::UpdateAccountRequest::new("New name"))
        .await
        .unwrap();
    client.accounts().get_balances("acc_1").await.unwrap();
    client
        .rates()
        .get(ledger::types::GetExchangeRatesBase::Eur)
        .await
        .unwrap();
    #[expect(deprecated)]
    client
        .statements()
        .get(GetStatementArguments {
            account_id: "acc_1",
            year: 2025,
            month: 1,
        })
        .await
        .unwrap();
    client.transfers().list().await.unwrap();
    client
        .transfers()
        .get("0b0c5a52-3c0d-4a55-8d5e-7a2a4bb4f101")
        .with_timeline(true)
        .await
        .unwrap();
    client.transfers().cancel("t1").await.unwrap();
    client.webhooks().list().await.unwrap();
    let events = ledger::types::ReplaceWebhookRequest::new("https://example.com/hook", vec!["transfer.posted".into()]);
    let replaced = ReplaceWebhookArguments {
        webhook_id: "wh_1",
        ledger_version: "2025-01-01",
    };
    client.webhooks().replace(replaced, &events).await.unwrap();
    let transfer = TransferRequest::new("acc_1", Amount::new(100, "eur"), TransferType::Payout);
    client.transfers().create(&transfer).await.unwrap();
    assert_eq!(server.calls().len(), 10);
}

#[test]
fn an_unknown_enum_value_survives_a_round_trip() {
    let status: AccountStatus = apifox_client::serde_json::from_str("\"frozen\"").unwrap();
    assert_eq!(status.as_str(), "frozen");
    assert_eq!(apifox_client::serde_json::to_string(&status).unwrap(), "\"frozen\"");
    let level: AccountRiskLevel = apifox_client::serde_json::from_str("7").unwrap();
    assert_eq!(apifox_client::serde_json::to_string(&level).unwrap(), "7");
}
