//! The running scripts, and the step that each call gets.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use apifox_client::operation::Operation;
use hyper::StatusCode;
use hyper::header::HeaderMap;

use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::random::drawn;
use crate::script_error::{Unconsumed, UnconsumedError};

/// The header with the number of a call, from 1: `Sandbox-Call: 17`.
///
/// A call with this header gets the step of its number, whatever the order of arrival: step 17 of a
/// sequence, draw 17 of a random script. So the outcomes of concurrent calls can be predicted, and
/// all attempts of one call have the same outcome. A call without the header is numbered by its
/// arrival, among such calls of its script.
pub const CALL_HEADER: &str = "sandbox-call";

/// A running script. Clones share its state.
#[derive(Clone)]
pub struct Script(Arc<ScriptState>);

struct ScriptState {
    /// `None` stands for every operation.
    operation: Option<&'static Operation>,
    steps: Vec<ScriptStep>,
    order: Order,
    progress: Mutex<Progress>,
}

pub(crate) struct ScriptStep {
    pub(crate) outcome: Outcome,
    /// How many calls the step is for; in a random script, its weight.
    pub(crate) share: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Order {
    /// One after the other. `open_ended`: the last step is for all remaining calls.
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
    /// The numbers of the calls that used a step.
    used: BTreeSet<u64>,
    /// How many calls came for which there is no step.
    extra: u64,
}

impl Script {
    pub(crate) fn new(operation: Option<&'static Operation>, steps: Vec<ScriptStep>, order: Order) -> Self {
        let progress = Mutex::default();
        Self(Arc::new(ScriptState {
            operation,
            steps,
            order,
            progress,
        }))
    }

    /// Returns the step, from 1, for the call with a number. Returns `None` if the script has ended
    /// by then, or if the number is 0.
    ///
    /// The step depends only on the script and the number. So a test can predict which of its calls
    /// will fail, and how.
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

    /// Returns the steps that no call used, and the calls after the end of the script. The steps of
    /// a random script, and a last step for all remaining calls, need not be used.
    #[must_use]
    pub fn unconsumed(&self) -> Vec<Unconsumed> {
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
                all.push(Unconsumed::Unused {
                    script: self.name(),
                    step: index + 1,
                    outcome: step.outcome.label(),
                    missing: u64::from(step.share) - came,
                });
            }
        }
        if progress.extra > 0 {
            all.push(Unconsumed::Exhausted {
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

    /// A panic while the lock was held cannot have left the counts inconsistent.
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.0.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call and returns its turn.
    fn turn(&self, number: Option<u64>) -> Result<Turn, Problem> {
        let mut progress = self.progress();
        let number = number.unwrap_or_else(|| {
            progress.arrivals += 1;
            progress.arrivals
        });
        let Some(step) = self.step(number) else {
            progress.extra += 1;
            let message = format!(
                "The script of {} ends after {} calls, and this is number {number}; end it with `.always()` to cover \
                 all further calls.",
                self.name(),
                self.total()
            );
            return Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "script_exhausted", message));
        };
        // Only numbers that the report needs, so a long run does not use more memory.
        if matches!(self.0.order, Order::Sequence { .. }) && number <= self.total() {
            progress.used.insert(number);
        }
        let script = self.clone();
        Ok(Turn {
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

/// The step that a call gets.
pub(crate) struct Turn {
    script: Script,
    index: usize,
    number: u64,
}

impl Turn {
    pub(crate) fn outcome(&self) -> &Outcome {
        &self.script.0.steps[self.index].outcome
    }

    /// Takes the turn back, because the call was refused. Its step is reported as unused.
    pub(crate) fn give_back(&self) {
        self.script.progress().used.remove(&self.number);
    }
}

/// All scripts of a server, in the order they were added.
#[derive(Default)]
pub(crate) struct ScriptBook(Mutex<Vec<Script>>);

impl ScriptBook {
    pub(crate) fn add(&self, script: Script) {
        self.scripts().push(script);
    }

    /// Returns the turn of a call: in the newest script of its operation, or in the newest one for
    /// every operation.
    pub(crate) fn turn(&self, operation: &str, headers: &HeaderMap) -> Result<Option<Turn>, Problem> {
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

    pub(crate) fn report(&self) -> Result<(), UnconsumedError> {
        let unconsumed: Vec<_> = self.scripts().iter().flat_map(Script::unconsumed).collect();
        if unconsumed.is_empty() {
            Ok(())
        } else {
            Err(UnconsumedError(unconsumed))
        }
    }

    fn scripts(&self) -> MutexGuard<'_, Vec<Script>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the number in the header of a call. An invalid number is an error: otherwise the call
/// would take the turn of another.
fn number(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get(CALL_HEADER) else {
        return Ok(None);
    };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    if let Some(number) = number.filter(|number| *number > 0) {
        return Ok(Some(number));
    }
    let message = format!("The header `{CALL_HEADER}` is not a positive integer.");
    Err(Problem::new(StatusCode::BAD_REQUEST, "invalid_call_number", message))
}
