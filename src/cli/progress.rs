//! An audit with a progress bar.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

#[cfg(unix)]
use torchlean_mirror::audit::user_kernel::end_all;
use torchlean_mirror::audit::{Audit, Report};
use torchlean_mirror::notation::FindError;

const STYLE: &str = "{bar:30} {pos} of {len} inputs, {per_sec}, {eta} to go  {msg}";

const INPUTS: &str =
    "{bar:30} {pos} of {len} inputs of {msg}, {per_sec}, {eta} to go, {elapsed} so far";

/// How often the elapsed time is shown.
const TICK: Duration = Duration::from_millis(200);

/// A progress bar over the inputs of one map of a kernel after another, if standard error is a
/// terminal.
pub struct Inputs(ProgressBar);

impl Inputs {
    /// The bar for so many inputs.
    pub fn of(count: u64) -> Inputs {
        if !std::io::stderr().is_terminal() {
            return Inputs(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(count);
        if let Ok(style) = ProgressStyle::with_template(INPUTS) {
            bar.set_style(style);
        }
        bar.set_message("a kernel that starts");
        bar.enable_steady_tick(TICK);
        Inputs(bar)
    }

    /// Shows that more inputs of a map are done.
    pub fn done(&self, map: &'static str, inputs: u64) {
        if self.0.message() != map {
            self.0.set_message(map);
            self.0.reset();
        }
        self.0.inc(inputs);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// Ends the processes of kernels when the program is interrupted. They are in process groups of
/// their own, which a terminal does not interrupt.
///
/// # Errors
/// When the system takes no handler.
#[cfg(unix)]
pub fn end_kernels_when_interrupted() -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    std::thread::spawn(move || {
        for signal in &mut signals {
            end_all();
            // Ends the program as the signal does without a handler.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
    Ok(())
}

/// Nothing: a console interrupts all its processes.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn end_kernels_when_interrupted() -> std::io::Result<()> {
    Ok(())
}

/// Runs an audit, with a progress bar if standard error is a terminal.
pub fn run(audit: &Audit<'_>) -> Result<Report, FindError> {
    // A definition without inputs has claims all the same.
    let each = audit.inputs_each().max(1);
    let count = audit.definitions()?.len();
    let bar = match u64::try_from(count) {
        Ok(count) if std::io::stderr().is_terminal() => {
            ProgressBar::new(count.saturating_mul(each))
        }
        _ => ProgressBar::hidden(),
    };
    if let Ok(style) = ProgressStyle::with_template(STYLE) {
        bar.set_style(style);
    }
    let report = audit.run(|entry| {
        bar.set_message(entry.name.short().to_string());
        bar.inc(each);
    });
    bar.finish_and_clear();
    report
}
