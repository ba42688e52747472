//! `cargo xtask window-figures`: what the window takes of the machine, and how soon it answers. Not part of
//! `cargo xtask test`: how fast a machine is proves nothing.

use anyhow::{Context, Result};

use crate::cargo::{Profile, Workspace};
use crate::checks::{system_for_tests, tools};
use crate::end::End;
use crate::npm::Node;
use crate::page;

/// Tells the tests' library where the programs are that it starts (`tests/src/program.rs`).
const PROGRAMS: &str = "HOMING_TEST_PROGRAMS";

/// Builds the window as it is given away, opens it, and prints a table.
///
/// # Errors
/// When something can't be built or started.
pub(crate) fn run() -> Result<End> {
    let end = system_for_tests()?;
    if end != End::Done {
        return Ok(end);
    }
    let workspace = Workspace::locate()?;
    tools::provide(&workspace)?;
    // It says how much the page weighs.
    page::build(&workspace, &Node::provide(&workspace)?)?;
    let packages = ["homing-cli", "homing-desktop", "homing-server"];
    let programs = workspace.build_programs(&packages, Profile::Release)?;
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--quiet", "--package", "homing-tests", "--example", "window_figures"]);
    cargo.env("PATH", tools::search_path()?).env(PROGRAMS, programs);
    let status = cargo.status().context("cargo could not be started")?;
    Ok(if status.success() { End::Done } else { End::Failed })
}
