//! The quiet end: no more misfortune. First nobody does anything, and what can arrive must; then everyone signs in
//! once more, stops what runs, and all must be where it belongs; then nothing happens for a day.

use std::time::Duration;

use homing_domain::account::Active;
use homing_domain::engine::SyncState;
use homing_domain::ports::Clock as _;
use homing_domain::task::Task;
use homing_domain::time::{Command, EntryState, When, running_entry};
use secrecy::ExposeSecret as _;

use super::super::machine::{Machine, Op, Program};
use super::super::model::Invariant;
use super::super::server::USERS;
use super::super::turn::Call;
use super::Simulation;
use super::step::Ready;
use super::weather::Weather;

/// Within this everything must have arrived: a day, which is the longest wait that a server may ask for; another one,
/// to which the first cycle cuts what a clock that ran ahead has stored; and an hour for the rest.
const ARRIVES_WITHIN: Duration = Duration::from_secs(49 * 3_600);

/// While a timer runs there is a sign of life each minute; a day of them shows no more than an hour.
const WITH_A_TIMER: Duration = Duration::from_secs(3_600);

/// More steps than any wait has.
const STEPS: u32 = 50_000;

/// What is waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Nobody waits for a program.
    Answered,
    /// Nothing is left to be sent.
    AllArrived,
}

impl Simulation {
    /// Runs the quiet end.
    pub(super) fn become_quiet(&mut self) {
        self.quiet = true;
        self.weather = Weather::Fine;
        self.world.trace.note(format_args!("it is quiet now"));
        for machine in &mut self.machines {
            machine.online = true;
            machine.processes.retain(|process| !process.is_asked_to_stop());
            if !machine.processes.iter().any(|process| process.program == Program::Window) {
                machine.start(&self.world, Program::Window);
            }
        }
        self.wait(Until::AllArrived);
        for (_, name) in USERS {
            for machine in 0..self.machines.len() {
                self.sign_in_and_stop(machine, name);
                if self.is_broken() {
                    return;
                }
            }
            self.wait(Until::AllArrived);
        }
        self.compare();
        self.nothing_happens();
    }

    fn sign_in_and_stop(&mut self, machine: usize, name: &'static str) {
        // Who is signed in still comes back without a password.
        let op = if self.is_signed_in(machine, name) { Op::Switch { name } } else { Op::SignIn { name } };
        self.ask_the_window(machine, op);
        self.wait(Until::Answered);
        let backend = &self.machines[machine].backend;
        let active = backend.run(backend.accounts.active()).unwrap();
        if !matches!(&active, Active::Account { account, signed_in: true } if account.name == name) {
            self.breach(Invariant::I7, format!("machine {machine}: {name} can't sign in"));
            return;
        }
        self.ask_the_window(machine, Op::Record(Box::new(Command::Stop(When::Now))));
        self.wait(Until::Answered);
    }

    /// Whether the server takes the tokens that are kept here, and a cycle has noticed no trouble.
    fn is_signed_in(&self, machine: usize, name: &str) -> bool {
        let Machine { backend, keychain, .. } = &self.machines[machine];
        let known = backend.run(backend.accounts.all()).unwrap();
        known.into_iter().filter(|known| known.signed_in && known.account.name == name).any(|known| {
            let account = known.account.id;
            let state = backend.run(SyncState::load(backend.queue.as_ref(), account)).unwrap();
            let honoured = keychain.held(account).is_some_and(|held| {
                self.world.server().tokens.honours(held.refresh.expose_secret(), self.world.time.now())
            });
            honoured && !state.sign_in_needed && state.hold.is_none()
        })
    }

    fn ask_the_window(&mut self, machine: usize, op: Op) {
        let window = self.machines[machine].processes.iter_mut();
        let window = window.into_iter().find(|process| process.program == Program::Window).unwrap();
        self.world.trace.note(format_args!("machine {machine}: {window} is asked to {op:?}"));
        window.begin(op);
    }

