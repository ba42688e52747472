//! `cargo xtask test`: everything that must hold before a change lands, in one command, with no question asked.
//!
//! It stops at the first step that fails. Its last line is always `N passed, N failed`: the tests of all suites
//! together; a step that fails without a failed test (formatting, a build, a crash) counts as one failed.

pub(crate) mod conformance;
mod contract;
mod keyring_session;
mod oidc_provider;
mod plan;
mod tally;
pub(crate) mod tools;
mod vitest;

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::cargo::Workspace;
use crate::end::End;
use crate::npm::{Node, Packages};
use crate::page;
use crate::system::{self, Consent};
use conformance::Results;
use keyring_session::KeyringSession;
use plan::{Kind, STEPS, Step};
use tally::Tally;

/// Whether cargo keeps what makes the next build of the same code faster.
const INCREMENTAL: &str = "CARGO_INCREMENTAL";

/// Installs the packages that tests need. Whoever runs tests asked for them, and CI has nobody to ask.
///
/// # Errors
/// When a program can't be started.
pub(crate) fn system_for_tests() -> Result<End> {
    system::provide(system::FOR_TESTS, Consent::Given)
}

/// Runs all steps and says how many tests passed and failed.
///
/// # Errors
/// None that would hide the last line: what goes wrong is printed and counted.
pub(crate) fn run() -> Result<End> {
    let mut tally = Tally::default();
    let end = prepare_and_run(&mut tally).unwrap_or_else(|error| {
        eprintln!("\nxtask stopped: {error:#}");
        End::Failed
    });
    if end != End::Done && tally.failed == 0 {
        tally.failed = 1;
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    Ok(end)
}

fn prepare_and_run(tally: &mut Tally) -> Result<End> {
    let end = system_for_tests()?;
    if end != End::Done {
        return Ok(end);
    }
    let workspace = Workspace::locate()?;
    tools::provide(&workspace)?;
    let node = Node::provide(&workspace)?;
    oidc_provider::provide(&workspace, &node)?;
    // cargo can't build the window without its page.
    let packages = page::build(&workspace, &node)?;
    page::build_scenes(&packages)?;
    let mut checks = 0_u32;
    let mut results = Results::default();
    for step in STEPS {
        if !run_step(&workspace, &packages, step, tally, &mut results)? {
            println!("\nThis step failed: {} {}", step.program(), step.line);
            return Ok(End::Failed);
        }
        checks += u32::from(matches!(step.kind, Kind::Check | Kind::Page | Kind::Documentation));
    }
    println!("\n==> docs/conformance.md");
    if !conformance::check(&workspace, &results)? {
        return Ok(End::Failed);
    }
    println!(
        "\n{checks} checks passed beside the tests: format, lints, licences, features, types of the page, build, documentation"
    );
    Ok(End::Done)
}

/// True when the step passed. Output streams through; the lines of a test step are counted on the way.
fn run_step(
    workspace: &Workspace,
    packages: &Packages<'_>,
    step: &Step,
    tally: &mut Tally,
    results: &mut Results,
) -> Result<bool> {
    println!("\n==> {} {}", step.program(), step.line);
    let mut cargo = workspace.cargo();
    // A machine that builds everything once gains nothing by what it keeps for the next time: some 6 GB.
    if env::var_os(INCREMENTAL).is_none() {
        cargo.env(INCREMENTAL, "0");
    }
    cargo.args(step.line.split_whitespace()).stdin(Stdio::null());
    match step.kind {
        Kind::Check => succeeds(&mut cargo),
        Kind::Page => succeeds(&mut packages.npm(&step.line.split_whitespace().collect::<Vec<_>>())?),
        Kind::PageTests => {
            let tests = vitest::run(workspace, packages)?;
            *tally += tests;
            Ok(tests.failed == 0)
        }
        Kind::Documentation => succeeds(cargo.env("RUSTDOCFLAGS", "-D warnings")),
        Kind::Tests => counted(&mut cargo, tally, results),
        Kind::WindowTests => counted(cargo.env("PATH", tools::search_path()?), tally, results),
        Kind::Contract => Ok(succeeds(&mut cargo)? && held(workspace, tally)?),
        Kind::KeychainTests => {
            let session = KeyringSession::prepare()?;
            counted(&mut session.wrap(&cargo), tally, results)
        }
    }
}

/// Runs the suites of the ports, in a keyring's session too, and notes what they say.
fn run_suites(workspace: &Workspace, results: &mut Results) -> Result<End> {
    let end = system_for_tests()?;
    if end != End::Done {
        return Ok(end);
    }
    let mut all = Tally::default();
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast", "--"]).args(conformance::tests());
    let passed = counted(cargo.stdin(Stdio::null()), &mut all, results)?;
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace", "--test", "secret_service"]).stdin(Stdio::null());
    let session = KeyringSession::prepare()?;
    let passed = counted(&mut session.wrap(&cargo), &mut all, results)? && passed;
    Ok(if passed { End::Done } else { End::Failed })
}

/// Runs the contract test and counts it.
fn held(workspace: &Workspace, tally: &mut Tally) -> Result<bool> {
    let held = contract::run(workspace)?;
    *tally += held;
    Ok(held.failed == 0)
}

/// `cargo xtask contract`: the contract test alone.
///
/// # Errors
/// When something can't be set up or started.
pub(crate) fn run_contract() -> Result<End> {
    let end = system_for_tests()?;
    if end != End::Done {
        return Ok(end);
    }
    let Tally { passed, failed } = contract::run(&Workspace::locate()?)?;
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 { End::Done } else { End::Failed })
}

/// `cargo xtask oidc-provider`: installs the provider that tests sign in at, and nothing else.
///
/// # Errors
/// When it can't be installed.
pub(crate) fn provide_oidc_provider() -> Result<End> {
    let end = system_for_tests()?;
    if end == End::Done {
        let workspace = Workspace::locate()?;
        oidc_provider::provide(&workspace, &Node::provide(&workspace)?)?;
    }
    Ok(end)
}

fn succeeds(command: &mut Command) -> Result<bool> {
    Ok(command.status().with_context(|| format!("could not be started: {command:?}"))?.success())
}

/// Runs a test command. No suite at all is a failure: a filter that finds nothing proves nothing.
fn counted(command: &mut Command, tally: &mut Tally, results: &mut Results) -> Result<bool> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("cargo could not be started")?;
    let mut step = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.context("the output of the tests could not be read")?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            results.note(&line);
            if let Some(suite) = Tally::of_line(&line) {
                step += suite;
            }
        }
    }
    let status = child.wait().context("cargo did not end")?;
    *tally += step;
    if step.passed + step.failed == 0 {
        println!("No test ran.");
    }
    Ok(status.success() && step.failed == 0 && step.passed > 0)
}
