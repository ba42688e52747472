//! The alarm and the system of tests keep the rules of their ports.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::ports::{SystemEvent, SystemEvents};
use homing_domain::testing::conformance::alarm::Ringing;
use homing_domain::testing::conformance::system_events::Sleeper;
use homing_domain::testing::{ManualAlarm, ManualClock, ManualSystemEvents};

fn new_alarm() -> impl AsyncFn() -> Ringing<ManualAlarm> {
    async || {
        let clock = ManualClock::default();
        let hands = clock.clone();
        let pass = Box::new(move |time| hands.advance(time));
        Ringing { alarm: ManualAlarm::new(&clock), clock: Arc::new(clock), pass }
    }
}

mod alarm {
    homing_domain::alarm_conformance!(super::new_alarm);
}

struct Place(ManualSystemEvents);

#[async_trait]
impl Sleeper for Place {
    fn events(&self) -> &dyn SystemEvents {
        &self.0
    }

    async fn wake(&self) {
        self.0.tell(SystemEvent::Resumed);
    }
}

fn new_system() -> impl AsyncFn() -> Place {
    async || Place(ManualSystemEvents::default())
}

mod system_events {
    homing_domain::system_events_conformance!(super::new_system);
}
