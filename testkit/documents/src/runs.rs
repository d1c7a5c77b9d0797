//! One run of the generator, and what holds of it whatever it was given.

use apifox_build::{Config, OnRefusal, Report, Severity};

/// What went wrong. Two documents with the same `kind` fail in the same way.
#[derive(Debug, Clone)]
pub struct Fault {
    /// How it failed.
    pub kind: String,
    /// The details.
    pub text: String,
}

/// Runs the generator. A panic is the fault.
pub fn generate(files: Vec<(String, Vec<u8>)>, choice: OnRefusal) -> Result<Report, Fault> {
    generate_with(Config::new().on_refusal(choice), files)
}

/// Runs the generator with a configuration, on a thread with the stack of a build script's main
/// thread.
pub fn generate_with(config: Config, files: Vec<(String, Vec<u8>)>) -> Result<Report, Fault> {
    let run = move || {
        let config = files
            .into_iter()
            .fold(config, |config, (name, bytes)| config.page_text(name, bytes));
        config.generate()
    };
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(run).unwrap();
    thread.join().map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        fault("panic", text.unwrap_or_default())
    })
}

/// A fault of this kind.
pub fn fault(kind: impl Into<String>, text: impl Into<String>) -> Fault {
    Fault {
        kind: kind.into(),
        text: text.into(),
    }
}

/// Each refusal has a place, a message and a hint.
pub fn findings_say_something(report: &Report) -> Result<(), Fault> {
    let refusals = report
        .findings()
        .iter()
        .filter(|finding| finding.severity == Severity::Refused);
    for finding in refusals {
        if finding.location.is_none() || finding.message.is_empty() || finding.hint.is_empty() {
            return Err(fault(format!("says too little: {}", finding.code), finding.to_string()));
        }
    }
    match report.code() {
        None if !report.is_refused() => Err(fault("neither code nor refusal", "")),
        _ => Ok(()),
    }
}

/// Bytes give code, or a refusal with words and a place; only what concerns no file has no place.
pub fn says_something(files: Vec<(String, Vec<u8>)>, choice: OnRefusal) -> Result<(), Fault> {
    let report = generate(files, choice)?;
    no_finding_blames_the_generator(&report)?;
    for finding in report.findings() {
        let placed = finding.location.is_some() || finding.code == "no-pages";
        if finding.severity == Severity::Refused && (!placed || finding.message.is_empty()) {
            return Err(fault(format!("says too little: {}", finding.code), finding.to_string()));
        }
    }
    match report.code() {
        None if !report.is_refused() => Err(fault("neither code nor refusal", "")),
        _ => Ok(()),
    }
}

/// What check lets pass, the later stages can do.
pub fn no_finding_blames_the_generator(report: &Report) -> Result<(), Fault> {
    let ours = |code: &str| code == "backend" || code == "not-rust" || code.starts_with("unexpected-");
    match report.findings().iter().find(|finding| ours(finding.code)) {
        Some(finding) => Err(fault(finding.code, finding.to_string())),
        None => Ok(()),
    }
}
