//! Progress of long runs, on a terminal only: `indicatif` shows nothing on a pipe.

use std::sync::OnceLock;
use std::time::Duration;

use apifox_build::{Config, Report, Stage};
use indicatif::{ProgressBar, ProgressStyle};

static BAR: OnceLock<ProgressBar> = OnceLock::new();

/// Runs the pipeline and shows its current stage.
pub(crate) fn generate(config: Config) -> Report {
    let bar = BAR.get_or_init(|| {
        let bar = ProgressBar::new(Stage::ALL.len() as u64);
        match ProgressStyle::with_template("{spinner} {pos}/{len} {msg} {elapsed}") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    });
    bar.reset();
    bar.enable_steady_tick(Duration::from_millis(200));
    let report = config.on_stage(stage_ended).generate();
    bar.finish_and_clear();
    report
}

fn stage_ended(stage: Stage) {
    let Some(bar) = BAR.get() else { return };
    let done = Stage::ALL.into_iter().take_while(|known| *known <= stage).count();
    bar.set_position(done as u64);
    let next = Stage::ALL.get(done).copied().unwrap_or(stage);
    bar.set_message(next.name());
}
