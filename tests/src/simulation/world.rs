//! What the ports of every process share.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard};

use homing_domain::names::AccountId;

use super::Setting;
use super::dice::Dice;
use super::model::{Breaches, Listing, Model, Saw};
use super::network::Network;
use super::planted::Planted;
use super::server::{Rules, Server};
use super::time::WorldTime;
use super::trace::Trace;
use super::turn::{ProcessId, Turns};

/// The world outside the processes.
pub(crate) struct World {
    pub(crate) time: WorldTime,
    pub(crate) turns: Turns,
    pub(crate) network: Network,
    pub(crate) trace: Trace,
    pub(crate) breaches: Breaches,
    /// Where ids come from.
    pub(crate) ids: Dice,
    /// What spreads waits.
    pub(crate) jitter: Dice,
    pub(crate) model: Mutex<Model>,
    pub(crate) server: Mutex<Server>,
    pub(crate) planted: Option<Planted>,
    processes: AtomicU32,
}

impl World {
    pub(crate) fn new(seed: u64, machines: usize, rules: Rules, setting: Setting) -> Self {
        let time = WorldTime::default();
        let breaches = Breaches::default();
        Self {
            turns: Turns::default(),
            network: Network::default(),
            trace: Trace::new(time.clone(), setting.readable),
            ids: Dice::new(seed, 1),
            jitter: Dice::new(seed, 2),
            model: Mutex::new(Model::new(breaches.clone(), machines)),
            server: Mutex::new(Server::new(rules)),
            planted: setting.planted,
            processes: AtomicU32::new(0),
            breaches,
            time,
        }
    }

    pub(crate) fn next_process(&self) -> ProcessId {
        self.processes.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn model(&self) -> MutexGuard<'_, Model> {
        self.model.lock().unwrap()
    }

    /// Taken before the model, where both are needed.
    pub(crate) fn server(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap()
    }

    /// Shows the model how many tasks a store says were sent.
    pub(crate) fn saw_history(&self, machine: usize, account: AccountId, sent: u64) {
        let tells_date = self.server().rules.tells_date;
        self.model().look_at_history(machine, account, sent, tells_date, self.time.now());
    }

    /// Shows the model a call that a store has done.
    pub(crate) fn saw(&self, who: (usize, ProcessId), saw: Saw, listing: Listing) {
        let server = self.server();
        self.model().saw(who, saw, listing, &server, self.time.now());
    }
}
