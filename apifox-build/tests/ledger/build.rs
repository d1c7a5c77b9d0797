//! Generates the client of the fixture API, and includes the code of the small pages, so that it is
//! compiled, too.

use std::fmt::Write as _;
use std::path::Path;

use testkit::samples;

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

/// Names the code of the small pages.
fn small_pages(folder: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files.sort();
    let mut modules = String::new();
    let (mut all, mut samples) = (String::new(), String::new());
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let path = file.canonicalize().expect("it was just listed");
        let _ = writeln!(
            modules,
            "/// The page of this name.\npub mod {name} {{ include!({:?}); {} }}",
            path.to_string_lossy(),
            samples::runnable(&std::fs::read_to_string(&file).expect("it was just listed"))
        );
        let _ = write!(all, "({name:?}, {name}::DOCUMENT, {name}::operations::ALL), ");
        let _ = write!(samples, "({name:?}, {name}::DOCUMENT, {name}::samples::all), ");
    }
    let _ = writeln!(
        modules,
        "/// Each page's name, document and operations.\npub static ALL: &[(&str, &str, &[&::apifox_client::operation::Operation])] = &[{all}];"
    );
    let _ = writeln!(
        modules,
        "/// The futures of a page's samples, made with a client.
pub type Samples = fn(::apifox_client::Client) -> Vec<::std::pin::Pin<Box<dyn Future<Output = Result<(), ::apifox_client::Error>>>>>;
/// Each page's name, document and samples.
pub static SAMPLES: &[(&str, &str, Samples)] = &[{samples}];"
    );
    let out = std::env::var_os("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&out).join("pages.rs"), modules).expect("OUT_DIR can be written to");
}
