//! The pipeline, as its stages.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::check::contradiction::contradictions;
use crate::clean::Clean;
use crate::client::parts::Parts;
use crate::config::{Config, OnRefusal, Source};
use crate::features::Gates;
use crate::finding::{Finding, Findings, LeftOut as LeftOutPart};
use crate::model::{Checked, LeftOut};
use crate::name::lock::Lock;
use crate::node::{At, Node};
use crate::page::Page;
use crate::parse::Document;
use crate::report::Report;
use crate::source::{Locator, Sources};
use crate::stage::Stage;
use crate::types::samples::Samples;
use crate::{
    check, clean, client, combine, files, input, name, overlay, parse, path_variables, published_order, resolve, show,
    types, write,
};

/// Runs all stages. Problems are collected until the end of check, so that one run reports them
/// all, and stop the run there.
pub(crate) fn run(config: &Config) -> Report {
    Run::new(config).finish().report
}

/// One side of a comparison: the merged document, and the collected extensions.
#[derive(Debug)]
pub struct Side {
    /// The document, with compositions expanded and separate responses.
    pub root: Node,
    /// Apifox's endpoint ids, by the origin of the operation.
    endpoints: BTreeMap<At, String>,
    /// The operations that are only described.
    pub described: BTreeSet<At>,
    /// Parts without generated code, by the keys that lead to them.
    pub left_out: BTreeMap<Vec<String>, LeftOutPart>,
}

impl Side {
    /// Returns Apifox's endpoint id of an operation.
    #[must_use]
    pub fn endpoint(&self, operation: &Node) -> Option<&str> {
        self.endpoints.get(&operation.at).map(String::as_str)
    }
}

/// A run, with what a comparison with another one needs.
#[derive(Debug)]
pub struct Compared {
    /// The result of the run.
    pub report: Report,
    /// The merged document; `None` if the run ended before.
    pub document: Option<Side>,
    /// Method and path of the operations that the configuration leaves out, with the path both as
    /// documented and as sent.
    pub left_out: Vec<(String, String)>,
    sources: Sources,
}

impl Compared {
    /// Returns what finds the places of nodes in the pages.
    #[must_use]
    pub fn locator(&self) -> Locator<'_> {
        self.sources.locator()
    }
}

/// Runs all stages, and keeps what a comparison needs, with only the findings that it uses.
pub fn compared(config: &Config, uses: fn(&Finding) -> bool) -> Compared {
    let mut run = Run::new(config);
    run.keeps = Some(uses);
    let run = run.finish();
    let sources = run.sources;
    let mut document = run.kept;
    if let Some(side) = &mut document {
        let path = |at: At| sources.path(at).into_iter().map(str::to_owned).collect::<Vec<_>>();
        side.left_out = run
            .left_out_parts
            .into_iter()
            .map(|(at, part)| (path(at), part))
            .collect();
    }
    Compared {
        report: run.report,
        sources,
        document,
        left_out: run.left_out,
    }
}

/// The state that the stages share during a run.
struct Run<'a> {
    config: &'a Config,
    report: Report,
    findings: Findings,
    sources: Sources,
    started: Instant,
    /// Whether the run ends with the names, before the types.
    is_for_names: bool,
    /// Selects the findings that a comparison uses; `None` if there is none.
    keeps: Option<fn(&Finding) -> bool>,
    kept: Option<Side>,
    left_out: Vec<(String, String)>,
    left_out_parts: BTreeMap<At, LeftOutPart>,
}

impl<'a> Run<'a> {
    fn new(config: &'a Config) -> Self {
        Self {
            config,
            report: Report::default(),
            findings: Findings::default(),
            sources: Sources::default(),
            started: Instant::now(),
            is_for_names: false,
            keeps: None,
            kept: None,
            left_out: Vec::new(),
            left_out_parts: BTreeMap::new(),
        }
    }

