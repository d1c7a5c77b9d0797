//! Generates the client of the fixture API, and includes code of the small pages.

use std::fmt::Write as _;
use std::path::Path;

/// The small pages whose code this crate's tests or the fuzzer call.
const CALLED: [&str; 18] = [
    "bodies", "composition_within", "cookie_parameter", "enum_values", "failures", "further_members", "lists_in_pages",
    "merge_keys", "named_arguments", "only_null", "own_servers", "parameter_styles", "parts", "several_results",
    "streams", "typed_ids", "unquoted_strings", "upload",
];

fn main() {
    apifox_build::Config::new()
        .pages("../fixtures/ledger")
        .write("ledger.rs")
        .emit_cargo();
    apifox_build::Config::new()
        .pages("../fixtures/formats.yaml")
        .format("ipv4", "::std::net::Ipv4Addr")
        .format("port", "::std::num::NonZeroU16")
        .format("date-time", "::humantime::Timestamp")
        .format("date", "crate::calendar::Day")
        .format("time", "crate::calendar::Hour")
        .format("uuid", "::uuid::Uuid")
        .format("ipv6", "::std::net::Ipv6Addr")
        .format("uri", "::url::Url")
        .format("decimal", "::rust_decimal::Decimal")
        .format("byte", "::apifox_client::Base64")
        .format("int32", "i32")
        .format("float", "f32")
        .write("formats.rs")
        .emit_cargo();
    let money = [("amount", "amount"), ("currency", "currency")];
    let fee = [("fee", "amount"), ("fee_currency", "currency")];
    apifox_build::Config::new()
        .pages("../fixtures/joined.yaml")
        .join("money", money, "crate::money::Money")
        .join("fee", fee, "crate::money::Money")
        .write("joined.rs")
        .emit_cargo();
    small_pages(Path::new("../fixtures/pages"));
}

/// Writes a module for each small page: its code if tests call it, or if the feature `all-pages` is
/// on, and otherwise only its document and operations.
fn small_pages(folder: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files.sort();
    let (mut modules, mut all) = (String::new(), String::new());
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let path = file.canonicalize().expect("it was just listed");
        let code = if cfg!(feature = "all-pages") || CALLED.contains(&name.as_str()) {
            format!("include!({:?});", path.to_string_lossy())
        } else {
            let code = std::fs::read_to_string(&path).expect("it was just listed");
            let operations = code.find("\npub mod operations {").expect("every page has operations");
            format!("/// Its operations.{}", &code[operations..])
        };
        let _ = writeln!(modules, "/// The page of this name.\npub mod {name} {{ {code} }}");
        let _ = write!(all, "({name:?}, {name}::DOCUMENT, {name}::operations::ALL), ");
    }
    let _ = writeln!(
        modules,
        "/// Each page's name, document and operations.\npub static ALL: &[(&str, &str, &[&::apifox_client::operation::Operation])] = &[{all}];"
    );
    let out = std::env::var_os("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&out).join("pages.rs"), modules).expect("OUT_DIR can be written to");
}
