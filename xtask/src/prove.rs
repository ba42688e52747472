//! The long versions of tests that the everyday run keeps short. Not part of `cargo xtask test`.

use std::ops::Range;

use anyhow::{Context, Result};

use crate::cargo::Workspace;
use crate::checks::system_for_tests;
use crate::end::End;

/// How often the kill test kills where nothing is said.
const KILLS: u32 = 100;

/// What is to be run for long: all that is asked for; the kill test where nothing is.
#[derive(Debug, clap::Args)]
pub(crate) struct Prove {
    /// How many times `homing sync` is killed in the middle (100 where nothing else is asked for).
    #[arg(long)]
    kills: Option<u32>,
    /// How many screenshots are queued and sent, with the memory that this takes.
    #[arg(long)]
    screenshots: Option<u32>,
    /// How many random sequences of calls each backend of the queue is compared with the plain model over.
    #[arg(long)]
    sequences: Option<u32>,
    /// How many seeds the simulation runs.
    #[arg(long)]
    seeds: Option<u64>,
    /// The first of them, and the seed of the sequences.
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    from: u64,
}

/// Runs what is asked for, and stops at the first that fails.
///
/// # Errors
/// When something can't be started.
pub(crate) fn run(asked: &Prove) -> Result<End> {
    let end = system_for_tests()?;
    if end != End::Done {
        return Ok(end);
    }
    if let Some(seeds) = asked.seeds {
        let end = simulate(asked.from..asked.from.saturating_add(seeds))?;
        if end != End::Done {
            return Ok(end);
        }
    }
    if let Some(screenshots) = asked.screenshots {
        let end = attach(screenshots)?;
        if end != End::Done {
            return Ok(end);
        }
    }
    if let Some(sequences) = asked.sequences {
        let end = compare(sequences, asked.from)?;
        if end != End::Done {
            return Ok(end);
        }
    }
    let something = asked.seeds.is_some() || asked.sequences.is_some() || asked.screenshots.is_some();
    match asked.kills {
        None if something => Ok(End::Done),
        kills => kill(kills.unwrap_or(KILLS)),
    }
}

/// Runs the kill test of `homing-tests`.
fn kill(kills: u32) -> Result<End> {
    cargo_test(("HOMING_PROVE_KILLS", kills.to_string()), &["kills"])
}

/// Runs the test of many screenshots of `homing-tests`.
fn attach(screenshots: u32) -> Result<End> {
    cargo_test(("HOMING_PROVE_SCREENSHOTS", screenshots.to_string()), &["many_screenshots"])
}

/// Runs the simulation of `homing-tests`. A seed that fails prints itself and the command that replays it.
fn simulate(seeds: Range<u64>) -> Result<End> {
    let seeds = format!("{}..{}", seeds.start, seeds.end);
    cargo_test(("HOMING_SIM_SEEDS", seeds), &["--test", "simulation", "the_invariants_hold"])
}

/// Runs the state machines of the queue's backends. A sequence that fails shrinks, and prints itself.
fn compare(sequences: u32, seed: u64) -> Result<End> {
    let mut cargo = Workspace::locate()?.cargo();
    let arguments = "test --package homing-storage --package custom-backend --features \
        homing-storage/memory,homing-storage/postgres any_calls";
    let (cases, first) = ("HOMING_PROVE_CASES", "HOMING_PROVE_SEED");
    println!("$ {cases}={sequences} {first}={seed} cargo {arguments}");
    cargo.args(arguments.split_whitespace()).env(cases, sequences.to_string()).env(first, seed.to_string());
    let status = cargo.status().context("cargo could not be started")?;
    Ok(if status.success() { End::Done } else { End::Failed })
}

fn cargo_test((variable, value): (&str, String), which: &[&str]) -> Result<End> {
    let mut cargo = Workspace::locate()?.cargo();
    cargo.args(["test", "--package", "homing-tests"]).args(which).args(["--", "--nocapture"]);
    println!("$ {variable}={value} cargo test --package homing-tests {} -- --nocapture", which.join(" "));
    let status = cargo.env(variable, value).status().context("cargo could not be started")?;
    Ok(if status.success() { End::Done } else { End::Failed })
}
