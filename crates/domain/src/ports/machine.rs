//! How long the machine has really lived: which start of it this is, and how much of the time since then it was
//! awake or asleep. Not the time of day, which people and servers can set: see [`super::Clock`].

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One start of the machine. Every process sees the same one until the machine is started anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BootId(Uuid);

impl BootId {
    /// Takes the UUID that the system gave this start.
    #[must_use]
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

/// What the system tells of the machine's life. What it does not tell is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// Which start of the machine this is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<BootId>,
    /// For how long it was suspended since then.
    #[serde(
        default,
        rename = "suspended_millis",
        with = "crate::millis::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub suspended: Option<Duration>,
    /// For how long it was awake since then.
    #[serde(
        default,
        rename = "awake_millis",
        with = "crate::millis::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub awake: Option<Duration>,
}

/// The machine's life. Every implementation:
///
/// 1. `boot` MUST be the same for every process from one start of the machine to the next, and another one after.
/// 2. `awake` MUST grow while the machine is awake and `suspended` while it is suspended, both from nothing at
///    its start; neither MUST move when somebody sets the wall clock. A difference of some milliseconds between two
///    looks is no matter.
/// 3. What the system does not tell MUST be `None`, never a guess.
/// 4. `life` MUST NOT wait, write, or fail.
#[cfg_attr(feature = "test-util", mockall::automock)]
pub trait Machine: Send + Sync {
    /// The machine's life until now.
    fn life(&self) -> Life;
}

/// For a system that tells nothing of its life.
#[derive(Clone, Copy, Debug, Default)]
pub struct UntoldMachine;

impl Machine for UntoldMachine {
    fn life(&self) -> Life {
        Life::default()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_life_is_kept_to_the_millisecond_and_what_is_not_told_is_left_out() {
        let life = Life {
            boot: Some(BootId::new(Uuid::from_u128(7))),
            suspended: Some(Duration::from_micros(61_000_900)),
            awake: None,
        };
        let text = serde_json::to_string(&life).unwrap();
        assert_eq!(text, r#"{"boot":"00000000-0000-0000-0000-000000000007","suspended_millis":61000}"#);
        let read: Life = serde_json::from_str(&text).unwrap();
        assert_eq!(read, Life { suspended: Some(Duration::from_secs(61)), ..life });
        assert_eq!(serde_json::from_str::<Life>("{}").unwrap(), Life::default());
    }
}
