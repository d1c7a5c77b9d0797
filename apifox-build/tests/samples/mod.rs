//! Makes functions of the samples in generated documentation, so that they are compiled.

use std::fmt::Write as _;

/// A module with a function for each sample. What a sample's comment gives the type of is an argument of the function.
pub(crate) fn module(code: &str) -> String {
    let mut functions = String::new();
    let mut lines = code.lines().map(str::trim);
    while lines.by_ref().any(|line| line == "/// ```ignore") {
        let body = lines
            .by_ref()
            .map(|line| line.trim_start_matches("///"))
            .map_while(|line| (line.trim() != "```").then(|| line.to_owned()));
        let body: Vec<String> = body.collect();
        let variable = |line: &String| {
            let (name, kind) = line.trim().strip_prefix("// `")?.split_once("` is of the type `")?;
            Some(format!("{name}: {}, ", kind.trim_end_matches("`.")))
        };
        let arguments: String = body.iter().filter_map(variable).collect();
        let _ = writeln!(
            functions,
            "pub async fn sample_{}(client: &Client, {arguments}) -> Result<(), ::apifox_client::Error> {{\n{}\nOk(())\n}}",
            functions.matches("pub async fn").count(),
            body.join("\n")
        );
    }
    format!(
        "#[allow(unused, deprecated, missing_docs, clippy::all, clippy::pedantic)] pub mod samples {{\nuse super::*; use ::apifox_client::File;\n{functions}}}"
    )
}
