//! Generates progenitor's client from the same document as ours, if a feature asks for it.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../../spec");
    #[cfg(feature = "progenitor")]
    builder()?;
    Ok(())
}

#[cfg(feature = "progenitor")]
fn builder() -> Result<(), Box<dyn Error>> {
    let report = apifox_build::Config::new().pages("../../spec").generate();
    let document = report
        .document()
        .ok_or("the pages are refused: build `wooshpay` to see why")?;
    let mut document: serde_json::Value = serde_json::from_str(&document)?;
    without_patterns(&mut document);
    let mut document: openapiv3::OpenAPI = serde_json::from_value(document)?;
    for (path, item) in &mut document.paths.paths {
        let openapiv3::ReferenceOr::Item(item) = item else {
            continue;
        };
        if let Some(operation) = &mut item.get {
            // Apifox writes no operation ids, and progenitor requires them.
            let id = path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>();
            operation
                .operation_id
                .get_or_insert_with(|| format!("get_{}", id.join("_")));
        }
    }
    let mut settings = progenitor::GenerationSettings::default();
    settings.with_interface(progenitor::InterfaceStyle::Builder);
    let code = progenitor::Generator::new(&settings).generate_tokens(&document)?;
    let target = std::path::Path::new(&std::env::var("OUT_DIR")?).join("progenitor.rs");
    std::fs::write(target, code.to_string())?;
    Ok(())
}

/// Removes what only our overlay adds: progenitor would run a regular expression for every
/// currency.
#[cfg(feature = "progenitor")]
fn without_patterns(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(members) => {
            members.remove("pattern");
            members.values_mut().for_each(without_patterns);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_patterns),
        _ => {}
    }
}