    fn finish(mut self) -> Self {
        self.report.watched.clone_from(&self.config.watched);
        if self.config.faults.is_empty() {
            self.report.code = self.stages();
            if let Some(uses) = self.keeps {
                self.findings.retain(uses);
                self.left_out_parts = self.findings.take_left_out();
            }
            // Nobody reads the findings of a run for names, and to locate them takes long.
            if !self.is_for_names {
                self.report.findings = self.sources.located(std::mem::take(&mut self.findings));
            }
        } else {
            self.report.findings.clone_from(&self.config.faults);
        }
        self
    }

    fn stages(&mut self) -> Option<String> {
        let mut input = input::read(self.config, &mut self.report, &mut self.findings);
        if !input.added.is_empty() {
            input.lock = self.names_without_added(input.lock);
        }
        self.end(Stage::Page, || show::pages(&input.pages))?;
        let documents = self.parse(input.pages);
        self.end_with_sources(Stage::Parse, |sources| show::parsed(&documents, sources))?;
        let (overlays, documents): (Vec<_>, Vec<_>) = documents.into_iter().partition(overlay::is_overlay);
        let documents = self.join(documents, &input.origins);
        let clean = self.clean(documents);
        self.end_with_sources(Stage::Clean, |sources| show::cleaned(&clean, sources))?;
        let complete = !self.findings.any_refused();
        let spec = resolve::resolve(clean, &input.added, &self.sources, &mut self.findings);
        self.end(Stage::Resolve, || show::document(&spec))?;
        let spec = overlay::apply(spec, &overlays, complete, &mut self.findings);
        let spec = path_variables::declare(spec, &mut self.findings);
        self.report.document = (!self.is_for_names).then(|| spec.root.json());
        self.end(Stage::Overlay, || show::document(&spec))?;
        if self.keeps.is_some() {
            self.kept = Some(Side {
                root: combine::compared::combine_per_response(&spec.root, &self.findings),
                endpoints: spec.harvest.endpoint.clone(),
                described: spec.harvest.described.keys().copied().collect(),
                left_out: BTreeMap::new(), // known at the end
            });
        }
        let contradictions = contradictions(&spec.root);
        let spec = combine::combine(spec, &mut self.findings);
        self.end(Stage::Combine, || show::document(&spec))?;
        let named = name::name(spec, input.lock, self.config, &self.sources, &mut self.findings);
        self.end(Stage::Name, || show::named(&named))?;
        let checked = check::check(&named, &input.added, self.config, &self.sources, &mut self.findings);
        contradictions.report(&checked.misfits, &mut self.findings);
        self.note_missing(&checked);
        self.end(Stage::Check, || show::checked(&checked))?;
        self.stop()?;
        let operations = checked.operations.iter().map(|operation| operation.id.as_str());
        let reached = checked.schemas.keys().map(String::as_str);
        let published = published_order::published(&checked, &self.config.joins);
        let lock = named.locked(&operations.collect(), &reached.collect(), published);
        if self.is_for_names {
            self.report.lock = Some(lock);
            return None;
        }
        let gates = Gates::new(&checked, self.config, &mut self.report, &mut self.findings);
        // `named` is not used after this, but kept until the end: if its memory is freed earlier,
        // the allocator has to search the free blocks, and `types` takes half as long again.
        let document = client::document(&named, &checked, &gates);
        let (types, samples) = types::types(&checked, &gates, self.config, &mut self.findings);
        self.end(Stage::Types, || types.clone())?;
        if self.stop().is_none() {
            return self.refuse_all(&checked);
        }
        self.report.operations = client::operations(&checked, self.config);
        self.report.lock = Some(lock);
        let code = self.client(&checked, (&types, &samples), &document, &gates)?;
        self.end(Stage::Client, || code.clone())?;
        let code = write::banner(&checked, &self.report, self.config) + &code;
        self.end(Stage::Write, || code.clone())?;
        Some(code)
    }

