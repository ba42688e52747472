//! The quiet end: no more misfortune. First nobody does anything, and what can arrive must; then everyone signs in
//! once more, stops what runs, and all must be where it belongs; then nothing happens for a day.

use std::time::Duration;

use homing_domain::account::Active;
use homing_domain::ports::Clock as _;
use homing_domain::time::{Command, When};
use secrecy::ExposeSecret as _;

use super::super::machine::{Op, Program};
use super::super::model::Invariant;
use super::super::server::USERS;
use super::super::turn::Call;
use super::Simulation;
use super::step::Ready;
use super::weather::Weather;

/// Within this everything must have arrived: the longest wait that a server may ask for, and an hour for the rest.
const ARRIVES_WITHIN: Duration = Duration::from_secs(25 * 3_600);

/// More steps than any quiet end needs.
const STEPS: u32 = 150_000;

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
        self.wait_until_all_arrived();
        for machine in 0..self.machines.len() {
            for (_, name) in USERS {
                self.sign_in_and_stop(machine, name);
                if self.is_broken() {
                    return;
                }
            }
        }
        self.compare();
        self.nothing_happens();
    }

    fn sign_in_and_stop(&mut self, machine: usize, name: &'static str) {
        self.ask_the_window(machine, Op::SignIn { name });
        let backend = &self.machines[machine].backend;
        let active = backend.run(backend.accounts.active()).unwrap();
        if !matches!(&active, Active::Account { account, signed_in: true } if account.name == name) {
            self.breach(Invariant::I7, format!("machine {machine}: {name} can't sign in"));
            return;
        }
        self.ask_the_window(machine, Op::Record(Box::new(Command::Stop(When::Now))));
    }

    fn ask_the_window(&mut self, machine: usize, op: Op) {
        let window = self.machines[machine].processes.iter_mut();
        let window = window.into_iter().find(|process| process.program == Program::Window).unwrap();
        self.world.trace.note(format_args!("machine {machine}: {window} is asked to {op:?}"));
        window.begin(op);
        self.after_a_step();
        self.wait_until_all_arrived();
    }

    /// Lets everything go on until nothing is left to do for whoever is signed in.
    fn wait_until_all_arrived(&mut self) {
        let end = self.world.time.now() + ARRIVES_WITHIN;
        self.after_a_step();
        for _ in 0..STEPS {
            if self.is_broken() {
                return;
            }
            if !self.ready().is_empty() {
                self.goes_on();
                self.after_a_step();
                continue;
            }
            let waiting = self.waits_to_be_sent();
            let next = self.next_event().filter(|next| *next <= end);
            match (waiting, next) {
                (None, None) => return,
                (None, Some(_)) if !self.something_is_under_way() => return,
                (_, Some(next)) => {
                    self.world.time.advance_to(next);
                    self.after_a_step();
                }
                (Some(waiting), None) => {
                    self.breach(
                        Invariant::Arrives,
                        format!("{waiting} has not arrived, and nothing goes on"),
                    );
                    return;
                }
            }
        }
        let waiting = self.waits_to_be_sent().unwrap_or_default();
        self.breach(Invariant::Arrives, format!("things go on and on, and {waiting} has not arrived"));
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
            honoured.then(|| format!("task {waits} of machine {number}, whose clock says {now},"))
        })
    }

    /// With nothing due and no timer, nothing runs and nothing is written.
    fn nothing_happens(&mut self) {
        if self.is_broken() {
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
