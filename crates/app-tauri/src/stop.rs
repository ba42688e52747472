//! The wish to stop, from within: what ends the background job and, through the engine's signals, a running cycle.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::ports::Signals;
use tokio::sync::watch;

/// Signals that can also be given from within. Clones are one switch; once thrown, it stays so.
#[derive(Clone)]
pub struct StopSwitch {
    outer: Arc<dyn Signals>,
    thrown: watch::Sender<bool>,
}

impl StopSwitch {
    /// A switch that is thrown by `stop`, or by these signals.
    #[must_use]
    pub fn over(outer: Arc<dyn Signals>) -> Self {
        Self { outer, thrown: watch::Sender::new(false) }
    }

    /// Asks for a stop.
    pub fn stop(&self) {
        self.thrown.send_replace(true);
    }
}

#[async_trait]
impl Signals for StopSwitch {
    fn stop_requested(&self) -> bool {
        *self.thrown.borrow() || self.outer.stop_requested()
    }

    async fn stopped(&self) {
        let mut thrown = self.thrown.subscribe();
        tokio::select! {
            // The sender lives in `self`.
            _ = thrown.wait_for(|thrown| *thrown) => {}
            () = self.outer.stopped() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use homing_domain::ports::MockSignals;

    use super::*;
    use crate::NoSignals;

    #[tokio::test]
    async fn a_stop_from_within_is_seen_by_every_clone_before_and_after_it_is_asked_for() {
        let switch = StopSwitch::over(Arc::new(NoSignals));
        assert!(!switch.stop_requested());
        let waiting = tokio::spawn({
            let switch = switch.clone();
            async move { switch.stopped().await }
        });
        switch.stop();
        assert!(waiting.await.is_ok());
        switch.stopped().await;
        assert!(switch.clone().stop_requested());
    }

    #[tokio::test]
    async fn a_stop_from_outside_is_one_too() {
        let mut outer = MockSignals::new();
        outer.expect_stop_requested().return_const(true);
        outer.expect_stopped().return_const(());
        let switch = StopSwitch::over(Arc::new(outer));
        assert!(switch.stop_requested());
        switch.stopped().await;
    }
}
