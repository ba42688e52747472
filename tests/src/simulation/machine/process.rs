//! One run of a program: the window, which stays, or a command in a terminal, which ends. It has a runtime of its own;
//! to drop that is to kill it, with every task it had begun.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use homing_app::{Session, SyncManager};
use homing_domain::ports::{Event, Events, Signals};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::compose::{Doors, Ports, compose};
use super::store::TurnStore;
use super::system::{LifeSince, TurnAlarm};
use super::{Machine, TurnKeychain, TurnLocks};
use crate::simulation::network::ProcessHttp;
use crate::simulation::turn::ProcessId;
use crate::simulation::world::World;

mod op;

pub(crate) use op::{Acknowledged, Op, Told};

/// What kind of program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// Stays, and syncs by itself.
    Window,
    /// Does one thing.
    Terminal,
}

/// One run of a program.
pub(crate) struct Process {
    pub(crate) id: ProcessId,
    pub(crate) program: Program,
    pub(crate) manager: Arc<SyncManager>,
    session: Arc<Session>,
    stop: StopSignal,
    ops: Vec<JoinHandle<Told>>,
    resident: Option<JoinHandle<()>>,
    /// Dropped last: it holds what the others work with.
    runtime: Runtime,
}

impl Process {
    pub(super) fn start(world: &Arc<World>, machine: &Machine, program: Program) -> Self {
        let id = world.next_process();
        let stop = StopSignal::default();
        let store = TurnStore {
            opened: machine.backend.open(),
            backend: Arc::clone(&machine.backend),
            world: Arc::clone(world),
            machine: machine.number,
            process: id,
        };
        let ports = world.plant(Ports {
            queue: Arc::new(store.clone()),
            accounts: Arc::new(store),
            keychain: Arc::new(TurnKeychain {
                keychain: machine.keychain.clone(),
                turns: world.turns.clone(),
                process: id,
            }),
            http: Arc::new(ProcessHttp {
                network: world.network.clone(),
                time: world.time.clone(),
                process: id,
                machine: machine.number,
            }),
            locks: Arc::new(TurnLocks {
                locks: machine.locks.clone(),
                turns: world.turns.clone(),
                process: id,
            }),
            clock: Arc::new(machine.clock.clone()),
            jitter: Arc::new(world.jitter.clone()),
            ids: Arc::new(world.ids.clone()),
            events: Arc::new(Unwatched),
            signals: Arc::new(stop.clone()),
            alarm: Arc::new(TurnAlarm { turns: world.turns.clone(), time: world.time.clone(), process: id }),
            nudges: Arc::new(machine.backend.nudges.clone()),
            system: Arc::new(machine.system.clone()),
            machine: Arc::new(LifeSince {
                boot: machine.boot.clone(),
                time: world.time.clone(),
                clock: machine.clock.clone(),
            }),
            device: machine.device,
        });
        let Doors { manager, session, job } = compose(&ports);
        let runtime = Builder::new_current_thread().build().unwrap();
        let resident = (program == Program::Window).then(|| runtime.spawn(job.run()));
        Self { id, program, manager, session: Arc::new(session), stop, ops: Vec::new(), resident, runtime }
    }

    /// Begins what a person asks for.
    pub(crate) fn begin(&mut self, op: Op) {
        let (manager, session) = (Arc::clone(&self.manager), Arc::clone(&self.session));
        let id = self.id;
        self.ops.push(self.runtime.spawn(async move { op.run(id, &manager, &session).await }));
    }

    /// Runs until everything in it waits. Gives what came to an end.
    pub(crate) fn run(&mut self) -> Vec<Told> {
        // Each yield lets everything run that can; what it wakes runs before the next one comes back.
        const ROUNDS: usize = 3;
        self.runtime.block_on(async {
            for _ in 0..ROUNDS {
                tokio::task::yield_now().await;
            }
        });
        let mut told = Vec::new();
        let mut place = 0;
        while place < self.ops.len() {
            if self.ops[place].is_finished() {
                told.push(self.runtime.block_on(self.ops.remove(place)).unwrap());
            } else {
                place += 1;
            }
        }
        if self.resident.as_ref().is_some_and(JoinHandle::is_finished) {
            self.runtime.block_on(self.resident.take().unwrap()).unwrap();
        }
        told
    }

    /// Whether it has nothing left to do: it ends by itself.
    pub(crate) fn is_done(&self) -> bool {
        self.ops.is_empty() && self.resident.is_none()
    }

    /// How many things a person waits for.
    pub(crate) fn busy(&self) -> usize {
        self.ops.len()
    }

    pub(crate) fn ask_to_stop(&self) {
        self.stop.0.send_replace(true);
    }

    pub(crate) fn is_asked_to_stop(&self) -> bool {
        *self.stop.0.borrow()
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = match self.program {
            Program::Window => "window",
            Program::Terminal => "terminal",
        };
        write!(f, "{program} {}", self.id)
    }
}

/// The wish to stop one process.
#[derive(Clone)]
struct StopSignal(Arc<watch::Sender<bool>>);

impl Default for StopSignal {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

#[async_trait]
impl Signals for StopSignal {
    fn stop_requested(&self) -> bool {
        *self.0.borrow()
    }

    async fn stopped(&self) {
        drop(self.0.subscribe().wait_for(|stop| *stop).await);
    }
}

/// Nobody watches; what would be shown is looked at by the model.
struct Unwatched;

impl Events for Unwatched {
    fn emit(&self, event: Event) {
        crate::simulation::overheard::overhear(&format!("{event:?}"));
    }
}
