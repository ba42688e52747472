//! Progress bars on standard error, for a person at a terminal alone.

use homing_domain::ports::{Event, Events};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const TEMPLATE: &str = "{msg} [{bar:30}] {pos}/{len}";

/// A bar that fills. Hidden where standard error is no terminal.
fn bar(message: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.with_message(message)
}

/// How far a sync is: what left the queue, of what waited at its start.
pub(crate) struct SyncProgress(ProgressBar);

impl SyncProgress {
    /// A bar that shows itself once something is sent, or, where it is not wanted, never.
    pub(crate) fn new(wanted: bool) -> Self {
        Self(if wanted { bar("Sending") } else { ProgressBar::hidden() })
    }

    /// The bar itself, for whoever needs the terminal for a while.
    pub(crate) fn bar(&self) -> ProgressBar {
        self.0.clone()
    }
}

impl Events for SyncProgress {
    fn emit(&self, event: Event) {
        match event {
            Event::CycleStarted { waiting, .. } => self.0.set_length(waiting),
            Event::BatchSettled { sent, attention, .. } => {
                self.0.inc(u64::try_from(sent + attention).unwrap_or(u64::MAX));
                // What was recorded since the start goes along: a bar never passes its end.
                self.0.set_length(self.0.length().unwrap_or_default().max(self.0.position()));
            }
            _ => {}
        }
    }
}

impl Drop for SyncProgress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// How far an import is, in rows of the file.
pub(crate) struct ImportProgress(ProgressBar);

impl ImportProgress {
    /// A bar of rows, or, where it is not wanted, none.
    pub(crate) fn new(wanted: bool) -> Self {
        Self(if wanted { bar("Importing") } else { ProgressBar::hidden() })
    }

    /// So many rows of so many are done.
    pub(crate) fn advance(&self, done: usize, total: usize) {
        self.0.set_length(u64::try_from(total).unwrap_or(u64::MAX));
        self.0.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    }

    /// Takes the bar away.
    pub(crate) fn clear(self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use homing_domain::names::AccountId;

    use super::*;

    #[test]
    fn the_template_is_one_that_the_library_takes() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }

    #[test]
    fn the_bar_counts_what_left_the_queue_and_never_passes_its_end() {
        let progress = SyncProgress::new(false);
        progress.emit(Event::CycleStarted { account: AccountId::LOCAL, waiting: 12 });
        progress.emit(Event::BatchSettled { sent: 9, attention: 1, waiting: 2 });
        assert_eq!((progress.0.position(), progress.0.length()), (10, Some(12)));
        progress.emit(Event::BatchSettled { sent: 5, attention: 0, waiting: 0 });
        assert_eq!((progress.0.position(), progress.0.length()), (15, Some(15)));
    }
}
