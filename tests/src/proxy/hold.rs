//! Holding one request at a chosen point of its way, until the test says how it goes on.

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

impl Trap {
    /// Holds. True where the request goes on, false where it is cut.
    pub(super) async fn spring(self) -> bool {
        // The test may have stopped looking; what it decides still counts.
        let _ = self.reached.send(());
        self.onward.await.is_ok()
    }
}
