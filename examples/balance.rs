//! Prints the balance of a WooshPay account as a table.
//!
//! With `WOOSHPAY_SECRET_KEY` set, it calls WooshPay. Otherwise it starts a sandbox in this process
//! and calls that with the same client: no key, no network.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use wooshpay::sandbox::Sandbox;
use wooshpay::types::Balance;
use wooshpay::{Client, Money};

const SANDBOX_NOTE: &str = "\
This is the sandbox: the example of WooshPay's own page, served on this machine.
For your account: WOOSHPAY_SECRET_KEY=sk_test_... cargo run --example balance
";

// Visible to the test that checks the output of this program.
#[tokio::main]
pub(crate) async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    // A blank variable is a mistake to report, not a request for the sandbox.
    let sandbox = match std::env::var_os("WOOSHPAY_SECRET_KEY") {
        Some(_) => None,
        None => Some(Sandbox::start().await?),
    };
    let client = match &sandbox {
        Some(sandbox) => sandbox.client(),
        None => Client::from_env()?,
    };

    let balance = client.balance().get().await?;

    let mut text = table(&balance)?;
    let mode = balance.mode().unwrap_or(client.mode());
    writeln!(text, "\nMode: {mode}")?;
    if sandbox.is_some() {
        text.push_str(SANDBOX_NOTE);
    }
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

fn table(balance: &Balance) -> Result<String, Box<dyn Error>> {
    let mut rows = vec![["Currency", "Available", "Pending"].map(String::from)];
    for currency in balance.currencies() {
        let available = cell(balance.available_in(currency)?);
        let pending = cell(balance.pending_in(currency)?);
        rows.push([currency.to_string(), available, pending]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let [first, second, third] = [width(0), width(1), width(2)];

    let mut text = String::new();
    for [currency, available, pending] in &rows {
        writeln!(text, "{currency:<first$}  {available:>second$}  {pending:>third$}")?;
    }
    if rows.len() == 1 {
        text.push_str("(no funds in any currency)\n");
    }
    Ok(text)
}

/// Formats an amount in major units; `-` if the balance has no entry.
fn cell(money: Option<Money>) -> String {
    let Some(money) = money else {
        return "-".to_owned();
    };
    match money.to_decimal() {
        Some(decimal) => grouped(&decimal),
        // Not an ISO currency, so the place of the decimal point is unknown.
        None => format!("{} (minor units)", money.amount),
    }
}

/// Formats `-1234567.89` as `-1,234,567.89`.
fn grouped(decimal: &str) -> String {
    let major = decimal.find('.').unwrap_or(decimal.len());
    let mut text = String::new();
    for (index, character) in decimal.char_indices() {
        let left = major.saturating_sub(index);
        if index > 0 && left > 0 && left % 3 == 0 && !text.ends_with('-') {
            text.push(',');
        }
        text.push(character);
    }
    text
}
