//! Progenitor's client of the document that ours is made of.

use std::error::Error;
use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../../spec");
    let report = apifox_build::Config::new().pages("../../spec").generate();
    let document = report
        .document()
        .ok_or("the pages are refused: build `wooshpay` to see why")?;
    let mut document: openapiv3::OpenAPI = serde_json::from_str(&document)?;
    for (path, item) in &mut document.paths.paths {
        let openapiv3::ReferenceOr::Item(item) = item else {
            continue;
        };
        if let Some(operation) = &mut item.get {
            // Apifox writes none, and progenitor takes no operation without.
            let id = path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>();
            operation
                .operation_id
                .get_or_insert_with(|| format!("get_{}", id.join("_")));
        }
    }
    let mut settings = progenitor::GenerationSettings::default();
    settings.with_interface(progenitor::InterfaceStyle::Builder);
    let code = progenitor::Generator::new(&settings).generate_tokens(&document)?;
    let target = Path::new(&env::var("OUT_DIR")?).join("progenitor.rs");
    fs::write(target, code.to_string())?;
    Ok(())
}
