//! A question on the terminal: while it is open, no progress is drawn over it, and the terminal can be given back as
//! it was. Not what is asked: see [`crate::secret_input`].

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressBar;

use crate::interrupt::Interrupt;

/// Says whether a prompt is open. Clones are the same one.
#[derive(Clone)]
pub(crate) struct PromptOpen(Arc<State>);

struct State {
    open: AtomicBool,
    /// Whether the next Ctrl-C is the prompt's own: it may arrive after the prompt was left because of it.
    takes_ctrl_c: AtomicBool,
    listened_for: AtomicBool,
    progress: ProgressBar,
    #[cfg(unix)]
    terminal: terminal::Terminal,
}

impl fmt::Debug for PromptOpen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PromptOpen").field("open", &self.is_open()).finish_non_exhaustive()
    }
}

impl PromptOpen {
    /// Prompts that take this bar away while they are open.
    pub(crate) fn over(progress: ProgressBar) -> Self {
        Self(Arc::new(State {
            open: AtomicBool::new(false),
            takes_ctrl_c: AtomicBool::new(false),
            listened_for: AtomicBool::new(false),
            progress,
            #[cfg(unix)]
            terminal: terminal::Terminal::default(),
        }))
    }

    /// Runs `prompt`, which may turn the terminal's echo off.
    pub(crate) fn during<T>(&self, prompt: impl FnOnce() -> T) -> T {
        if !self.0.listened_for.load(Ordering::Acquire) {
            Interrupt::listen_for(self);
        }
        #[cfg(unix)]
        self.0.terminal.note();
        self.0.takes_ctrl_c.store(true, Ordering::Release);
        self.0.open.store(true, Ordering::Release);
        let answer = self.0.progress.suspend(prompt);
        self.0.open.store(false, Ordering::Release);
        answer
    }

    /// Nobody pressed Ctrl-C at the prompt that was open last.
    pub(crate) fn was_answered(&self) {
        self.0.takes_ctrl_c.store(false, Ordering::Release);
    }

    /// Whether a Ctrl-C is the prompt's own, which turns it into its answer. It is so once for each prompt.
    pub(crate) fn takes_ctrl_c(&self) -> bool {
        self.0.takes_ctrl_c.swap(false, Ordering::AcqRel)
    }

    /// Someone deals with the signals that come meanwhile.
    pub(crate) fn is_listened_for(&self) {
        self.0.listened_for.store(true, Ordering::Release);
    }

    /// Whether one is open now.
    pub(crate) fn is_open(&self) -> bool {
        self.0.open.load(Ordering::Acquire)
    }

    /// Gives the terminal back as it was before an open prompt.
    pub(crate) fn give_back(&self) {
        #[cfg(unix)]
        if self.is_open() {
            self.0.terminal.give_back();
        }
    }
}

#[cfg(unix)]
mod terminal {
    use std::fs::File;
    use std::io::Write as _;
    use std::sync::{Mutex, PoisonError};

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    /// Where a prompt is answered, whatever standard input is.
    const TERMINAL: &str = "/dev/tty";

    /// How the terminal was.
    #[derive(Default)]
    pub(super) struct Terminal(Mutex<Option<(File, Termios)>>);

    impl Terminal {
        pub(super) fn note(&self) {
            let now = File::options().read(true).write(true).open(TERMINAL).ok();
            let now = now.and_then(|file| tcgetattr(&file).ok().map(|settings| (file, settings)));
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
        }

        pub(super) fn give_back(&self) {
            if let Some((file, before)) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
                // Where it fails the terminal is gone, and its echo with it.
                tcsetattr(&*file, OptionalActions::Flush, before).ok();
                // Whatever comes next begins on a line of its own.
                writeln!(file).ok();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_open_for_as_long_as_it_runs() {
        let prompt = PromptOpen::over(ProgressBar::hidden());
        assert!(prompt.during(|| prompt.is_open()));
        assert!(!prompt.is_open());
    }
}
