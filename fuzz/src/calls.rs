//! The calls whose responses are fuzzed, one per response type, and the checks for every outcome.

use std::sync::LazyLock;

use apifox_client::{Error, Response};
use ledger::resources::statements::GetStatementArguments;
use ledger::resources::webhooks::ReplaceWebhookArguments;
use ledger::types::{
    Amount, CreateAccountRequest, CreateAccountRequestRequired, IssueTokenRequest, IssueTokenRequestRequired,
    ReplaceWebhookRequest, TransferRequest, UpdateAccountRequest,
};
use serde_json::Value;

use crate::loopback::{Clients, KEY};

/// The ids of the operations that [`call`] knows.
pub(crate) const OPERATIONS: [&str; 16] = [
    "get_balance", "get_account", "get_account_balances", "list_accounts", "create_account", "update_account",
    "close_account", "get_exchange_rates", "get_statement", "issue_token", "cancel_transfer", "create_transfer",
    "get_transfer", "list_transfers", "list_webhooks", "replace_webhook",
];

/// Returns the documented example of an operation's success.
pub(crate) fn example(operation: &str) -> String {
    static DOCUMENTS: LazyLock<[Value; 2]> =
        LazyLock::new(|| [ledger::DOCUMENT, wooshpay::DOCUMENT].map(|text| serde_json::from_str(text).unwrap()));
    let operations = DOCUMENTS
        .iter()
        .flat_map(|document| document["paths"].as_object().unwrap().values())
        .flat_map(|item| item.as_object().unwrap().values());
    let responses = operations
        .filter(|documented| documented["operationId"] == operation)
        .flat_map(|documented| documented["responses"].as_object().unwrap());
    let mut examples = responses
        .filter(|(status, _)| status.starts_with('2'))
        .filter_map(|(_, response)| Some(&response.get("content")?.get("application/json")?["example"]));
    examples.next().map_or("{}".to_owned(), Value::to_string)
}

const JANUARY: GetStatementArguments<'static> = GetStatementArguments {
    account_id: "acc_1",
    year: 2025,
    month: 1,
};

const REPLACED: ReplaceWebhookArguments<'static> = ReplaceWebhookArguments {
    webhook_id: "wh_1",
    ledger_version: "2025-01-01",
};

/// Calls an operation and checks the outcome.
pub(crate) async fn call(operation: &str, clients: &Clients) -> Result<(), Error> {
    let accounts = clients.ledger.accounts();
    let transfers = clients.ledger.transfers();
    let account = CreateAccountRequest::new(CreateAccountRequestRequired {
        name: "Household".to_owned(),
        currency: "eur".to_owned(),
        type_: ledger::types::AccountType::Checking,
    });
    let transfer = TransferRequest::new("acc_1", Amount::new(1, "eur"), ledger::types::TransferType::default());
    match operation {
        "get_balance" => settled(clients.wooshpay.balance().get().await),
        "get_account" => settled(accounts.get("acc_1").await),
        "get_account_balances" => settled(accounts.get_balances("acc_1").await),
        "list_accounts" => settled(accounts.list().await),
        "create_account" => settled(accounts.create(&account).await),
        "update_account" => settled(accounts.update("acc_1", &UpdateAccountRequest::new("New")).await),
        "close_account" => settled(accounts.close("acc_1").await),
        "get_exchange_rates" => settled(
            clients
                .ledger
                .rates()
                .get(ledger::types::GetExchangeRatesBase::Eur)
                .await,
        ),
        #[expect(deprecated)]
        "get_statement" => settled(clients.ledger.statements().get(JANUARY).await),
        "issue_token" => settled(
            clients
                .ledger
                .tokens()
                .issue(&IssueTokenRequest::new(IssueTokenRequestRequired {
                    client_id: "id".to_owned(),
                    client_secret: "secret".to_owned(),
                }))
                .await,
        ),
        "cancel_transfer" => settled(transfers.cancel("t1").await),
        "create_transfer" => settled(transfers.create(&transfer).await),
        "get_transfer" => settled(transfers.get("t1").await),
        "list_transfers" => settled(transfers.list().await),
        "list_webhooks" => settled(clients.ledger.webhooks().list().await),
        "replace_webhook" => {
            let events = ReplaceWebhookRequest::new("https://example.com/hook", vec!["transfer.posted".into()]);
            settled(clients.ledger.webhooks().replace(REPLACED, &events).await)
        }
        other => panic!("no such call: {other}"),
    }
}

/// A decoded response is encoded as something that decodes to the same value.
fn settled<T>(outcome: Result<Response<T>, Error>) -> Result<(), Error>
where
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    match outcome {
        Ok(response) => {
            let once: Value = serde_json::to_value(&*response).unwrap();
            let again: T = serde_json::from_value(once.clone()).unwrap_or_else(|error| panic!("{error}: {once}"));
            assert_eq!(serde_json::to_value(&again).unwrap(), once);
            Ok(())
        }
        Err(error) => {
            check_error(&error);
            Err(error)
        }
    }
}

/// Every message is one line without credentials.
pub(crate) fn check_error(error: &Error) {
    let line = error.to_string();
    assert!(!line.is_empty() && !line.chars().any(char::is_control), "{line:?}");
    assert!(
        line.chars().count() < 2_000,
        "{} characters: {line}",
        line.chars().count()
    );
    for text in [line, format!("{error:?}")] {
        assert!(!text.contains(KEY), "{text}");
    }
    for text in [error.request_id(), error.idempotency_key()].into_iter().flatten() {
        assert!(!text.contains(KEY), "{text}");
    }
    let _ = (
        error.json::<Value>(),
        error.is_retryable(),
        error.retry_after(),
        error.status(),
    );
    let mut below = std::error::Error::source(error);
    while let Some(cause) = below {
        assert!(!cause.to_string().contains(KEY), "{cause}");
        below = cause.source();
    }
}
