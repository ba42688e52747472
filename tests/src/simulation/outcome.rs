//! What came of a run.

use std::fmt;

use super::{Breach, SEED_VARIABLE, STORAGE_VARIABLE, Setting, Storage};

/// A run in which everything held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ran {
    /// How many steps it took.
    pub steps: u64,
    /// The same for two runs only if they went the same way.
    pub digest: u64,
    /// How many tasks were promised.
    pub tasks: usize,
    /// How many of them the server has.
    pub sent: usize,
    /// How many programs died.
    pub kills: u32,
}

/// A run in which something did not hold.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The seed of it.
    pub seed: u64,
    /// What it was run with.
    pub setting: Setting,
    /// What did not hold.
    pub breach: Breach,
    /// The steps that led there, where they were kept.
    pub steps: Vec<String>,
}

impl std::error::Error for Broken {}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A replay shows them all.
        const LAST: usize = 40;
        for step in &self.steps[self.steps.len().saturating_sub(LAST)..] {
            writeln!(f, "{step}")?;
        }
        let Breach { invariant, seen } = &self.breach;
        writeln!(f, "seed {}: {invariant} does not hold: {seen}", self.seed)?;
        let storage = match self.setting.storage {
            Storage::Memory => String::new(),
            Storage::Sqlite => format!("{STORAGE_VARIABLE}=sqlite "),
        };
        write!(
            f,
            "see it again: {SEED_VARIABLE}={} {storage}cargo test -p homing-tests --test simulation replay -- --nocapture",
            self.seed
        )
    }
}
