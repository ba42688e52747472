//! One machine: a data folder, a keychain, a clock, and the programs that run on it.

mod backend;
mod compose;
mod keychain;
mod locks;
mod process;
mod resident;
mod store;

use std::sync::Arc;

use homing_domain::names::DeviceId;
use homing_domain::ports::Ids as _;

pub(crate) use backend::Backend;
pub(crate) use compose::Ports;
pub(crate) use keychain::{Keychain, TurnKeychain};
pub(crate) use locks::{Locks, TurnLocks};
pub(crate) use process::{Acknowledged, Op, Process, Program, Told};
pub(crate) use resident::Alarm;

use super::time::MachineClock;
use super::world::World;

/// One machine.
pub(crate) struct Machine {
    pub(crate) number: usize,
    pub(crate) backend: Arc<Backend>,
    pub(crate) clock: MachineClock,
    pub(crate) locks: Locks,
    pub(crate) keychain: Keychain,
    pub(crate) device: DeviceId,
    pub(crate) online: bool,
    pub(crate) processes: Vec<Process>,
}

impl Machine {
    /// A machine on which nothing was done yet.
    pub(crate) fn new(world: &World, number: usize, backend: Backend, ahead_millis: i64) -> Self {
        let candidate = DeviceId::new(world.ids.uuid());
        let device = backend.run(backend.accounts.device(candidate)).unwrap();
        Self {
            number,
            backend: Arc::new(backend),
            clock: MachineClock::new(world.time.clone(), ahead_millis),
            locks: Locks::default(),
            keychain: Keychain::default(),
            device,
            online: true,
            processes: Vec::new(),
        }
    }

    /// Starts a program.
    pub(crate) fn start(&mut self, world: &Arc<World>, program: Program) -> &mut Process {
        let process = Process::start(world, self, program);
        world.trace.note(format_args!("machine {}: {process} starts", self.number));
        self.processes.push(process);
        self.processes.last_mut().unwrap()
    }

    /// Lets every program run until it waits for something.
    pub(crate) fn run(&mut self) -> Vec<Told> {
        self.processes.iter_mut().flat_map(Process::run).collect()
    }
}
