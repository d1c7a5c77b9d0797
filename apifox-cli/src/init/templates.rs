//! The contents of the files of a new crate.

use std::fmt::Write as _;

use super::dependency::Origin;
use crate::findings::visible;

const TRACK: &str = include_str!("track.sh");
const WORKFLOW: &str = include_str!("track.yml");

/// Renders `apifox.yaml`, with the sources of the fetched pages.
pub(super) fn manifest(name: &str, sources: &str) -> String {
    format!(
        "# The pages that this crate is generated from, and the settings of the generator. `build.rs` and `apifox` read it.
pages: spec
snapshot: src/generated/{name}.rs # the committed copy; the list of its public items is beside it
renew: apifox bless
{sources}"
    )
}

/// Renders `sources` of the manifest.
pub(super) fn sources(addresses: &[(String, bool)], folders: &[String], headers: &[(String, String)]) -> String {
    if addresses.is_empty() {
        return String::new();
    }
    let mut text = "sources: # what `apifox sync` tracks: see `apifox sync --help`\n".to_owned();
    for (address, is_site) in addresses {
        let key = if *is_site { "site" } else { "page" };
        let _ = writeln!(text, "  - {key}: {}", quoted(address));
        if *is_site && folders.is_empty() {
            text += "    track: all\n";
        } else if *is_site {
            let names: Vec<String> = folders.iter().map(|name| quoted(name)).collect();
            let _ = writeln!(text, "    track: [{}]", names.join(", "));
        }
        let named = headers.iter();
        let pairs: Vec<String> = named.map(|(name, variable)| format!("{name}: {variable}")).collect();
        if !pairs.is_empty() {
            let _ = writeln!(text, "    headers: {{{}}}", pairs.join(", "));
        }
    }
    text
}

/// Quotes a string so that both YAML and JSON can read it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

pub(super) fn build_script(name: &str) -> String {
    format!(
        "//! Generates the client from the pages in `spec/`; `apifox.yaml` holds the settings.

fn main() {{
    apifox_build::Config::from_manifest(\"apifox.yaml\")
        .write(\"{name}.rs\")
        .emit_cargo();
}}
"
    )
}

pub(super) fn library(name: &str) -> String {
    format!(
        "//! A client, generated from the pages in `spec/`.

include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\"));
"
    )
}

pub(super) const CHANGE_LOG: &str = "# Changelog\n\n## Unreleased\n";

pub(super) fn track() -> &'static str {
    TRACK
}

pub(super) fn workflow(origin: &Origin) -> String {
    WORKFLOW.replace("run: INSTALL", &format!("run: {}", quoted(&visible(&origin.install()))))
}