    /// Reports all operations as missing: the problem is not in one of them, so none is generated.
    fn refuse_all(&mut self, checked: &Checked) -> Option<String> {
        let all = checked.operations.iter();
        let routes = all.map(|operation| (operation.method.clone(), operation.documented.clone()));
        self.report.refused.extend(routes);
        self.report.refused.sort();
        None
    }

    /// Returns the names that the pages have without the added ones as if they were published, so
    /// that an added page renames nothing.
    fn names_without_added(&self, lock: Lock) -> Lock {
        let mut config = self.config.clone();
        config.inputs.retain(|source| !matches!(source, Source::Env(_)));
        config.until = None;
        config.on_stage = None;
        config.on_refusal = OnRefusal::Skip;
        let mut run = Run::new(&config);
        run.is_for_names = true;
        match run.finish().report.lock {
            Some(text) => lock.extended(&text),
            None => lock,
        }
    }

    /// Records the documented operations that will not be generated.
    fn note_missing(&mut self, checked: &Checked) {
        self.report.refused = self.findings.refused_operations();
        let left_out = checked.left_out.iter();
        if self.keeps.is_some() {
            self.left_out.extend(left_out.clone().flat_map(LeftOut::routes));
        }
        self.report.left_out = left_out
            .map(|one| (one.method.clone(), one.documented.clone()))
            .collect();
    }

    /// Ends a stage: records its time, and its result if it is to be shown. `None` if the
    /// configuration asks for nothing more.
    fn end(&mut self, stage: Stage, shown: impl FnOnce() -> String) -> Option<()> {
        self.end_with_sources(stage, |_| shown())
    }

    fn end_with_sources(&mut self, stage: Stage, shown: impl FnOnce(&Sources) -> String) -> Option<()> {
        self.report.timings.push((stage, self.started.elapsed()));
        if let Some(callback) = self.config.on_stage {
            callback(stage);
        }
        let is_last = self.config.until == Some(stage);
        if is_last {
            self.report.shown = Some(shown(&self.sources));
        }
        self.started = Instant::now();
        (!is_last || stage == Stage::Write).then_some(())
    }

    fn parse(&mut self, pages: Vec<Page>) -> Vec<Document> {
        let documents: Vec<_> = pages
            .into_iter()
            .filter_map(|page| parse::parse(page, &mut self.sources, &mut self.findings))
            .collect();
        if documents.is_empty() && !self.findings.any_refused() {
            self.findings.fail(
                At::default(),
                "no-pages",
                "there are no pages",
                "configure a folder that contains saved pages",
            );
        }
        documents
    }

    fn join(&mut self, documents: Vec<Document>, origins: &files::Origins) -> Vec<Document> {
        let (documents, read) = files::join(documents, origins, &mut self.sources, &mut self.findings);
        input::note_files(&read, self.config, &mut self.report);
        documents
    }

    fn clean(&mut self, documents: Vec<Document>) -> Vec<Clean> {
        documents
            .into_iter()
            .filter_map(|document| clean::clean(document, &self.sources, &mut self.findings))
            .collect()
    }

    fn client(
        &mut self,
        checked: &Checked,
        types: (&str, &Samples),
        document: &Parts,
        gates: &Gates,
    ) -> Option<String> {
        let code = client::code(checked, types, document, gates, self.config);
        code.map_err(|error| {
            let message = format!("a path in the configuration, or a name, is not valid Rust: {error}");
            self.findings.fail(
                At::default(),
                "not-rust",
                message,
                "check `Config::client`, `runtime` and `replace`",
            );
        })
        .ok()
    }

    /// Stops the run after a stage if anything was refused, unless refused operations are to be
    /// left out.
    fn stop(&self) -> Option<()> {
        let go = match self.config.on_refusal {
            OnRefusal::Fail => !self.findings.any_refused(),
            OnRefusal::Skip => !self.findings.is_fatal(),
        };
        go.then_some(())
    }
}
