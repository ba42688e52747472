//! Systems whose own clocks and signals Homing does not use yet: macOS and Windows. Neither compiled nor run there.

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
