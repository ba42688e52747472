//! Linux: an alarm that counts the time of a suspended machine, and what the kernel and logind say of themselves.

mod alarm;
mod clock_set;
mod logind;
mod network;
mod readable;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::io;

use async_trait::async_trait;
use homing_domain::ports::{SystemEvent, SystemEvents, SystemEventsError, SystemWatch};
use zbus::Address;

pub use alarm::SystemAlarm;
use clock_set::ClockSet;
use logind::Logind;
use network::Network;

use crate::logs::Causes;

/// What the kernel and logind tell: a wake by logind, another network by rtnetlink, a clock that was set by a timer of
/// the kernel. What is missing is said in the log when the watch begins; a container, for one, has no system bus.
#[derive(Clone, Debug, Default)]
pub struct MachineEvents {
    /// Another bus than the machine's.
    bus: Option<Address>,
}

/// One source each, while it is there.
struct Watch {
    woke: Option<Logind>,
    network: Option<Network>,
    clock: Option<ClockSet>,
}

#[async_trait]
impl SystemEvents for MachineEvents {
    async fn watch(&self) -> Result<Box<dyn SystemWatch>, SystemEventsError> {
        let woke = there("wakes", Logind::open(self.bus.as_ref()).await);
        let network = there("changes of the network", Network::open());
        let clock = there("changes of the clock", ClockSet::open());
        if woke.is_none() && network.is_none() && clock.is_none() {
            return Err(SystemEventsError(io::Error::from(io::ErrorKind::Unsupported).into()));
        }
        Ok(Box::new(Watch { woke, network, clock }))
    }
}

fn there<S, E: Error + 'static>(what: &'static str, source: Result<S, E>) -> Option<S> {
    source
        .inspect_err(|error| tracing::info!(causes = %Causes(error), "the system does not tell of {what}"))
        .ok()
}

#[async_trait]
impl SystemWatch for Watch {
    async fn next(&mut self) -> SystemEvent {
        loop {
            let Self { woke, network, clock } = self;
            // A source that fails is not asked again: what it told goes unheard from then on.
            tokio::select! {
                heard = heard(woke, Logind::heard) => match there("wakes any more", heard) {
                    Some(()) => return SystemEvent::Resumed,
                    None => *woke = None,
                },
                heard = heard(network, Network::heard) => match there("changes of the network any more", heard) {
                    Some(()) => return SystemEvent::NetworkChanged,
                    None => *network = None,
                },
                heard = heard(clock, ClockSet::heard) => match there("changes of the clock any more", heard) {
                    Some(()) => return SystemEvent::ClockSet,
                    None => *clock = None,
                },
            }
        }
    }
}

/// Waits for a source, or, where there is none, for ever.
async fn heard<S, E>(
    source: &mut Option<S>,
    hear: impl AsyncFnOnce(&mut S) -> Result<(), E>,
) -> Result<(), E> {
    match source {
        Some(source) => hear(source).await,
        None => std::future::pending().await,
    }
}
