//! Copied from progenitor's README.

use std::error::Error;
use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../progenitor-readme/balance.json");
    let document = serde_json::from_reader(fs::File::open("../progenitor-readme/balance.json")?)?;
    let tokens = progenitor::Generator::default().generate_tokens(&document)?;
    let code = prettyplease::unparse(&syn::parse2(tokens)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("codegen.rs"), code)?;
    Ok(())
}
