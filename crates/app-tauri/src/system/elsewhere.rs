//! Systems whose own clocks and signals Homing does not use yet: macOS and Windows. Neither compiled nor run there; the
//! tests compile and run it on Linux.

use std::time::Duration;

use async_trait::async_trait;
use homing_domain::ports::{Alarm, SystemEvent, SystemEvents, SystemEventsError, SystemWatch};

/// The runtime's timer. A sleep of the machine may not count: what came due in one rings that much later.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemAlarm;

#[async_trait]
impl Alarm for SystemAlarm {
    #[expect(clippy::disallowed_methods, reason = "the adapter of the alarm port")]
    async fn ring_after(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// A system that says nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct MachineEvents;

struct Silence;

#[async_trait]
impl SystemEvents for MachineEvents {
    async fn watch(&self) -> Result<Box<dyn SystemWatch>, SystemEventsError> {
        Ok(Box::new(Silence))
    }
}

#[async_trait]
impl SystemWatch for Silence {
    async fn next(&mut self) -> SystemEvent {
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use homing_domain::testing::conformance::alarm::Ringing;

    use super::*;
    use crate::SystemClock;

    fn new_alarm() -> impl AsyncFn() -> Ringing<SystemAlarm> {
        async || Ringing { alarm: SystemAlarm, clock: Arc::new(SystemClock::new()), pass: Box::new(|_| {}) }
    }

    homing_domain::alarm_conformance!(new_alarm);

    #[tokio::test]
    async fn a_system_that_says_nothing_can_be_listened_to() {
        let watch = MachineEvents.watch().await;
        assert!(watch.is_ok_and(|mut watch| futures_util::FutureExt::now_or_never(watch.next()).is_none()));
    }
}
