//! Nudges within this process, for tests and for an application's own.

use async_trait::async_trait;
use homing_domain::ports::{NudgeError, NudgeWatch, Nudges};
use tokio::sync::watch;

/// Nudges that reach whoever holds a clone. Clones stand for processes of one data folder.
#[derive(Clone, Debug)]
pub struct MemoryNudges(watch::Sender<()>);

struct MemoryWatch(watch::Receiver<()>);

impl MemoryNudges {
    /// Nudges that nobody watches yet.
    #[must_use]
    pub fn new() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Default for MemoryNudges {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Nudges for MemoryNudges {
    fn nudge(&self) {
        self.0.send_replace(());
    }

    async fn watch(&self) -> Result<Box<dyn NudgeWatch>, NudgeError> {
        Ok(Box::new(MemoryWatch(self.0.subscribe())))
    }
}

#[async_trait]
impl NudgeWatch for MemoryWatch {
    async fn nudged(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
