//! What befalls machines: programs die, clocks are set, lids close, networks go.

use std::collections::BTreeSet;
use std::time::Duration;

use homing_domain::ports::SystemEvent;

use super::super::machine::Program;
use super::super::turn::{Call, Luck};
use super::Simulation;
use super::weather::Weather;

/// The most programs at once on a machine.
const PROGRAMS: usize = 3;

/// No call of a machine that is awake takes longer: a disk that is slow, a keychain that asks.
const AWAKE_AT_MOST: Duration = Duration::from_secs(60);

impl Simulation {
    pub(super) fn any_machine(&self) -> usize {
        usize::try_from(self.dice.below(self.machines.len() as u64)).unwrap()
    }

    /// A window where there is none.
    pub(super) fn starts_somewhere(&mut self) {
        let machine = self.any_machine();
        let machine = &mut self.machines[machine];
        let has_window = machine.processes.iter().any(|process| process.program == Program::Window);
        if !has_window && machine.processes.len() < PROGRAMS {
            machine.start(&self.world, Program::Window);
        }
    }

    /// A program dies at whatever call it is in: before the call, or after it and before it hears of it.
    pub(super) fn kills_something(&mut self) {
        let machine = self.any_machine();
        let programs = self.machines[machine].processes.len() as u64;
        if programs == 0 {
            return;
        }
        let place = usize::try_from(self.dice.below(programs)).unwrap();
        let id = self.machines[machine].processes[place].id;
        let waiting: Vec<_> = self.world.turns.waiting().into_iter().filter(|turn| turn.1 == id).collect();
        let done = if self.dice.chance(50) { self.dice.pick(&waiting) } else { None };
        if let Some((number, _, call)) = done
            && let Some(turn) = self.world.turns.next(*number)
        {
            self.world.trace.note(format_args!("process {id}: {call:?} is done, and nobody hears of it"));
            self.machines[machine].backend.run(turn.take(Luck::Works));
        }
        let process = self.machines[machine].processes.remove(place);
        self.world.trace.note(format_args!("machine {machine}: {process} is killed"));
        self.kills += 1;
        drop(process);
    }

    pub(super) fn stops_something(&mut self) {
        let machine = self.any_machine();
        if let Some(process) = self.dice.pick(&self.machines[machine].processes) {
            self.world.trace.note(format_args!("machine {machine}: {process} is asked to stop"));
            process.ask_to_stop();
        }
    }

    pub(super) fn time_passes(&mut self) {
        let (low, high) = *self.dice.weighted(&[
            (500, (1, 90)),
            (350, (60, 1_200)),
            (120, (1_200, 20_000)),
            (20, (20_000, 200_000)),
            (8, (200_000, 800_000)),
            // Longer than a server keeps keys.
            (2, (2_600_000, 3_000_000)),
        ]);
        let mut by = self.dice.duration(Duration::from_secs(low), Duration::from_secs(high));
        // Often just until something is due.
        if self.dice.chance(60)
            && let Some(next) = self.next_event()
        {
            by = by.min(next.saturating_sub(self.world.time.now()));
        }
        self.world.trace.note(format_args!("{} s pass", by.as_secs()));
        // Whoever has something to do and does not do it for long is asleep.
        let asleep = if by > AWAKE_AT_MOST { self.with_something_to_do() } else { BTreeSet::new() };
        for machine in asleep {
            self.machines[machine].clock.sleeps(by);
        }
        self.world.time.advance(by);
    }

    fn with_something_to_do(&self) -> BTreeSet<usize> {
        let turns = self.world.turns.waiting().into_iter();
        let busy = turns.filter(|(_, _, call)| !matches!(call, Call::Alarm(_)));
        busy.filter_map(|(_, process, _)| self.machine_of(process)).collect()
    }

    pub(super) fn clock_changes(&mut self) {
        let machine = self.any_machine();
        if self.dice.chance(40) {
            let asleep = self.dice.duration(Duration::from_secs(30), Duration::from_secs(40_000));
            self.world.trace.note(format_args!("machine {machine} sleeps for {} s", asleep.as_secs()));
            self.machines[machine].clock.sleeps(asleep);
            self.world.time.advance(asleep);
            self.tell(machine, SystemEvent::Resumed);
            return;
        }
        let by = *self.dice.weighted(&[(50, 0), (25, 3_600), (20, 3 * 86_400), (5, 30 * 86_400)]);
        let seconds = i64::try_from(self.dice.between(0, 2 * by)).unwrap() - i64::try_from(by).unwrap();
        let ahead = seconds * 1_000;
        self.world.model().clock_was_off(machine, Duration::from_secs(seconds.unsigned_abs()));
        self.world.trace.note(format_args!("machine {machine}: the clock is set {} s ahead", ahead / 1_000));
        self.machines[machine].clock.set_ahead(ahead);
        self.tell(machine, SystemEvent::ClockSet);
    }

    /// A system does not always say what happened to it.
    fn tell(&self, machine: usize, event: SystemEvent) {
        if self.dice.chance(70) {
            self.machines[machine].system.tell(event);
        }
    }

    pub(super) fn machine_restarts(&mut self) {
        let machine = self.any_machine();
        self.world.trace.note(format_args!("machine {machine} loses power and starts again"));
        self.kills += u32::try_from(self.machines[machine].processes.len()).unwrap();
        self.machines[machine].restart(&self.world);
    }

    pub(super) fn network_changes(&mut self) {
        let online = self.dice.chance(60);
        let machine = self.any_machine();
        self.world
            .trace
            .note(format_args!("machine {machine} is {}", if online { "online" } else { "offline" }));
        self.machines[machine].online = online;
        self.tell(machine, SystemEvent::NetworkChanged);
    }

    pub(super) fn server_ends_sign_ins(&mut self) {
        self.world.trace.note(format_args!("the server ends every sign-in"));
        self.world.server().tokens.end_all();
    }

    pub(super) fn weather_changes(&mut self) {
        self.weather = Weather::change(&self.dice);
        self.world.trace.note(format_args!("the server: {:?}", self.weather));
    }
}
