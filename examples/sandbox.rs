//! Serves the sandbox to other programs, in any language:
//! `cargo run --example sandbox -- --port 8080`.
//!
//! It prints its operations and every call it receives. Ctrl-C stops it.

use std::convert::Infallible;
use std::error::Error;
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use wooshpay::operation::Operation;
use wooshpay::sandbox::Sandbox;
use wooshpay::{Method, operations};

const USAGE: &str = "\
Serves WooshPay's API from the examples of its pages, until Ctrl-C.

Usage: sandbox [--port PORT] [--host ADDRESS]

  --port PORT     default: 0, any free port
  --host ADDRESS  default: 127.0.0.1; with 0.0.0.0, other machines can reach it, over plain HTTP
";

// Visible to the test that runs this program.
#[tokio::main]
pub(crate) async fn main() -> ExitCode {
    run(std::env::args().skip(1)).await
}

pub(crate) async fn run(arguments: impl Iterator<Item = String>) -> ExitCode {
    let address = match address(arguments) {
        Ok(Some(address)) => address,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(mistake) => {
            eprint!("error: {mistake}\n\n{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    match serve(address).await {
        Ok(never) => match never {},
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the address to listen on, or `None` for `--help`.
fn address(mut arguments: impl Iterator<Item = String>) -> Result<Option<SocketAddr>, String> {
    let mut port = 0;
    let mut host = IpAddr::from(Ipv4Addr::LOCALHOST);
    while let Some(argument) = arguments.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let mut value = || value.clone().or_else(|| arguments.next()).unwrap_or_default();
        match name {
            "--port" => port = value().parse().map_err(|_| "--port needs a number from 0 to 65535")?,
            "--host" => host = value().parse().map_err(|_| "--host needs an IP address")?,
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("unknown argument {name}")),
        }
    }
    Ok(Some(SocketAddr::new(host, port)))
}

/// Serves until the process is ended, for example by Ctrl-C.
async fn serve(address: SocketAddr) -> Result<Infallible, Box<dyn Error>> {
    let sandbox = Sandbox::start_on(address).await?;
    if cfg!(not(feature = "sandbox")) {
        eprintln!("note: values are not checked against their schemas; use `--features sandbox` to check them");
    }
    println!("{}", overview(sandbox.base_url())?);
    let mut look = tokio::time::interval(Duration::from_millis(50));
    loop {
        look.tick().await;
        print_calls(&sandbox);
    }
}

/// Describes the operations, and how to call them.
fn overview(base_url: &str) -> Result<String, std::fmt::Error> {
    let key = Sandbox::KEY;
    let mut text = format!("WooshPay's sandbox is at {base_url}\n\n");
    for operation in operations::ALL {
        writeln!(
            text,
            "  {:<7} {}  {}",
            operation.method.as_str(),
            operation.template,
            operation.id
        )?;
    }
    let is_plain = |operation: &&&Operation| operation.method == Method::GET && !operation.template.contains('{');
    let path = operations::ALL
        .iter()
        .find(is_plain)
        .map_or("/", |operation| operation.template);
    write!(
        text,
        "\nIt accepts one key. Any other key, including a live one, gets a 401:\n\n  curl -u {key}: {base_url}{path}\n\n\
         The OpenAPI document that calls are checked against:\n\n  {base_url}/openapi.json\n\n\
         Press Ctrl-C to stop. Calls so far:"
    )?;
    Ok(text)
}

/// Formats the calls since the last time, each as its request line.
fn print_calls(sandbox: &Sandbox) {
    for call in sandbox.take_calls() {
        let query = call.query().map(|query| format!("?{query}")).unwrap_or_default();
        println!("{} {}{query}", call.method(), call.path());
    }
}
