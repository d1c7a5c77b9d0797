//! Writes our code and progenitor's code for the same document, and programs that call all of it:
//! `compile-cost FOLDER [OPERATIONS | FILE]`.
//!
//! Progenitor gets the document of our naming stage, so both write the same operations and types.

mod calls;
#[path = "../../../apifox-build/benches/made/mod.rs"]
mod made;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use apifox_build::{Config, OnRefusal, Stage};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().ok_or("the argument FOLDER is missing")?;
    let folder = Path::new(&folder);
    let what = arguments.next().unwrap_or_else(|| "100".to_owned());
    let config = match what.parse() {
        Ok(count) => Config::new().page_text("made.yaml", made::made(count)),
        Err(_) => Config::new().pages(what),
    };
    let config = config.on_refusal(OnRefusal::Skip);
    let report = config.clone().generate();
    let code = report.code().ok_or("the document is refused")?;
    println!("{}", report.operations().len());
    write_both(folder, "ours", code)?;
    let named = config.until(Stage::Name).generate();
    let document: openapiv3::OpenAPI = serde_yaml::from_str(named.shown().ok_or("the document has no name")?)?;
    for (name, style) in [
        ("positional", InterfaceStyle::Positional),
        ("builder", InterfaceStyle::Builder),
    ] {
        let mut settings = GenerationSettings::default();
        settings.with_interface(style);
        let tokens = Generator::new(&settings).generate_tokens(&document)?;
        write_both(folder, name, &prettyplease::unparse(&syn::parse2(tokens)?))?;
    }
    Ok(())
}

/// Writes code, and the program around it.
fn write_both(folder: &Path, name: &str, code: &str) -> Result<(), Box<dyn Error>> {
    write(&folder.join(format!("{name}.rs")), code)?;
    let (program, methods) = calls::program(code)?;
    eprintln!("{name}: a program that calls {methods} methods");
    write(&folder.join(format!("{name}-program.rs")), &program)?;
    Ok(())
}

/// Writes a file, unless it already has this content.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text)
}
