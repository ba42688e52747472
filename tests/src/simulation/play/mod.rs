//! One run: a world is made, things happen in it, and in the end it is quiet.

mod delivery;
mod flood;
mod misfortune;
mod person;
mod quiet;
mod settled;
mod step;
mod weather;

use std::sync::Arc;
use std::time::Duration;

use super::dice::Dice;
use super::machine::{Backend, Machine, Op, Program};
use super::model::{Fate, Invariant};
use super::outcome::{Broken, Ran};
use super::server::{Rules, USERS};
use super::world::World;
use super::{Setting, Storage, overheard};
use weather::Weather;

/// How many steps misfortune has.
const STEPS: u64 = 500;

/// Runs one seed.
///
/// # Errors
/// [`Broken`], where an invariant did not hold.
pub fn simulate(seed: u64, setting: Setting) -> Result<Ran, Box<Broken>> {
    overheard::listen();
    let mut simulation = Simulation::new(seed, setting);
    simulation.play();
    simulation.end()
}

/// A run.
struct Simulation {
    seed: u64,
    setting: Setting,
    world: Arc<World>,
    machines: Vec<Machine>,
    dice: Dice,
    weather: Weather,
    /// Whether misfortune has ended.
    quiet: bool,
    kills: u32,
}

impl Simulation {
    fn new(seed: u64, setting: Setting) -> Self {
        let dice = Dice::new(seed, 0);
        let machines = if dice.chance(30) { 2 } else { 1 };
        let world = Arc::new(World::new(seed, machines, rules(&dice), setting));
        let machine = |number| {
            let backend = match setting.storage {
                Storage::Memory => Backend::memory(),
                Storage::Sqlite => Backend::sqlite(),
            };
            let minutes = i64::try_from(dice.below(10)).unwrap() - 5;
            let ahead_millis = if dice.chance(50) { 0 } else { minutes * 60_000 };
            Machine::new(&world, number, backend, ahead_millis)
        };
        let machines = (0..machines).map(machine).collect();
        Self { seed, setting, world, machines, dice, weather: Weather::Fine, quiet: false, kills: 0 }
    }

    fn play(&mut self) {
        if self.setting.full_queues {
            self.fill_the_queues();
        }
        for machine in 0..self.machines.len() {
            self.machines[machine].start(&self.world, Program::Window);
            if self.dice.chance(75) {
                self.ask(machine, Op::SignIn { name: USERS[0].1 });
            }
        }
        for _ in 0..STEPS {
            self.step();
            if self.is_broken() {
                return;
            }
        }
        self.become_quiet();
    }

    fn is_broken(&self) -> bool {
        self.world.breaches.first().is_some()
    }

    fn breach(&self, invariant: Invariant, seen: impl Into<String>) {
        self.world.breaches.note(invariant, seen);
    }

    fn end(self) -> Result<Ran, Box<Broken>> {
        let Self { seed, setting, world, machines, kills, .. } = self;
        let machine_count = machines.len();
        drop(machines);
        let trace = &world.trace;
        if let Some(breach) = world.breaches.first() {
            return Err(Box::new(Broken { seed, setting, breach, steps: trace.lines() }));
        }
        let model = world.model();
        let promises: Vec<_> = (0..machine_count).flat_map(|machine| model.promises_of(machine)).collect();
        Ok(Ran {
            steps: trace.steps(),
            digest: trace.digest(),
            tasks: promises.len(),
            sent: promises.iter().filter(|promise| matches!(promise.fate, Fate::Sent { .. })).count(),
            kills,
        })
    }
}

/// What the server of this world keeps to.
fn rules(dice: &Dice) -> Rules {
    let minutes = i64::try_from(dice.below(20)).unwrap() - 10;
    Rules {
        ahead_millis: if dice.chance(60) { 0 } else { minutes * 60_000 },
        tells_date: dice.chance(85),
        per_item: dice.chance(75),
        max_tasks: *dice.weighted(&[(60, 100), (20, 10), (10, 3), (10, 1)]),
        max_bytes: *dice.weighted(&[(80, 1_000_000), (20, 4_000)]),
        key_days: 30,
        access_lives: Duration::from_secs(*dice.weighted(&[(70, 900), (30, 180)])),
    }
}
