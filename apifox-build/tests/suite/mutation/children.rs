//! Processes that run mutants. If a mutant ends a process, that is recorded, and the next process
//! starts after that mutant.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use super::trial::{OUT_OF_BUDGET, Progress, Trial};

/// The name of the test that a process runs.
const CHILD: &str = "mutation::runs_the_requested_mutants";

/// The CPU time in seconds for a mutant of a small document, which stops endless loops that do not
/// allocate.
const SECONDS_A_MUTANT: u64 = 20;
const SECONDS_A_MEGABYTE: u64 = 200;

/// The work of a process.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) path: PathBuf,
    pub(crate) seed: u64,
    pub(crate) first: u64,
    pub(crate) last: u64,
}

impl Order {
    /// Returns the work of this process; `None` in the parent process.
    pub(crate) fn of_environment() -> Option<Self> {
        let path = std::env::var_os("MUTATION_PATH")?.into();
        let number = |name: &str| std::env::var(name).ok()?.parse().ok();
        Some(Self {
            path,
            seed: number("MUTATION_SEED")?,
            first: number("MUTATION_FIRST")?,
            last: number("MUTATION_LAST")?,
        })
    }

    /// Returns the command that repeats this work.
    pub(crate) fn again(&self, number: u64) -> String {
        format!(
            "MUTATION_PATH={} MUTATION_SEED={} MUTATION_FIRST={number} MUTATION_LAST={number} \
             cargo test -p apifox-build --test suite mutation::runs -- --ignored --nocapture",
            self.path.display(),
            self.seed
        )
    }

    fn command(&self) -> Command {
        let length = std::fs::metadata(&self.path).map_or(0, |data| data.len());
        let mutants = self.last + 2 - self.first;
        let seconds = mutants * (SECONDS_A_MUTANT + length * SECONDS_A_MEGABYTE / 1_000_000);
        let program = std::env::current_exe().unwrap();
        let mut command = if cfg!(unix) {
            let mut command = Command::new("sh");
            command
                .args(["-c", &format!("ulimit -t {seconds}; exec \"$0\" \"$@\"")])
                .arg(program);
            command
        } else {
            Command::new(program)
        };
        command
            .args(["--ignored", "--exact", CHILD, "--nocapture"])
            .env("MUTATION_PATH", &self.path)
            .env("MUTATION_SEED", self.seed.to_string())
            .env("MUTATION_FIRST", self.first.to_string())
            .env("MUTATION_LAST", self.last.to_string());
        command
    }

    /// Runs all mutants, with a new process whenever one is ended.
    fn trials(mut self) -> Vec<Trial> {
        let mut trials = Vec::new();
        loop {
            let (done, broken) = self.process();
            trials.extend(done);
            let Some(broken) = broken else {
                return trials;
            };
            self.first = broken.number + 1;
            trials.push(broken);
            if self.first > self.last {
                return trials;
            }
        }
    }

    /// Runs one process. Returns its trials, and the one that ended it, if any.
    fn process(&self) -> (Vec<Trial>, Option<Trial>) {
        let mut command = self.command();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let errors = child.stderr.take().unwrap();
        let errors = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = BufReader::new(errors).read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        let (mut trials, mut begun) = (Vec::new(), None);
        for line in BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
        {
            // The test harness prints lines, too, and starts one that it does not end.
            let progress = line.find("{\"").and_then(|at| serde_json::from_str(&line[at..]).ok());
            match progress {
                Some(Progress::Begin(number)) => begun = Some(number),
                Some(Progress::End(trial)) => {
                    begun = None;
                    trials.push(trial);
                }
                None => {}
            }
        }
        let status = child.wait().unwrap();
        let errors = errors.join().unwrap_or_default();
        let broken = begun.map(|number| Trial {
            number,
            fault: Some(match status.code() {
                Some(OUT_OF_BUDGET) => "it goes on beyond every budget".to_owned(),
                _ => format!("the process ended with {status}: {}", last_lines(&errors)),
            }),
            ..Trial::default()
        });
        assert!(broken.is_some() || status.success(), "{status}: {errors}");
        (trials, broken)
    }
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(6)..].join("\n")
}

/// Runs all orders, as many in parallel as there are processors, largest documents first.
pub(crate) fn run(mut orders: Vec<Order>) -> Vec<(Order, Vec<Trial>)> {
    orders.sort_by_key(|order| std::fs::metadata(&order.path).map_or(0, |data| data.len()));
    let (open, done) = (Mutex::new(orders), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let order = open.lock().unwrap().pop();
                    let Some(order) = order else { return };
                    let trials = order.clone().trials();
                    done.lock().unwrap().push((order, trials));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by(|(one, _), (other, _)| (&one.path, one.first).cmp(&(&other.path, other.first)));
    done
}

/// Returns all documents below a folder.
pub(crate) fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut queue = vec![folder.to_owned()];
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.file_name().is_some_and(|name| name != "README.md")
            && path
                .extension()
                .is_some_and(|ending| ["md", "yaml", "yml", "json"].iter().any(|known| ending == *known))
        {
            found.push(path);
        }
    }
    found.sort();
    found
}
