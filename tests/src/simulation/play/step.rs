//! One step: something that waits goes on, or something new happens; then every program runs until it waits again.

use std::time::Duration;

use super::super::machine::{Acknowledged, Process, Program, Told};
use super::super::model::Invariant;
use super::super::overheard;
use super::super::time::Since;
use super::super::turn::{Call, Luck};
use super::Simulation;

/// What a step is.
#[derive(Clone, Copy)]
enum Kind {
    GoesOn,
    Person,
    Start,
    Kill,
    Stop,
    Restart,
    EndOfSignIns,
    TimePasses,
    Clock,
    Network,
    Weather,
}

/// Something that can go on now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ready {
    /// The call with this number.
    Turn(u64),
    /// The request with this number.
    Exchange(u64),
}

impl Simulation {
    /// One step of a world in which things go wrong.
    pub(super) fn step(&mut self) {
        let kind = *self.dice.weighted(&[
            (720, Kind::GoesOn),
            (120, Kind::Person),
            (30, Kind::Start),
            (20, Kind::Kill),
            (6, Kind::Stop),
            (40, Kind::TimePasses),
            (12, Kind::Clock),
            (2, Kind::Restart),
            (2, Kind::EndOfSignIns),
            (20, Kind::Network),
            (25, Kind::Weather),
        ]);
        match kind {
            Kind::GoesOn => self.goes_on(),
            Kind::Person => self.person_does_something(),
            Kind::Start => self.starts_somewhere(),
            Kind::Kill => self.kills_something(),
            Kind::Stop => self.stops_something(),
            Kind::Restart => self.machine_restarts(),
            Kind::EndOfSignIns => self.server_ends_sign_ins(),
            Kind::TimePasses => self.time_passes(),
            Kind::Clock => self.clock_changes(),
            Kind::Network => self.network_changes(),
            Kind::Weather => self.weather_changes(),
        }
        self.after_a_step();
    }

    /// Lets one thing go on that can; where none can, time passes.
    pub(super) fn goes_on(&mut self) {
        let ready = self.ready();
        match self.dice.pick(&ready) {
            Some(Ready::Turn(number)) => self.turn(*number),
            Some(Ready::Exchange(number)) => self.exchange_goes_on(*number),
            None if self.quiet => {}
            None if self.dice.chance(60) => self.person_does_something(),
            None => self.time_passes(),
        }
    }

    /// What can go on now, in an order that depends on nothing but the steps before.
    pub(super) fn ready(&self) -> Vec<Ready> {
        let now = self.world.time.now();
        let turns = self.world.turns.waiting().into_iter().filter(|(_, process, call)| match call {
            Call::Alarm(at) => *at <= now,
            Call::Lock(name) => {
                self.machine_of(*process).is_some_and(|machine| !self.machines[machine].locks.is_held(*name))
            }
            Call::Store { .. } | Call::Keychain { .. } => true,
        });
        let turns = turns.map(|(number, ..)| Ready::Turn(number));
        let under_way = self.world.network.under_way();
        let exchanges = under_way.exchanges.iter().filter(|(_, exchange)| exchange.can_go_on(now));
        turns.chain(exchanges.map(|(number, _)| Ready::Exchange(*number))).collect()
    }

    /// When the next thing comes by itself.
    pub(super) fn next_event(&self) -> Option<Since> {
        let alarms = self.world.turns.waiting().into_iter().filter_map(|(_, _, call)| match call {
            Call::Alarm(at) => Some(at),
            _ => None,
        });
        let under_way = self.world.network.under_way();
        let waits = under_way.exchanges.values().filter(|exchange| exchange.is_awaited());
        alarms.chain(waits.map(|exchange| exchange.patience_ends)).min()
    }

    pub(super) fn machine_of(&self, process: u32) -> Option<usize> {
        self.machines.iter().position(|machine| machine.processes.iter().any(|one| one.id == process))
    }

    fn turn(&mut self, number: u64) {
        let Some(turn) = self.world.turns.next(number) else { return };
        let fails = !self.quiet && self.dice.chance(2);
        let luck = if fails { Luck::Fails } else { Luck::Works };
        self.world.trace.note(format_args!("process {}: {:?} {luck:?}", turn.process, turn.call));
        if let Some(machine) = self.machine_of(turn.process) {
            self.machines[machine].backend.run(turn.take(luck));
        }
    }

    /// Runs what can run, takes what was told, and looks at what must hold at every moment.
    pub(super) fn after_a_step(&mut self) {
        self.world.time.advance(Duration::from_millis(self.dice.below(40)));
        self.world.network.under_way().tidy();
        for number in 0..self.machines.len() {
            let told = self.machines[number].run();
            for told in told {
                self.hear(number, &told);
            }
            let machine = &mut self.machines[number];
            machine.processes.retain(|process| process.program == Program::Window || !process.is_done());
            machine.processes.retain(|process| !(process.is_asked_to_stop() && process.is_done()));
            let syncing = machine.processes.iter().filter(|process| process.manager.is_syncing());
            let syncing: Vec<_> = syncing.map(Process::to_string).collect();
            if syncing.len() > 1 {
                self.breach(Invariant::I5, format!("cycles run at once in {}", syncing.join(" and ")));
            }
        }
        if let Some(leak) = overheard::leak() {
            self.breach(Invariant::I6, format!("was said aloud: {leak}"));
        }
    }

    fn hear(&mut self, machine: usize, told: &Told) {
        self.world.trace.note(format_args!("process {} tells: {}", told.process, told.said));
        let model = self.world.model();
        match &told.acknowledged {
            Acknowledged::Nothing => {}
            Acknowledged::Tasks(tasks) => tasks.iter().for_each(|task| model.acknowledged(*task)),
            Acknowledged::Entries(entries) => {
                for (lane, revision) in entries {
                    model.acknowledged_entry(machine, lane, *revision);
                }
            }
            Acknowledged::Shown(tasks) => model.shown(machine, tasks),
        }
    }
}
