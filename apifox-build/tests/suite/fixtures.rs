//! The calls, the samples and the instances of the fixtures, and the calls and samples of the rows,
//! in one program: its code is compiled once for all tests.

use std::sync::OnceLock;

use crate::fidelity::compile::{self, CHECKS};
use crate::program::Program;
use crate::samples::{self, Ran, SAMPLES};
use crate::wire::driver::CALLS;
use crate::wire::run::{self, Tried};
use crate::workspace::OURS;
use crate::{fidelity, wire};

/// The results of the fixtures.
#[derive(Debug)]
pub(crate) struct Fixtures {
    /// The documents with calls.
    pub(crate) jobs: Vec<wire::job::Job>,
    /// The results of their calls.
    pub(crate) tried: Vec<Tried>,
    /// The results of the calls of the rows.
    pub(crate) rows: Vec<Tried>,
    /// The samples of the documents with calls.
    pub(crate) samples: Vec<Ran>,
    /// The samples of the rows.
    pub(crate) samples_of_rows: Vec<Ran>,
    /// The documents with instances, and the results of these.
    pub(crate) checked: Vec<fidelity::job::Job>,
}

/// Returns the results; the program is compiled once for all tests.
pub(crate) fn fixtures() -> &'static Fixtures {
    static DONE: OnceLock<Fixtures> = OnceLock::new();
    DONE.get_or_init(|| {
        let (jobs, rows, mut checked) = (wire::job::fixtures(), wire::job::rows(), fidelity::kept());
        let mut program = Program::new("fixtures", OURS, &[&CALLS, &SAMPLES, &CHECKS]);
        let [calls, calls_of_rows] = [&jobs, &rows].map(|jobs| run::add(&mut program, jobs));
        let [samples, samples_of_rows] = [&jobs, &rows].map(|jobs| samples::add(&mut program, jobs));
        let numbers = compile::add(&mut program, &checked);
        program.build();
        let called = program.run(&CALLS);
        let [tried, rows] = [calls, calls_of_rows].map(|calls| run::tried(calls, &called));
        let ran = program.run(&SAMPLES);
        let [samples, samples_of_rows] = [samples, samples_of_rows].map(|added| samples::ran(added, &ran));
        compile::take_in(&mut checked, &numbers, &program.run(&CHECKS));
        Fixtures {
            jobs,
            tried,
            rows,
            samples,
            samples_of_rows,
            checked,
        }
    })
}
