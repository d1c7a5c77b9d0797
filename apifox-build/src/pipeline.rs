//! The pipeline, as its stages.

use std::path::{Path, PathBuf};

use crate::config::{Config, OnRefusal, Source};
use crate::finding::{Finding, Findings};
use crate::page::Page;
use crate::report::Report;
use crate::source::Sources;
use crate::{check, clean, client, combine, name, overlay, parse, resolve, types, write};

/// Runs all stages. Problems are collected up to the end of check, so that one run shows them all, and stop the run there.
pub(crate) fn run(config: &Config) -> Report {
    let mut report = Report::default();
    let mut findings = Findings::default();
    let mut sources = Sources::default();
    report.code = stages(config, &mut report, &mut sources, &mut findings);
    report.findings = findings.located(&sources);
    report
}

fn stages(config: &Config, report: &mut Report, sources: &mut Sources, findings: &mut Findings) -> Option<String> {
    let pages = read_pages(config, report, findings);
    let documents: Vec<_> = pages
        .into_iter()
        .filter_map(|page| parse::parse(page, sources, findings))
        .collect();
    if documents.is_empty() && !findings.any_refused() {
        findings.fail(
            crate::node::At::default(),
            "no-pages",
            "there is no page to generate from",
            "name a folder that holds saved pages",
        );
    }
    let (overlays, documents): (Vec<_>, Vec<_>) = documents.into_iter().partition(overlay::is_overlay);
    let clean: Vec<_> = documents
        .into_iter()
        .filter_map(|document| clean::clean(document, findings))
        .collect();
    let complete = !findings.any_refused();
    let spec = resolve::resolve(clean, sources, findings);
    let spec = overlay::apply(spec, &overlays, complete, findings);
    report.document = Some(spec.root.to_value());
    let spec = combine::combine(spec, findings);
    let named = name::name(spec, sources, findings);
    let checked = check::check(&named, config, sources, findings);
    report.refused = findings.refused_operations();
    stop(config, findings)?;
    let types = types::types(&checked, config, findings);
    stop(config, findings)?;
    report.operations = client::operations(&checked, config);
    match client::tokens(&checked, &types, config).and_then(syn::parse2::<syn::File>) {
        Ok(file) => Some(write::format(&file, &checked, &report.pages, config)),
        Err(error) => {
            let message = format!("a path in the configuration, or a name, is not Rust: {error}");
            findings.fail(
                crate::node::At::default(),
                "not-rust",
                message,
                "check `Config::client`, `runtime` and `replace`",
            );
            None
        }
    }
}

/// The border between stages: nothing goes on that was refused, unless what was refused is to be left out.
fn stop(config: &Config, findings: &Findings) -> Option<()> {
    let go = match config.on_refusal {
        OnRefusal::Fail => !findings.any_refused(),
        OnRefusal::Skip => !findings.is_fatal(),
    };
    go.then_some(())
}

/// Reads what the configuration names, sorted by name, so that the order of arguments and of a folder's files never matters.
fn read_pages(config: &Config, report: &mut Report, findings: &mut Findings) -> Vec<Page> {
    let mut inputs: Vec<(String, String, Vec<u8>)> = Vec::new();
    for source in &config.inputs {
        match source {
            Source::Text { name, bytes } => inputs.push((name.clone(), name.clone(), bytes.clone())),
            Source::Path(path) => read_path(path, report, &mut inputs),
            Source::Env(variable) => {
                report.variables.push(variable.clone());
                if let Some(path) = std::env::var_os(variable).filter(|value| !value.is_empty()) {
                    read_path(&PathBuf::from(path), report, &mut inputs);
                }
            }
        }
    }
    for finding in report.findings.drain(..) {
        findings.fail(crate::node::At::default(), finding.code, finding.message, finding.hint);
    }
    inputs.sort();
    inputs.dedup();
    report.pages = inputs.iter().map(|(_, short, _)| short.clone()).collect();
    inputs
        .iter()
        .flat_map(|(name, _, bytes)| Page::read(name, bytes, findings))
        .collect()
}

/// Reads a file, or every page below a folder.
fn read_path(root: &Path, report: &mut Report, inputs: &mut Vec<(String, String, Vec<u8>)>) {
    let mut queue = vec![root.to_owned()];
    let mut failed = Vec::new();
    if root.exists() {
        report.watched.push(root.to_owned()); // a path that does not exist would make cargo run the build script every time
    }
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            match std::fs::read_dir(&path) {
                Ok(entries) => queue.extend(
                    entries
                        .filter_map(Result::ok)
                        .map(|entry| entry.path())
                        .filter(|path| path.is_dir() || is_page(path)),
                ),
                Err(error) => failed.push((path, error)),
            }
            continue;
        }
        match std::fs::read(&path) {
            Ok(bytes) => {
                let short = path.strip_prefix(root).ok().filter(|rest| !rest.as_os_str().is_empty());
                let short = short.or(path.file_name().map(Path::new)).unwrap_or(&path);
                inputs.push((slashes(&path), slashes(short), bytes));
            }
            Err(error) => failed.push((path, error)),
        }
    }
    report.findings.extend(failed.into_iter().map(|(path, error)| Finding {
        location: None,
        code: "not-read",
        severity: crate::finding::Severity::Refused,
        message: format!("cannot read {}: {error}", slashes(&path)),
        hint: "check the path; a folder is read with all folders below it".to_owned(),
    }));
}

fn is_page(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "md" | "yaml" | "yml" | "json") && name != "readme.md" && !name.starts_with('.')
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
