//! The tools that checks need and cargo brings: rustfmt, clippy, cargo-deny and tauri-driver.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::cargo::Workspace;

/// The version of cargo-deny that is installed where there is none: the one that `deny.toml` was written for.
const CARGO_DENY: &str = "0.20.2";
/// The version of tauri-driver that is installed where there is none: of the same major version as Tauri.
const TAURI_DRIVER: &str = "2.1.0";

/// Installs what is missing, for this user alone.
///
/// # Errors
/// When a tool is missing and can't be installed.
pub(crate) fn provide(workspace: &Workspace) -> Result<()> {
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
    let mut driver = Command::new("tauri-driver");
    if !is_good(driver.arg("--help").env("PATH", search_path()?)) {
        println!("tauri-driver is missing; building it takes a minute, once.");
        let mut cargo = workspace.cargo();
        must_succeed(cargo.args(["install", "tauri-driver", "--locked", "--version", TAURI_DRIVER]))?;
    }
    Ok(())
}

fn answers(workspace: &Workspace, tool: &str) -> bool {
    is_good(workspace.cargo().args([tool, "--version"]))
}

fn is_good(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Where programs are looked for, with the folder that `cargo install` puts them into, which not every PATH has.
///
/// # Errors
/// When a folder's name holds what parts one folder from the next.
pub(crate) fn search_path() -> Result<OsString> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(cargo_home.map(|folder| folder.join("bin")));
    env::join_paths(folders).context("PATH can't be extended")
}

fn must_succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not be started: {command:?}"))?;
    ensure!(status.success(), "ended with {status}: {command:?}");
    Ok(())
}
