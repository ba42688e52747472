//! Ctrl-C: a sync gives back what it has not sent; everything else ends at once.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use homing_domain::ports::Signals;
use tokio::sync::watch;

use crate::exit::ExitCode;

/// What the first Ctrl-C does. The second one ends the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FirstInterrupt {
    /// It asks for an orderly end.
    AsksToStop,
    /// It ends the program.
    Ends,
}

/// Says whether a prompt is open: the prompt then deals with Ctrl-C itself, and must, as it alone can give
/// the terminal back as it was.
#[derive(Clone, Debug, Default)]
pub(crate) struct PromptOpen(Arc<AtomicBool>);

impl PromptOpen {
    /// Runs `prompt` as the one that deals with Ctrl-C.
    pub(crate) fn during<T>(&self, prompt: impl FnOnce() -> T) -> T {
        self.0.store(true, Ordering::Release);
        let answer = prompt();
        self.0.store(false, Ordering::Release);
        answer
    }

    fn is_open(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The wish to stop, from the keyboard.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt(watch::Receiver<bool>);

impl Interrupt {
    /// Listens from now on, on the current runtime.
    pub(crate) fn listen(first: FirstInterrupt, prompt: PromptOpen) -> Self {
        let (requested, request) = watch::channel(false);
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if prompt.is_open() {
                    continue;
                }
                if first == FirstInterrupt::Ends || requested.send_replace(true) {
                    std::process::exit(ExitCode::Interrupted.number().into());
                }
                let text = "Finishing the request under way; nothing is lost. Ctrl-C again ends at once.";
                drop(writeln!(std::io::stderr(), "{text}"));
            }
            // Where Ctrl-C can't be listened for, it does what the system does by itself.
            std::future::pending::<()>().await;
        });
        Self(request)
    }
}

/// Waits until the program is to end: Ctrl-C, the system's own wish (SIGTERM), or nobody left who reads standard
/// output. For a command that shows what happens and has nothing to give back.
pub(crate) async fn asked_to_end() {
    tokio::select! {
        () = interrupted() => {}
        () = terminated() => {}
        () = reader_gone() => {}
    }
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => drop(terminate.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

/// A file never loses its reader: then nobody ends this way. A thread of its own asks, as it waits without an end.
#[cfg(unix)]
async fn reader_gone() {
    use rustix::event::{PollFd, PollFlags, poll};
    let (gone, is_gone) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let stdout = std::io::stdout();
        // Nothing is asked for: what is wrong with the other end comes unasked.
        if poll(&mut [PollFd::new(&stdout, PollFlags::empty())], None).is_ok() {
            gone.send(()).ok();
        }
    });
    if is_gone.await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(not(unix))]
async fn reader_gone() {
    std::future::pending().await
}

#[async_trait]
impl Signals for Interrupt {
    fn stop_requested(&self) -> bool {
        *self.0.borrow()
    }

    async fn stopped(&self) {
        let mut request = self.0.clone();
        if request.wait_for(|requested| *requested).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[tokio::test]
    async fn a_stop_is_seen_before_and_after_it_is_asked_for() {
        let (requested, request) = watch::channel(false);
        let interrupt = Interrupt(request);
        assert!(!interrupt.stop_requested());
        let waiting = tokio::spawn({
            let interrupt = interrupt.clone();
            async move { interrupt.stopped().await }
        });
        requested.send_replace(true);
        waiting.await.unwrap();
        interrupt.stopped().await;
        assert!(interrupt.stop_requested());
    }

    #[test]
    fn a_prompt_is_open_for_as_long_as_it_runs() {
        let prompt = PromptOpen::default();
        assert!(prompt.during(|| prompt.is_open()));
        assert!(!prompt.is_open());
    }
}
