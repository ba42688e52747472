//! `docs/conformance.md`: which rule of which port each implementation keeps, as a run of the tests has shown. What a run
//! prints is read line by line; what the rules say is read where they stand.

mod musts;
mod page;
mod ports;
mod results;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::cargo::Workspace;
use crate::end::End;

pub(super) use results::Results;

/// Where the page is, within the workspace.
const PAGE: &str = "docs/conformance.md";

/// How to write the page.
#[derive(Debug, clap::Args)]
pub(crate) struct Conformance {
    /// Read what a run has printed, in place of running the suites again; may be given several times.
    #[arg(long, value_name = "FILE")]
    from: Vec<PathBuf>,
}

/// What the tests are called that the page tells of: filters for the harness.
pub(super) fn tests() -> Vec<&'static str> {
    let substitutes = ports::PORTS.iter().flat_map(|port| port.unseen).flat_map(|(_, why)| page::named(why));
    ["must_", "any_calls_"].into_iter().chain(substitutes).collect()
}

/// Compares the page with what a whole run has shown. Writes nothing.
pub(super) fn check(workspace: &Workspace, results: &Results) -> Result<bool> {
    let root = Path::new(&workspace.root);
    let made = page::of(root, results)?;
    for gap in &made.gaps {
        println!("{PAGE}: {gap}");
    }
    let written = fs::read_to_string(root.join(PAGE)).unwrap_or_default();
    if written != made.text {
        println!("{PAGE} says something else than this run; `cargo xtask conformance` writes it.");
    }
    Ok(made.gaps.is_empty() && written == made.text)
}

/// Runs the suites, or reads what a run of them has printed, and writes the page.
///
/// # Errors
/// When something can't be set up, started, read or written.
pub(crate) fn run(asked: &Conformance) -> Result<End> {
    let workspace = Workspace::locate()?;
    let mut results = Results::default();
    if asked.from.is_empty() {
        let end = super::run_suites(&workspace, &mut results)?;
        if end != End::Done {
            return Ok(end);
        }
    }
    for file in &asked.from {
        let printed = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        printed.lines().for_each(|line| results.note(line));
    }
    let root = Path::new(&workspace.root);
    let made = page::of(root, &results)?;
    fs::write(root.join(PAGE), &made.text).context(PAGE)?;
    println!("{PAGE} is written.");
    for gap in &made.gaps {
        println!("{gap}");
    }
    Ok(if made.gaps.is_empty() { End::Done } else { End::Failed })
}
