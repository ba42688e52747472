//! `cargo xtask bench`: how far Homing is from what this machine could do.
//!
//! Each row is a ratio to a limit that is taken in the same run, in turns: absolute times tell of the machine. Not a
//! test: nothing here fails because a machine is slow.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person in a terminal")]

mod calls;
mod deed;
mod drain;
mod instructions;
mod ours;
mod pairs;
mod raw;
mod report;
mod same;
mod samples;
mod server;
mod stopwatch;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use deed::{Deed, Sides};
use drain::Drain;
use instructions::Call;
use report::Line;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "homing-bench", about)]
struct Arguments {
    #[command(flatten)]
    wishes: Wishes,
    #[command(subcommand)]
    child: Option<Child>,
}

/// What is measured, and how it is told.
#[derive(Debug, clap::Args)]
struct Wishes {
    /// One JSON object instead of the table.
    #[arg(long)]
    json: bool,
    /// How many pairs of each call are measured.
    #[arg(long, default_value_t = 400)]
    pairs: usize,
    /// How many pairs of drains.
    #[arg(long, default_value_t = 5)]
    drains: usize,
    /// Only rows whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// Where the data files go: on the disk that is to be measured. Default: the folder for temporary files.
    #[arg(long)]
    folder: Option<PathBuf>,
}

/// What this program starts itself for.
#[derive(Debug, Subcommand)]
enum Child {
    /// Makes calls on a store, to be counted.
    #[command(hide = true)]
    Call {
        call: Call,
        #[arg(long)]
        times: usize,
        #[arg(long)]
        folder: PathBuf,
    },
}

/// A deed, its name, its target, and a hundredth of how many of the wished pairs it is measured with.
const DEEDS: [(Deed, &str, f64, usize); 4] = [
    (Deed::EnqueueStart, "one enqueue: a start, 5 records and a task", 1.4, 100),
    (Deed::EnqueueTask, "one enqueue: a task alone", 1.4, 100),
    (Deed::EnqueueHundred, "100 enqueued in one call", 1.5, 50),
    (Deed::ClaimAndSend, "claim 100, record 100 sent, 10,000 queued", 1.5, 50),
];

const DRAIN: (&str, f64) = ("drain of 10,000, answers after 50 ms", 1.2);

const CALLS: [(Call, &str, f64); 2] = [
    (Call::Enqueue, "instructions: enqueue at 10,000 to at 10", 1.3),
    (Call::Claim, "instructions: claim at 10,000 to at 10", 1.3),
];

fn main() -> Result<()> {
    let Arguments { wishes, child } = Arguments::parse();
    match child {
        // One thread: what is counted varies less.
        Some(Child::Call { call, times, folder }) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(instructions::make_calls(call, &folder, times))
        }
        None => {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            runtime.block_on(Box::pin(run(wishes)))
        }
    }
}

async fn run(wishes: Wishes) -> Result<()> {
    let root = wishes.folder.clone().unwrap_or_else(std::env::temp_dir);
    std::fs::create_dir_all(&root)?;
    let folder = tempfile::tempdir_in(&root).context("no folder for data files")?;
    let lines = measure(&wishes, folder.path()).await?;
    println!("{}", if wishes.json { report::json(&lines)? } else { report::table(&lines) });
    Ok(())
}

async fn measure(wishes: &Wishes, folder: &Path) -> Result<Vec<Line>> {
    let wanted = |what: &str| wishes.only.as_ref().is_none_or(|only| what.contains(only.as_str()));
    let mut lines = Vec::new();
    let deeds: Vec<_> = DEEDS.into_iter().filter(|(_, what, ..)| wanted(what)).collect();
    for (deed, what, target, share) in &deeds {
        eprintln!("{what} ...");
        let own = tempfile::tempdir_in(folder)?;
        let mut sides = Sides::prepare(*deed, own.path()).await?;
        let pairs = sides.measure((wishes.pairs * share / 100).max(1)).await?;
        lines.push(Line::of_pairs(what, &pairs.summary()?, *target));
    }
    let (what, target) = DRAIN;
    if wanted(what) {
        eprintln!("{what} ...");
        let own = tempfile::tempdir_in(folder)?;
        let mut drain = Drain::prepare(own.path()).await?;
        let pairs = drain.measure(wishes.drains.max(1)).await?;
        eprintln!("{} requests, at most {} at once", drain.requests().0, drain.requests().1);
        lines.push(Line::of_pairs(what, &pairs.summary()?, target));
    }
    for (call, what, target) in CALLS.into_iter().filter(|(_, what, _)| wanted(what)) {
        eprintln!("{what} ...");
        let (short, full) = instructions::measure(call, folder).await?;
        lines.push(Line::of_instructions(what, short, full, target));
    }
    // Last: from here on everything is watched, and slower.
    for ((deed, what, ..), line) in deeds.iter().zip(&mut lines) {
        eprintln!("{what}: statements ...");
        let own = tempfile::tempdir_in(folder)?;
        let mut sides = Sides::prepare(*deed, own.path()).await?;
        let (needed, limit) = sides.needed().await?;
        line.statements = Some((needed.statements, limit));
        line.ways = Some(needed.ways);
    }
    Ok(lines)
}
