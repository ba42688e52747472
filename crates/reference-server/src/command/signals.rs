//! The signals that ask the program to end.

use std::io;

/// Which one came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StopSignal {
    /// Ctrl-C.
    Interrupt,
    /// What `kill` and service managers send.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has it"))]
    Terminate,
}

impl StopSignal {
    /// The exit code of a program that a signal ended, as shells count: 128 and the signal's number.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

/// Watches for the signals from now on; ready once one came.
#[cfg(unix)]
pub(super) fn stop() -> io::Result<impl Future<Output = StopSignal> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => StopSignal::Interrupt,
            _ = terminate.recv() => StopSignal::Terminate,
        }
    })
}

/// Watches for the signal from now on; ready once it came.
#[cfg(not(unix))]
pub(super) fn stop() -> io::Result<impl Future<Output = StopSignal> + Send + 'static> {
    Ok(async {
        // Without the signal the process ends at once; SQLite rolls back what was under way.
        let _ = tokio::signal::ctrl_c().await;
        StopSignal::Interrupt
    })
}

/// The signal that asks for the certificate to be read again.
pub(super) struct Reload {
    #[cfg(unix)]
    hangup: tokio::signal::unix::Signal,
}

impl Reload {
    /// Waits for it; `false` where it can't come any more.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) -> bool {
        self.hangup.recv().await.is_some()
    }

    #[cfg(not(unix))]
    pub(super) async fn next(&mut self) -> bool {
        false
    }
}

/// Watches for it from now on. Without that, it would end the process.
pub(super) fn reload() -> io::Result<Reload> {
    Ok(Reload {
        #[cfg(unix)]
        hangup: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())?,
    })
}