    /// Lets everything go on until then. Time passes only where nothing else can happen.
    fn wait(&mut self, until: Until) {
        self.after_a_step();
        let timer_runs = self.a_timer_runs();
        let end = self.world.time.now() + if timer_runs { WITH_A_TIMER } else { ARRIVES_WITHIN };
        for _ in 0..STEPS {
            if self.is_broken() {
                return;
            }
            if !self.ready().is_empty() {
                self.goes_on();
                self.after_a_step();
                continue;
            }
            let waiting = self.waits_to_be_sent().filter(|_| until == Until::AllArrived);
            if waiting.is_none() && !self.something_is_under_way() {
                return;
            }
            match self.next_event() {
                Some(next) if next <= end => {
                    self.world.time.advance_to(next);
                    self.after_a_step();
                }
                Some(_) if timer_runs => return,
                _ => {
                    self.note_queues();
                    let waiting = waiting.unwrap_or_else(|| "a program".to_owned());
                    self.breach(Invariant::Arrives, format!("nothing goes on, and {waiting} waits"));
                    return;
                }
            }
        }
        let waiting = self.waits_to_be_sent().unwrap_or_default();
        self.breach(Invariant::Arrives, format!("things go on and on, and {waiting} waits"));
    }

    /// For whoever reads the steps: what every queue holds, and what each task waits for.
    fn note_queues(&self) {
        for (number, machine) in self.machines.iter().enumerate() {
            for (_, tasks) in machine.backend.run(machine.backend.listing()) {
                for task in tasks {
                    let Task { seq, task, not_before, state, .. } = task;
                    let (id, kind, lane, depends) = (task.id, task.kind, task.lane, task.depends);
                    self.world.trace.note(format_args!(
                        "machine {number} holds {seq}: {kind} {id} of lane {lane}, {state:?}, from {not_before} on, \
                         after {depends:?}"
                    ));
                }
            }
        }
    }

    /// Whether a timer of someone who is at a machine runs.
    fn a_timer_runs(&self) -> bool {
        self.machines.iter().any(|machine| {
            let backend = &machine.backend;
            let account = backend.run(backend.accounts.active()).unwrap().id();
            let entry = backend.run(running_entry(backend.queue.as_ref(), account)).unwrap();
            entry.is_some_and(|entry| entry.state == EntryState::Running)
        })
    }

    /// A person's wish, a request: anything but a program that sleeps.
    fn something_is_under_way(&self) -> bool {
        let alarms_alone =
            self.world.turns.waiting().iter().all(|(_, _, call)| matches!(call, Call::Alarm(_)));
        let awaited = self.world.network.under_way().exchanges.values().any(|exchange| exchange.is_awaited());
        let busy = self.machines.iter().flat_map(|machine| &machine.processes).any(|one| one.busy() > 0);
        !alarms_alone || awaited || busy
    }

    /// What the model expects to be sent without anyone's help and is not.
    fn waits_to_be_sent(&self) -> Option<String> {
        (0..self.machines.len()).find_map(|number| {
            let machine = &self.machines[number];
            let active = machine.backend.run(machine.backend.accounts.active()).unwrap();
            let Active::Account { account, signed_in: true } = active else { return None };
            let held = machine.keychain.held(account.id)?;
            let honoured =
                self.world.server().tokens.honours(held.refresh.expose_secret(), self.world.time.now());
            let waits = self.first_that_can_go(number, account.id)?;
            let now = machine.clock.now();
            honoured.then(|| format!("task {waits} of machine {number} at {now}"))
        })
    }

    /// What a server fails at again and again stays due.
    fn something_is_due(&self) -> bool {
        self.machines.iter().any(|machine| {
            let backend = &machine.backend;
            let account = backend.run(backend.accounts.active()).unwrap().id();
            backend.run(backend.queue.next_due(account)).unwrap().is_some()
        })
    }

    /// With nothing due and no timer, nothing runs and nothing is written.
    fn nothing_happens(&mut self) {
        if self.is_broken() || self.something_is_due() {
            return;
        }
        let (before, end) = (self.world.trace.steps(), self.world.time.now() + Duration::from_secs(86_400));
        while let Some(next) = self.next_event().filter(|next| *next <= end) {
            self.world.time.advance_to(next);
            while let Some(Ready::Turn(_) | Ready::Exchange(_)) = self.ready().first() {
                self.goes_on();
                self.after_a_step();
            }
            if self.world.trace.steps() > before {
                self.breach(Invariant::I8, "something was done although nothing was due");
                return;
            }
        }
    }
}
