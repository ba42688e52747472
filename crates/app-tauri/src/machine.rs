//! What the real machine tells of its life. Linux tells all of it; what other systems tell is not read yet, and
//! what stands here for them is neither compiled nor run by anyone so far.

use homing_domain::ports::{Life, Machine};

/// This machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemMachine;

impl Machine for SystemMachine {
    fn life(&self) -> Life {
        life()
    }
}

#[cfg(not(target_os = "linux"))]
fn life() -> Life {
    Life::default()
}

/// The boot id is in `proc(5)`; CLOCK_MONOTONIC counts the time awake and CLOCK_BOOTTIME that with the time
/// suspended, both from the start of the machine: `clock_gettime(2)`. Nobody can set them.
#[cfg(target_os = "linux")]
fn life() -> Life {
    use std::time::Duration;

    use homing_domain::ports::BootId;
    use rustix::time::{ClockId, Timespec, clock_gettime};

    let read = |clock| {
        let Timespec { tv_sec, tv_nsec } = clock_gettime(clock);
        Duration::new(tv_sec.try_into().unwrap_or_default(), tv_nsec.try_into().unwrap_or_default())
    };
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
    let boot = boot.and_then(|text| text.trim().parse().ok()).map(BootId::new);
    let awake = read(ClockId::Monotonic);
    let suspended = read(ClockId::Boottime).saturating_sub(awake);
    Life { boot, suspended: Some(suspended), awake: Some(awake) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_place() -> impl AsyncFn() -> SystemMachine {
        async || SystemMachine
    }

    homing_domain::machine_conformance!(new_place);

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_tells_all_of_its_life() {
        let life = SystemMachine.life();
        assert!(life.boot.is_some() && life.suspended.is_some() && life.awake.is_some(), "{life:?}");
    }
}
