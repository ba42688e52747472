//! The simulation over many seeds; that a seed goes the same way each time; and that planted bugs are found.
#![expect(
    clippy::print_stdout,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking; a replay is read"
)]

mod planted;

use std::env;

use homing_tests::simulation::{
    Broken, Ran, SEED_VARIABLE, SEEDS_VARIABLE, STORAGE_VARIABLE, Setting, Storage, many, simulate,
};

/// How many seeds the everyday run has; [`SEEDS_VARIABLE`] asks for others.
const SEEDS: u64 = 3_000;

/// Each store call of these waits for the disk.
const SEEDS_ON_SQLITE: u64 = 40;

/// Each of these sends ten thousand tasks.
const SEEDS_WITH_FULL_QUEUES: u64 = 2;

/// An everyday run begins here, a longer one where it was asked to.
fn seeds(everyday: u64) -> std::ops::Range<u64> {
    let Ok(asked) = env::var(SEEDS_VARIABLE) else { return 0..everyday };
    let (from, to) = asked.split_once("..").unwrap();
    from.parse().unwrap()..to.parse().unwrap()
}

fn all_hold(ran: Result<Vec<Ran>, Box<Broken>>) {
    match ran {
        Ok(ran) => {
            let sum = |of: fn(&Ran) -> u64| ran.iter().map(of).sum::<u64>();
            println!(
                "{} seeds held: {} steps, {} tasks promised, {} sent, {} programs killed",
                ran.len(),
                sum(|ran| ran.steps),
                sum(|ran| ran.tasks as u64),
                sum(|ran| ran.sent as u64),
                sum(|ran| u64::from(ran.kills)),
            );
        }
        Err(broken) => panic!("{broken}"),
    }
}

#[test]
fn whatever_happens_the_invariants_hold() {
    all_hold(many(seeds(SEEDS), Setting::default()));
}

#[test]
fn whatever_happens_the_invariants_hold_over_sqlite_files() {
    let setting = Setting { storage: Storage::Sqlite, ..Setting::default() };
    all_hold(many(0..SEEDS_ON_SQLITE, setting));
}

#[test]
fn a_queue_that_is_full_loses_nothing_and_catches_up() {
    let setting = Setting { full_queues: true, ..Setting::default() };
    all_hold(many(0..SEEDS_WITH_FULL_QUEUES, setting));
}

#[test]
fn a_seed_goes_the_same_way_each_time_and_over_each_storage() {
    for seed in 0..8 {
        let run = |storage| simulate(seed, Setting { storage, ..Setting::default() }).unwrap();
        let once = run(Storage::Memory);
        assert_eq!(once, run(Storage::Memory), "seed {seed} again");
        assert_eq!(once, run(Storage::Sqlite), "seed {seed} over SQLite");
    }
}

/// Does nothing but where a person names a seed.
#[test]
fn replay() {
    let Ok(seed) = env::var(SEED_VARIABLE) else { return };
    let storage = match env::var(STORAGE_VARIABLE).as_deref() {
        Ok("sqlite") => Storage::Sqlite,
        _ => Storage::Memory,
    };
    match simulate(seed.parse().unwrap(), Setting { storage, readable: true, ..Setting::default() }) {
        Ok(ran) => println!("{ran:?}"),
        Err(broken) => {
            broken.steps.iter().for_each(|step| println!("{step}"));
            panic!("{broken}")
        }
    }
}
