//! Makes functions of the samples in generated documentation, so that they are compiled.

#[cfg(feature = "sandbox")]
mod run;

use std::fmt::Write as _;

#[cfg(feature = "sandbox")]
pub use run::run;

/// A module with a function for each sample. What a sample's comment gives the type of is an
/// argument of the function.
#[must_use]
pub fn module(code: &str) -> String {
    let functions = functions(code);
    format!(
        "{USES} pub mod samples {{\nuse super::*; use ::apifox_client::File;\n{}}}",
        functions.concat()
    )
}

/// The same, and `all`, which makes a future of each sample that has no further arguments.
#[must_use]
pub fn runnable(code: &str) -> String {
    let functions = functions(code);
    let plain = functions
        .iter()
        .enumerate()
        .filter(|(_, code)| code.contains("(client: &Client)"));
    let mut calls = String::new();
    for (index, _) in plain {
        let _ = write!(
            calls,
            "{{ let client = client.clone(); Box::pin(async move {{ sample_{index}(&client).await }}) }}, "
        );
    }
    format!(
        "{USES} pub mod samples {{\nuse super::*; use ::apifox_client::File;\n{}
pub fn all(client: ::apifox_client::Client) -> Vec<::std::pin::Pin<Box<dyn Future<Output = Result<(), ::apifox_client::Error>>>>> {{
    let client = Client::from(client);
    vec![{calls}]
}}}}",
        functions.concat()
    )
}

const USES: &str = "#[allow(unused, deprecated, missing_docs, clippy::all, clippy::pedantic)]";

fn functions(code: &str) -> Vec<String> {
    let mut functions = Vec::new();
    let mut lines = code.lines().map(str::trim);
    while lines.by_ref().any(|line| line == "/// ```ignore") {
        let body = lines.by_ref().map(|line| line.trim_start_matches("///"));
        let body: Vec<String> = body
            .take_while(|line| line.trim() != "```")
            .map(ToOwned::to_owned)
            .collect();
        let variable = |line: &String| {
            let (name, kind) = line.trim().strip_prefix("// `")?.split_once("` is of the type `")?;
            Some(format!(", {name}: {}", kind.trim_end_matches("`.")))
        };
        let arguments: String = body.iter().filter_map(variable).collect();
        functions.push(format!(
            "pub async fn sample_{}(client: &Client{arguments}) -> Result<(), ::apifox_client::Error> {{\n{}\nOk(())\n}}\n",
            functions.len(),
            body.join("\n")
        ));
    }
    functions
}
