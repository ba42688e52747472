//! A machine that sleeps and starts anew when a test says so.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use super::ManualClock;
use crate::ports::{BootId, Clock as _, Life, Machine};

/// The machine of a test, on whose clock its time passes: what [`ManualClock::advance`] lets pass it is awake.
/// Clones are the same machine.
#[derive(Clone, Debug)]
pub struct ManualMachine {
    clock: ManualClock,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    starts: u32,
    suspended: Duration,
    /// What the clock's own time showed at this start.
    began: Duration,
}

impl ManualMachine {
    /// Has just been started.
    #[must_use]
    pub fn new(clock: ManualClock) -> Self {
        let began = clock.monotonic();
        Self { clock, state: Arc::new(Mutex::new(State { starts: 1, suspended: Duration::ZERO, began })) }
    }

    /// Is suspended for so long: the time of day goes on, and nothing else does.
    pub fn sleep(&self, duration: Duration) {
        self.clock.set_now(self.clock.now().saturating_add(duration));
        self.state().suspended += duration;
    }

    /// Is off for so long, and started anew.
    pub fn reboot(&self, off: Duration) {
        self.clock.set_now(self.clock.now().saturating_add(off));
        let began = self.clock.monotonic();
        let mut state = self.state();
        *state = State { starts: state.starts + 1, suspended: Duration::ZERO, began };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Machine for ManualMachine {
    fn life(&self) -> Life {
        let state = self.state();
        Life {
            boot: Some(BootId::new(Uuid::from_u128(state.starts.into()))),
            suspended: Some(state.suspended),
            awake: Some(self.clock.monotonic().saturating_sub(state.began)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    fn new_place() -> impl AsyncFn() -> ManualMachine {
        let machine = LazyLock::new(|| ManualMachine::new(ManualClock::default()));
        async move || (*machine).clone()
    }

    crate::machine_conformance!(new_place);

    #[test]
    fn sleep_moves_the_time_of_day_and_a_start_begins_from_nothing() {
        let clock = ManualClock::default();
        let machine = ManualMachine::new(clock.clone());
        let (before, hour) = (machine.life(), Duration::from_secs(3_600));
        let at = clock.now();
        machine.sleep(hour);
        clock.advance(hour);
        assert_eq!(machine.life(), Life { suspended: Some(hour), awake: Some(hour), ..before });
        assert_eq!(clock.now().since(at), 2 * hour);
        machine.reboot(hour);
        let after = machine.life();
        assert_ne!(after.boot, before.boot);
        assert_eq!((after.suspended, after.awake), (Some(Duration::ZERO), Some(Duration::ZERO)));
        assert_eq!(clock.now().since(at), 3 * hour);
    }
}
