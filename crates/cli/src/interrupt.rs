//! The signals that ask the program to end: a sync gives back what it has not sent; everything else ends at once,
//! and a terminal whose echo was off gets it back.

use std::io::{self, Write as _};

use async_trait::async_trait;
use homing_domain::ports::Signals;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};

use crate::exit::ExitCode;
use crate::prompt::PromptOpen;

/// What the first Ctrl-C does, and a first SIGTERM or SIGHUP. The second one ends the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FirstInterrupt {
    /// It asks for an orderly end, and says that this may take a while.
    AsksToStop,
    /// It asks for an orderly end; the command itself says how that went.
    AsksToEnd,
    /// It ends the program.
    Ends,
}

/// A signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM, as `kill` and a shutdown send it, or SIGHUP, as a terminal that is closed.
    Terminate,
    /// SIGQUIT: at once.
    Quit,
}

/// The wish to stop, from the keyboard or the system.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt(watch::Receiver<bool>);

impl Interrupt {
    /// Listens from now on, on the current runtime.
    pub(crate) fn listen(first: FirstInterrupt, prompt: PromptOpen) -> Self {
        let (requested, request) = watch::channel(false);
        // Where a signal can't be listened for, it does what the system does by itself.
        let mut signals = signals();
        prompt.is_listened_for();
        tokio::spawn(async move {
            while let Some(signal) = signals.recv().await {
                if signal == Signal::Interrupt && prompt.takes_ctrl_c() {
                    continue;
                }
                let ends = first == FirstInterrupt::Ends || signal == Signal::Quit || prompt.is_open();
                if ends || requested.send_replace(true) {
                    if prompt.is_open() {
                        prompt.give_back();
                        drop(writeln!(io::stderr(), "Ended. Nothing is lost."));
                    }
                    std::process::exit(ExitCode::Interrupted.number().into());
                }
                if first == FirstInterrupt::AsksToStop {
                    let text = "Finishing the request under way; nothing is lost. Ctrl-C again ends at once.";
                    drop(writeln!(io::stderr(), "{text}"));
                }
            }
            // Whoever waits for a wish waits on.
            std::future::pending::<()>().await;
        });
        Self(request)
    }

    /// Listens where nobody does yet: a prompt must not leave a terminal without its echo.
    pub(crate) fn listen_for(prompt: &PromptOpen) {
        if Handle::try_current().is_ok() {
            Self::listen(FirstInterrupt::Ends, prompt.clone());
        }
    }
}

#[cfg(unix)]
fn signals() -> mpsc::Receiver<Signal> {
    use tokio::signal::unix::{SignalKind, signal};
    let (send, receive) = mpsc::channel(1);
    for (kind, meaning) in [
        (SignalKind::interrupt(), Signal::Interrupt),
        (SignalKind::terminate(), Signal::Terminate),
        (SignalKind::hangup(), Signal::Terminate),
        (SignalKind::quit(), Signal::Quit),
    ] {
        let Ok(mut arriving) = signal(kind) else { continue };
        let send = send.clone();
        tokio::spawn(async move {
            while arriving.recv().await.is_some() {
                if send.send(meaning).await.is_err() {
                    break;
                }
            }
        });
    }
    receive
}

#[cfg(not(unix))]
fn signals() -> mpsc::Receiver<Signal> {
    let (send, receive) = mpsc::channel(1);
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if send.send(Signal::Interrupt).await.is_err() {
                break;
            }
        }
    });
    receive
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
pub(crate) async fn reader_gone() {
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
pub(crate) async fn reader_gone() {
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
}
