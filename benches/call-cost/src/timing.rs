//! Times the calls of one mode, and rounds of all modes in turn.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::mode::{self, Mode};
use crate::{Failure, Outcome};

/// What to do with a mode.
pub trait Timed {
    /// Makes calls one after the other, for counting.
    fn repeat(&self, runtime: &Runtime, calls: usize) -> Outcome;

    /// Returns the median time of calls made one after the other.
    fn latency(&self, runtime: &Runtime, calls: usize) -> Result<Duration, Failure>;

    /// Returns the time of calls on several connections at once, by the clock and by CPU time.
    fn throughput(&self, runtime: &Runtime, connections: usize, calls: usize) -> Result<[Duration; 2], Failure>;
}

/// A client that many tasks use.
pub struct Shared<M>(Arc<M>);

impl<M: Mode> Shared<M> {
    pub fn boxed(mode: M) -> Box<dyn Timed> {
        Box::new(Self(Arc::new(mode)))
    }
}

impl<M: Mode> Timed for Shared<M> {
    fn repeat(&self, runtime: &Runtime, calls: usize) -> Outcome {
        runtime.block_on(in_turn(&*self.0, calls))
    }

    fn latency(&self, runtime: &Runtime, calls: usize) -> Result<Duration, Failure> {
        let mut times = runtime.block_on(async {
            let mut times = Vec::with_capacity(calls);
            for _ in 0..calls {
                let start = Instant::now();
                self.0.call().await?;
                times.push(start.elapsed());
            }
            Ok::<_, Failure>(times)
        })?;
        times.sort();
        Ok(times[calls / 2])
    }

    fn throughput(&self, runtime: &Runtime, connections: usize, calls: usize) -> Result<[Duration; 2], Failure> {
        let (start, used) = (Instant::now(), on_cpu()?);
        runtime.block_on(async {
            let mut tasks = JoinSet::new();
            for _ in 0..connections {
                let mode = Arc::clone(&self.0);
                tasks.spawn(async move { in_turn(&*mode, calls).await });
            }
            while let Some(done) = tasks.join_next().await {
                done??;
            }
            Ok::<_, Failure>(())
        })?;
        Ok([start.elapsed(), on_cpu()?.saturating_sub(used)])
    }
}

async fn in_turn(mode: &impl Mode, calls: usize) -> Outcome {
    for _ in 0..calls {
        mode.call().await?;
    }
    Ok(())
}

/// Returns how long the threads of this process have used a CPU. Other processes disturb it less
/// than the clock. Linux only.
fn on_cpu() -> Result<Duration, Failure> {
    let mut sum = 0;
    for thread in std::fs::read_dir("/proc/self/task")? {
        let text = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        let nanoseconds = text.split_whitespace().next().ok_or("an empty schedstat")?;
        sum += nanoseconds.parse::<u64>()?;
    }
    Ok(Duration::from_nanos(sum))
}

/// Prints rows of latency for one connection: the median over the rounds, and the ratios within a
/// round.
pub fn latencies(runtime: &Runtime, base_url: &str, rounds: usize) -> Outcome {
    const CALLS: usize = 400;
    let rounds = in_rounds(base_url, rounds, |mode| Ok([mode.latency(runtime, CALLS)?]))?;
    for (nth, name) in mode::NAMES.iter().enumerate() {
        let [latency] = rounds.figures(nth);
        println!("| {name} | {:.1} | {} |", latency.median, latency.ratio);
    }
    Ok(())
}

/// Prints rows of throughput for 64 connections. For calls per second, a higher ratio is better;
/// for CPU time, a lower one.
pub fn throughputs(runtime: &Runtime, threads: &str, base_url: &str, rounds: usize) -> Outcome {
    const CONNECTIONS: usize = 64;
    const CALLS: usize = 30;
    let all = f64::from(u32::try_from(CONNECTIONS * CALLS)?);
    let rounds = in_rounds(base_url, rounds, |mode| mode.throughput(runtime, CONNECTIONS, CALLS))?;
    for (nth, name) in mode::NAMES.iter().enumerate() {
        let [clock, cpu] = rounds.figures(nth);
        let (per_second, per_call) = (all / clock.median * 1e6, cpu.median / all);
        println!(
            "| {name} | {threads} | {per_second:.0} | {} | {per_call:.1} | {} |",
            clock.ratio.inverse(),
            cpu.ratio
        );
    }
    Ok(())
}

/// The measurements: one row per round, with one value per mode.
struct Rounds<const N: usize>(Vec<Vec<[Duration; N]>>);

/// Measures all modes in turn, round by round. Each round begins with another mode. The first
/// round, which opens connections, is dropped.
fn in_rounds<const N: usize>(
    base_url: &str,
    rounds: usize,
    measure: impl Fn(&dyn Timed) -> Result<[Duration; N], Failure>,
) -> Result<Rounds<N>, Failure> {
    let clients: Result<Vec<_>, _> = mode::NAMES.iter().map(|name| mode::client(name, base_url)).collect();
    let clients = clients?;
    let mut all = Vec::new();
    for round in 0..=rounds {
        let mut row = vec![[Duration::ZERO; N]; clients.len()];
        for turn in 0..clients.len() {
            let nth = (round + turn) % clients.len();
            row[nth] = measure(&*clients[nth])?;
        }
        all.push(row);
    }
    Ok(Rounds(all.split_off(1)))
}

/// Returns the median of one mode in microseconds, and its ratios to the first mode.
struct Figure {
    median: f64,
    ratio: Ratio,
}

impl<const N: usize> Rounds<N> {
    fn figures(&self, mode: usize) -> [Figure; N] {
        std::array::from_fn(|figure| {
            let of = |row: &Vec<[Duration; N]>, mode: usize| row[mode][figure].as_secs_f64() * 1e6;
            let medians = quartiles(self.0.iter().map(|row| of(row, mode)));
            let ratio = Ratio(quartiles(self.0.iter().map(|row| of(row, mode) / of(row, 0))));
            let median = medians[1];
            Figure { median, ratio }
        })
    }
}

/// Returns the quartiles of ratios.
#[derive(Clone, Copy)]
struct Ratio([f64; 3]);

impl Ratio {
    fn inverse(self) -> Self {
        let [low, median, high] = self.0;
        Self([1.0 / high, 1.0 / median, 1.0 / low])
    }
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [low, median, high] = self.0;
        write!(f, "{median:.3} | {low:.3}–{high:.3}")
    }
}

fn quartiles(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[(values.len() - 1) * quarter / 4])
}
