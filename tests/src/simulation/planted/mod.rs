//! Bugs that are put in on purpose, one at a time. Each stands in the place of one port of a process; the engine, the
//! stores and the app know nothing of them. A simulation that does not find them proves nothing.

mod alarm;
mod http;
mod keychain;
mod locks;
mod queue_bugs;

use std::sync::Arc;

use homing_domain::ports::Queue;
use homing_domain::testing::{Trouble, Troubled};

use super::machine::Ports;
use super::model::Invariant;
use super::world::World;

/// A bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Planted {
    /// A task is recorded as sent when it is claimed.
    AckBeforeSend,
    /// The lock of one sync is given to a second process.
    LostLease,
    /// The tasks of a lane go in the wrong order.
    StopOvertakesStart,
    /// A task that may have arrived goes again under another key.
    NewKeyOnRetry,
    /// A keychain that loses the newest tokens with its process.
    RefreshTokenTwice,
    /// A 401 is taken for an answer in which all is well.
    Swallowed401,
    /// A full queue makes room for new tasks.
    EvictionAtQuota,
    /// The alarm for the next try never rings.
    NoWakeAfterBackOff,
    /// Tasks of another account are claimed.
    WrongAccount,
    /// The keychain has one place for the tokens of all accounts.
    TokensMixed,
    /// What was sent leaves the history at once.
    HistoryPurgedEarly,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::AckBeforeSend,
        Self::LostLease,
        Self::StopOvertakesStart,
        Self::NewKeyOnRetry,
        Self::RefreshTokenTwice,
        Self::Swallowed401,
        Self::EvictionAtQuota,
        Self::NoWakeAfterBackOff,
        Self::WrongAccount,
        Self::TokensMixed,
        Self::HistoryPurgedEarly,
    ];

    /// What does not hold with it.
    #[must_use]
    pub fn breaks(self) -> Invariant {
        match self {
            Self::AckBeforeSend | Self::Swallowed401 | Self::EvictionAtQuota | Self::HistoryPurgedEarly => {
                Invariant::I1
            }
            Self::NewKeyOnRetry => Invariant::I2,
            Self::StopOvertakesStart => Invariant::I3,
            Self::LostLease | Self::RefreshTokenTwice => Invariant::I5,
            Self::WrongAccount | Self::TokensMixed => Invariant::I6,
            Self::NoWakeAfterBackOff => Invariant::Arrives,
        }
    }
}

impl World {
    /// The ports of a process, with the bug in its place.
    pub(crate) fn plant(&self, ports: Ports) -> Ports {
        let Some(planted) = self.planted else { return ports };
        let queue = |bug: Arc<dyn Trouble>| -> Arc<dyn Queue> {
            Arc::new(Troubled::over(Arc::clone(&ports.queue), bug))
        };
        match planted {
            Planted::AckBeforeSend => Ports { queue: queue(Arc::new(queue_bugs::AckBeforeSend)), ..ports },
            Planted::StopOvertakesStart => Ports { queue: queue(Arc::new(queue_bugs::Backwards)), ..ports },
            Planted::NewKeyOnRetry => {
                let bug = queue_bugs::NewKeyOnRetry(self.ids.clone());
                Ports { queue: queue(Arc::new(bug)), ..ports }
            }
            Planted::EvictionAtQuota => Ports { queue: queue(Arc::new(queue_bugs::Evicts)), ..ports },
            Planted::WrongAccount => {
                let bug = queue_bugs::AnyAccount(Arc::clone(&ports.accounts));
                Ports { queue: queue(Arc::new(bug)), ..ports }
            }
            Planted::HistoryPurgedEarly => {
                let bug = queue_bugs::Purges(Arc::clone(&ports.accounts));
                Ports { queue: queue(Arc::new(bug)), ..ports }
            }
            Planted::LostLease => Ports { locks: Arc::new(locks::GivenTwice(ports.locks)), ..ports },
            Planted::RefreshTokenTwice => {
                Ports { keychain: Arc::new(keychain::Forgetful::over(ports.keychain)), ..ports }
            }
            Planted::TokensMixed => {
                Ports { keychain: Arc::new(keychain::OnePlace::over(ports.keychain)), ..ports }
            }
            Planted::Swallowed401 => Ports { http: Arc::new(http::AllIsWell(ports.http)), ..ports },
            Planted::NoWakeAfterBackOff => Ports { alarm: Arc::new(alarm::Dumb), ..ports },
        }
    }
}
