//! One machine: a data folder, a keychain, a clock, and the programs that run on it.

mod backend;
mod compose;
mod keychain;
mod kinds;
mod locks;
mod process;
mod store;
mod system;

use std::sync::Arc;

use homing_domain::names::DeviceId;
use homing_domain::ports::{BootId, Clock as _, Ids as _};

pub(crate) use backend::{Backend, Opened};
pub(crate) use compose::Ports;
pub(crate) use keychain::{Keychain, TurnKeychain};
pub(crate) use locks::{Locks, TurnLocks};
pub(crate) use process::{Acknowledged, Op, Process, Program, Told};
pub(crate) use system::{Boot, System};

use super::time::MachineClock;
use super::world::World;

/// One machine.
pub(crate) struct Machine {
    pub(crate) number: usize,
    pub(crate) backend: Arc<Backend>,
    pub(crate) clock: MachineClock,
    pub(crate) locks: Locks,
    pub(crate) keychain: Keychain,
    pub(crate) system: System,
    pub(crate) boot: Boot,
    pub(crate) device: DeviceId,
    pub(crate) online: bool,
    pub(crate) processes: Vec<Process>,
}

impl Machine {
    /// A machine on which nothing was done yet.
    pub(crate) fn new(world: &World, number: usize, backend: Backend, ahead_millis: i64) -> Self {
        let candidate = DeviceId::new(world.ids.uuid());
        let device = backend.run(backend.accounts.device(candidate)).unwrap();
        let clock = MachineClock::new(world.time.clone(), ahead_millis);
        Self {
            number,
            backend: Arc::new(backend),
            system: System::default(),
            boot: boot(world, &clock),
            clock,
            locks: Locks::default(),
            keychain: Keychain::default(),
            device,
            online: true,
            processes: Vec::new(),
        }
    }

    /// Everything on it is gone, and it begins anew.
    pub(crate) fn restart(&mut self, world: &World) {
        self.processes.clear();
        self.boot = boot(world, &self.clock);
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

fn boot(world: &World, clock: &MachineClock) -> Boot {
    Boot { id: BootId::new(world.ids.uuid()), at: world.time.now(), awake_before: clock.monotonic() }
}
