//! The tools of the toolchain that checks need: rustfmt, clippy and cargo-deny.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::cargo::Workspace;

/// The version of cargo-deny that is installed where there is none: the one that `deny.toml` was written for.
const CARGO_DENY: &str = "0.20.2";

/// Installs what is missing, for this user alone.
///
/// # Errors
/// When a tool is missing and can't be installed.
pub(super) fn provide(workspace: &Workspace) -> Result<()> {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !answers(workspace, tool) {
            must_succeed(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    if !answers(workspace, "deny") {
        println!("cargo-deny is missing; building it takes some minutes, once.");
        let mut cargo = workspace.cargo();
        must_succeed(cargo.args(["install", "cargo-deny", "--locked", "--version", CARGO_DENY]))?;
    }
    Ok(())
}

fn answers(workspace: &Workspace, tool: &str) -> bool {
    let mut cargo = workspace.cargo();
    cargo.args([tool, "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    cargo.status().is_ok_and(|status| status.success())
}

fn must_succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not be started: {command:?}"))?;
    ensure!(status.success(), "ended with {status}: {command:?}");
    Ok(())
}
