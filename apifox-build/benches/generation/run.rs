//! One run, and what it tells of itself.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use apifox_build::{Config, OnRefusal, Stage};
use rustix::time::{ClockId, clock_gettime};

/// A folder of documents, each with what the stage `name` made of it.
pub(crate) struct Input {
    folder: PathBuf,
    label: String,
}

impl Input {
    pub(crate) fn new(folder: &Path, label: &str) -> Self {
        let folder = folder.join(label);
        fs::create_dir_all(&folder).expect("there is room for documents");
        Self {
            folder,
            label: label.to_owned(),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    pub(crate) fn page(&self, index: usize) -> PathBuf {
        self.folder.join(format!("{index}.yaml"))
    }

    /// Writes the named documents; a document that is refused, or that bare progenitor does not
    /// take, is taken away. The number of operations that are left.
    pub(crate) fn name(&self) -> u32 {
        let hook = take_hook();
        set_hook(Box::new(|_| {})); // progenitor panics where it cannot go on
        let operations = pages(&self.folder).into_iter().map(|path| {
            let named = config(&path).until(Stage::Name).generate();
            let generated = config(&path).generate();
            let document = named.shown().filter(|_| generated.code().is_some());
            let taken = document.filter(|text| {
                catch_unwind(AssertUnwindSafe(|| bare_progenitor(text))).is_ok_and(|code| code.is_some())
            });
            if let Some(text) = taken {
                fs::write(path.with_extension("named"), text).expect("a document can be written");
                return u32::try_from(generated.operations().len()).expect("it is small");
            }
            fs::remove_file(&path).expect("a copy can go");
            0
        });
        let operations = operations.sum();
        set_hook(hook);
        operations
    }
}

/// What a run told: milliseconds by stage (one of bare progenitor's), and megabytes.
pub(crate) struct Measured {
    pub(crate) stages: Vec<(String, f64)>,
    pub(crate) peak: f64,
}

impl Measured {
    pub(crate) fn read(text: &str) -> Self {
        let mut stages: Vec<(String, f64)> = text
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(name, number)| Some((name.to_owned(), number.parse().ok()?)))
            .collect();
        let (_, peak) = stages.pop().expect("a run tells its memory");
        Self { stages, peak }
    }

    pub(crate) fn sum(&self, counts: impl Fn(&str) -> bool) -> f64 {
        self.stages
            .iter()
            .filter(|(name, _)| counts(name))
            .map(|(_, time)| time)
            .sum()
    }
}

/// Runs it so many times on all documents of the folder, and prints the time of one.
pub(crate) fn run(kind: &str, folder: &Path, times: u32) {
    let ending = if kind == "ours" { "yaml" } else { "named" };
    let files: Vec<PathBuf> = files_ending(folder, ending);
    let start = on_cpu();
    for _ in 0..times {
        for path in &files {
            if kind == "ours" {
                ours(path);
            } else {
                let text = fs::read_to_string(path).expect("the document is there");
                assert!(bare_progenitor(&text).is_some(), "progenitor took it before");
            }
        }
    }
    if kind != "ours" {
        tell("progenitor", on_cpu().saturating_sub(start) / times);
    }
    for stage in Stage::ALL.iter().filter(|_| kind == "ours") {
        let of_stage = STAGES
            .lock()
            .expect("one thread")
            .iter()
            .filter(|(name, _)| name == stage)
            .map(|(_, time)| *time)
            .sum::<Duration>();
        tell(stage.name(), of_stage / times);
    }
    println!("peak {:.1}", peak());
}

fn tell(name: &str, time: Duration) {
    println!("{name} {:.4}", time.as_secs_f64() * 1e3);
}

static STAGES: Mutex<Vec<(Stage, Duration)>> = Mutex::new(Vec::new());
static LAST: Mutex<Duration> = Mutex::new(Duration::ZERO);

fn ours(path: &Path) {
    *LAST.lock().expect("one thread") = on_cpu();
    let report = config(path).on_stage(stage_ended).generate();
    assert!(report.code().is_some(), "it was generated before");
}

fn stage_ended(stage: Stage) {
    let now = on_cpu();
    let mut last = LAST.lock().expect("one thread");
    STAGES
        .lock()
        .expect("one thread")
        .push((stage, now.saturating_sub(*last)));
    *last = now;
}

fn config(path: &Path) -> Config {
    Config::new().pages(path).on_refusal(OnRefusal::Skip)
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    files_ending(folder, "yaml")
}

fn files_ending(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .expect("the folder is there")
        .filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .collect();
    files.sort();
    files
}

/// How long this thread has been on a CPU: what else the machine does counts less in it than in the
/// time of a clock.
fn on_cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("a thread's time begins with nothing")
}

/// The most memory this process ever had, in megabytes (10⁶ bytes). Linux only.
fn peak() -> f64 {
    let text = fs::read_to_string("/proc/self/status").expect("Linux tells what a process has used");
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .expect("its memory too");
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().expect("in kibibytes");
    kibibytes * 1024.0 / 1e6
}

/// Types and client, as a user of bare progenitor makes them in `build.rs`.
fn bare_progenitor(document: &str) -> Option<String> {
    let document: openapiv3::OpenAPI = serde_yaml::from_str(document).ok()?;
    let tokens = progenitor::Generator::default().generate_tokens(&document).ok()?;
    Some(prettyplease::unparse(&syn::parse2(tokens).ok()?))
}
