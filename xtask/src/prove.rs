//! The long versions of tests that the everyday run keeps short. Not part of `cargo xtask test`.

use anyhow::{Context, Result};

use crate::cargo::Workspace;
use crate::checks::system_for_tests;
use crate::end::End;

/// Runs the kill test of `homing-tests` with `kills` kills.
///
/// # Errors
/// When something can't be started.
pub(crate) fn run(kills: u32) -> Result<End> {
    let end = system_for_tests()?;
    if end != End::Done {
        return Ok(end);
    }
    let mut cargo = Workspace::locate()?.cargo();
    cargo.args(["test", "--package", "homing-tests", "kills", "--", "--nocapture"]);
    cargo.env("HOMING_PROVE_KILLS", kills.to_string());
    println!("$ HOMING_PROVE_KILLS={kills} cargo test --package homing-tests kills -- --nocapture");
    let status = cargo.status().context("cargo could not be started")?;
    Ok(if status.success() { End::Done } else { End::Failed })
}
