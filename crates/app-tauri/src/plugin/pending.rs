//! The one sign-in that waits for a person in a browser, and what ends it: a cancel, another one that begins, the window
//! that is closed, the end of the program.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tauri::Runtime;
use tauri::ipc::{CommandArg, CommandItem, InvokeError};
use tokio::sync::oneshot;

/// The label of the window that asks.
pub(super) struct Asker(String);

impl<'de, R: Runtime> CommandArg<'de, R> for Asker {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        Ok(Self(command.message.webview_ref().label().to_owned()))
    }
}

/// No argument of the page's.
#[cfg(feature = "bindings")]
impl specta::function::FunctionArg for Asker {
    fn to_datatype(_: &mut specta::Types) -> Option<specta::datatype::DataType> {
        None
    }
}

/// What waits, if anything does.
#[derive(Default)]
pub(super) struct PendingSignIn(Mutex<Slot>);

#[derive(Default)]
struct Slot {
    begun: u64,
    waiting: Option<Waiting>,
}

struct Waiting {
    asker: String,
    number: u64,
    /// Sent to by nobody: dropped, it ends the wait.
    _end: oneshot::Sender<()>,
}

impl PendingSignIn {
    /// Runs a sign-in until it is done or ended. One that waits already is ended by it.
    pub(super) async fn run<T>(&self, asker: Asker, sign_in: impl Future<Output = T>) -> Option<T> {
        let (end, ended) = oneshot::channel();
        let number = {
            let mut slot = self.slot();
            slot.begun += 1;
            let number = slot.begun;
            slot.waiting = Some(Waiting { asker: asker.0, number, _end: end });
            number
        };
        let done = tokio::select! {
            biased;
            _ = ended => return None,
            done = sign_in => done,
        };
        let mut slot = self.slot();
        slot.waiting = slot.waiting.take().filter(|waiting| waiting.number != number);
        Some(done)
    }

    /// Ends what waits.
    pub(super) fn end(&self) {
        self.slot().waiting = None;
    }

    /// Ends what waits for this window.
    pub(super) fn end_of(&self, window: &str) {
        let mut slot = self.slot();
        slot.waiting = slot.waiting.take().filter(|waiting| waiting.asker != window);
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    fn main() -> Asker {
        Asker("main".to_owned())
    }

    #[tokio::test]
    async fn what_waits_ends_by_a_cancel_by_its_window_and_by_the_next_one() {
        let slot = PendingSignIn::default();
        let ends = async |by: &dyn Fn(&PendingSignIn)| {
            let waits = slot.run(main(), pending::<()>());
            let by = async {
                tokio::task::yield_now().await;
                by(&slot);
            };
            tokio::join!(biased; waits, by).0
        };
        assert_eq!(ends(&PendingSignIn::end).await, None);
        assert_eq!(ends(&|slot| slot.end_of("main")).await, None);
        let (first, second) =
            tokio::join!(biased; slot.run(main(), pending::<()>()), slot.run(main(), ready(7)));
        assert_eq!((first, second), (None, Some(7)));
    }

    #[tokio::test]
    async fn another_windows_end_and_a_cancel_of_nothing_end_nothing() {
        let slot = PendingSignIn::default();
        slot.end();
        let (go, gone) = oneshot::channel();
        let waits = slot.run(main(), gone);
        let others = async {
            slot.end_of("settings");
            assert!(go.send(7).is_ok());
        };
        assert_eq!(tokio::join!(biased; waits, others).0, Some(Ok(7)));
        assert!(slot.slot().waiting.is_none(), "what is done waits no longer");
    }
}
