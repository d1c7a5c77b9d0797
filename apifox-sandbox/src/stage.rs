//! The scripts being played, and which step of them a call gets.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use apifox_client::operation::Operation;
use hyper::StatusCode;
use hyper::header::HeaderMap;

use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::random::drawn;
use crate::script_error::{Unmet, UnmetScripts};

/// The header with a call's number, for scripts: `Sandbox-Call: 17`. Numbers
/// begin with 1.
///
/// A call with it gets what its number stands for, whatever else is under way:
/// step 17 of a sequence, draw 17 of a random script. So calls that are made
/// at the same time have outcomes that can be told beforehand, and all attempts
/// of one call meet the same outcome. Without the header, a call's number is
/// that of its arrival: among the calls without it that the script got.
pub const CALL_HEADER: &str = "sandbox-call";

/// A script that is being played. Clones are the same script.
#[derive(Clone)]
pub struct Script(Arc<Played>);

struct Played {
    /// None is every operation.
    operation: Option<&'static Operation>,
    steps: Vec<PlayedStep>,
    order: Order,
    progress: Mutex<Progress>,
}

pub(crate) struct PlayedStep {
    pub(crate) outcome: Outcome,
    /// For how many calls it is; among steps at random, its weight.
    pub(crate) share: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Order {
    /// One after the other; `open_ended` says that the last is for all calls
    /// that are left.
    Sequence {
        open_ended: bool,
    },
    Random {
        seed: u64,
    },
}

#[derive(Default)]
struct Progress {
    arrivals: u64,
    /// The numbers that came, of those that the steps are for.
    used: BTreeSet<u64>,
    /// How many calls came that no step is for.
    extra: u64,
}

impl Script {
    pub(crate) fn new(operation: Option<&'static Operation>, steps: Vec<PlayedStep>, order: Order) -> Self {
        let progress = Mutex::default();
        Self(Arc::new(Played {
            operation,
            steps,
            order,
            progress,
        }))
    }

    /// The step, counted from 1, that the call with a number gets; none where
    /// the script has ended by then, or the number is 0.
    ///
    /// It depends on the script and the number alone: a test can tell
    /// beforehand which of its calls will fail, and how.
    #[must_use]
    pub fn step(&self, number: u64) -> Option<usize> {
        let mut left = match self.0.order {
            Order::Sequence { .. } => number.checked_sub(1)?,
            Order::Random { seed } if number > 0 => drawn(seed, number) % self.total().max(1),
            Order::Random { .. } => return None,
        };
        for (index, step) in self.0.steps.iter().enumerate() {
            match left.checked_sub(u64::from(step.share)) {
                Some(rest) => left = rest,
                None => return Some(index + 1),
            }
        }
        matches!(self.0.order, Order::Sequence { open_ended: true }).then_some(self.0.steps.len())
    }

    /// What is left over of it: steps that no call came to, and calls after
    /// its end. The steps of a random script, and a last step for all calls
    /// that are left, may have had no call.
    #[must_use]
    pub fn unmet(&self) -> Vec<Unmet> {
        let Order::Sequence { open_ended } = self.0.order else {
            return Vec::new();
        };
        let progress = self.progress();
        let counted = self.0.steps.len() - usize::from(open_ended);
        let mut all = Vec::new();
        let mut end = 0;
        for (index, step) in self.0.steps.iter().take(counted).enumerate() {
            let begin = end;
            end += u64::from(step.share);
            let came = progress.used.range(begin + 1..=end).count() as u64;
            if came < u64::from(step.share) {
                all.push(Unmet::Unused {
                    script: self.name(),
                    step: index + 1,
                    outcome: step.outcome.label(),
                    missing: u64::from(step.share) - came,
                });
            }
        }
        if progress.extra > 0 {
            all.push(Unmet::Exhausted {
                script: self.name(),
                calls: end,
                extra: progress.extra,
            });
        }
        all
    }

    fn total(&self) -> u64 {
        self.0.steps.iter().map(|step| u64::from(step.share)).sum()
    }

    fn name(&self) -> String {
        self.0
            .operation
            .map_or("every operation", |operation| operation.id)
            .to_owned()
    }

    /// A thread that panicked here left counts that are right.
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.0.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The turn of a call, counted.
    fn turn(&self, number: Option<u64>) -> Result<Cue, Problem> {
        let mut progress = self.progress();
        let number = number.unwrap_or_else(|| {
            progress.arrivals += 1;
            progress.arrivals
        });
        let Some(step) = self.step(number) else {
            progress.extra += 1;
            let message = format!(
                "The script of {} ends after {} calls, and this is number {number}; its last step can be for all calls \
                 that are left: `.always()`.",
                self.name(),
                self.total()
            );
            return Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "script_exhausted", message));
        };
        // Only those that are looked at in the end: a long run costs no memory.
        if matches!(self.0.order, Order::Sequence { .. }) && number <= self.total() {
            progress.used.insert(number);
        }
        let script = self.clone();
        Ok(Cue {
            script,
            index: step - 1,
            number,
        })
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<_> = self.0.steps.iter().map(|step| step.outcome.label()).collect();
        f.debug_struct("Script")
            .field("of", &self.name())
            .field("steps", &steps)
            .field("order", &self.0.order)
            .finish_non_exhaustive()
    }
}

/// The step a call gets.
pub(crate) struct Cue {
    script: Script,
    index: usize,
    number: u64,
}

impl Cue {
    pub(crate) fn outcome(&self) -> &Outcome {
        &self.script.0.steps[self.index].outcome
    }

    /// The call was refused after all: its step was not played, and is reported as unused.
    pub(crate) fn give_back(&self) {
        self.script.progress().used.remove(&self.number);
    }
}

/// All scripts of a server, the older ones first.
#[derive(Default)]
pub(crate) struct Stage(Mutex<Vec<Script>>);

impl Stage {
    pub(crate) fn enter(&self, script: Script) {
        self.scripts().push(script);
    }

    /// What is scripted for a call: the newest script of its operation, else
    /// the newest for every operation.
    pub(crate) fn cue(&self, operation: &str, headers: &HeaderMap) -> Result<Option<Cue>, Problem> {
        let script = {
            let scripts = self.scripts();
            let own = |script: &&Script| script.0.operation.is_some_and(|scripted| scripted.id == operation);
            let newest = scripts.iter().rev().find(own);
            let newest = newest.or_else(|| scripts.iter().rev().find(|script| script.0.operation.is_none()));
            newest.cloned()
        };
        let Some(script) = script else { return Ok(None) };
        script.turn(number(headers)?).map(Some)
    }

    pub(crate) fn report(&self) -> Result<(), UnmetScripts> {
        let unmet: Vec<_> = self.scripts().iter().flat_map(Script::unmet).collect();
        if unmet.is_empty() {
            Ok(())
        } else {
            Err(UnmetScripts(unmet))
        }
    }

    fn scripts(&self) -> MutexGuard<'_, Vec<Script>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number a call brings. One that is none is told, for the call would
/// quietly count as another.
fn number(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get(CALL_HEADER) else {
        return Ok(None);
    };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    if let Some(number) = number.filter(|number| *number > 0) {
        return Ok(Some(number));
    }
    let message = format!("The header `{CALL_HEADER}` is not a whole number from 1 on.");
    Err(Problem::new(StatusCode::BAD_REQUEST, "invalid_call_number", message))
}
