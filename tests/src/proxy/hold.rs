//! Holding one request at a chosen point of its way until the test says how it goes on, or letting it arrive late.

use anyhow::{Context, Result};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::PATIENCE;

/// Where on its way a request is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// It has left the client, and the server has not seen it.
    BeforeForwarding,
    /// The server has answered, and the client has not seen it.
    BeforeAnswer,
    /// The client has the head and half of the body of the answer.
    HalfOfAnswer,
}

/// A request that will be held, or is. When this goes, its connection is cut where it is.
#[derive(Debug)]
pub struct Hold {
    reached: oneshot::Receiver<()>,
    onward: oneshot::Sender<()>,
}

/// The proxy's end of a [`Hold`].
#[derive(Debug)]
pub(super) struct Trap {
    reached: oneshot::Sender<()>,
    onward: oneshot::Receiver<()>,
}

impl Hold {
    pub(super) fn new() -> (Self, Trap) {
        let (tell, reached) = oneshot::channel();
        let (onward, decided) = oneshot::channel();
        (Self { reached, onward }, Trap { reached: tell, onward: decided })
    }

    /// Waits until the request is held.
    ///
    /// # Errors
    /// It never came.
    pub async fn reached(&mut self) -> Result<()> {
        let reached = timeout(PATIENCE, &mut self.reached).await.context("the request to hold never came")?;
        reached.context("the proxy ended before the request came")
    }

    /// Lets it go on.
    pub fn pass(self) {
        // A connection that is gone has nothing left to pass.
        let _ = self.onward.send(());
    }
}

/// A request whose client was cut off, and which is still on its way. When this goes, it never arrives.
#[derive(Debug)]
pub struct Late {
    onward: oneshot::Sender<()>,
    answered: oneshot::Receiver<()>,
}

/// The proxy's end of a [`Late`].
#[derive(Debug)]
pub(super) struct Detour {
    onward: oneshot::Receiver<()>,
    answered: oneshot::Sender<()>,
}

impl Late {
    pub(super) fn new() -> (Self, Detour) {
        let (onward, decided) = oneshot::channel();
        let (tell, answered) = oneshot::channel();
        (Self { onward, answered }, Detour { onward: decided, answered: tell })
    }

    /// Lets it arrive, and waits until the server has answered it, which nobody hears.
    ///
    /// # Errors
    /// It was never sent, or the server gave no answer.
    pub async fn arrive(self) -> Result<()> {
        let _ = self.onward.send(());
        let answered = timeout(PATIENCE, self.answered).await.context("a late request is never answered")?;
        answered.context("the late request did not arrive")
    }
}

impl Detour {
    /// Waits. True where the request arrives after all.
    pub(super) async fn ends(&mut self) -> bool {
        (&mut self.onward).await.is_ok()
    }

    pub(super) fn answered(self) {
        let _ = self.answered.send(());
    }
}

impl Trap {
    /// Holds. True where the request goes on, false where it is cut.
    pub(super) async fn spring(self) -> bool {
        // The test may have stopped looking; what it decides still counts.
        let _ = self.reached.send(());
        self.onward.await.is_ok()
    }
}
