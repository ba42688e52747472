//! schemathesis, in a Python environment of its own under the target folder: nothing of the machine's or the
//! person's Python is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cargo::Workspace;

/// The program of the environment, after installing it where it is missing or its list has changed.
///
/// # Errors
/// When the environment can't be made or filled; the first time takes the network.
pub(super) fn provide(workspace: &Workspace) -> Result<PathBuf> {
    let list = Path::new(&workspace.root).join("xtask/contract/requirements.txt");
    let environment = Path::new(&workspace.target).join("contract-python");
    let (program, installed) = (environment.join("bin/st"), environment.join("installed.txt"));
    let wanted = fs::read(&list).context("the list of Python packages could not be read")?;
    // The copy is written last: an installation that was cut short is made anew.
    if fs::read(&installed).is_ok_and(|there| there == wanted) && program.exists() {
        return Ok(program);
    }
    println!("schemathesis is missing; it is installed under {}, once.", environment.display());
    must_succeed(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
    let mut pip = Command::new(environment.join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--requirement",
    ]);
    must_succeed(pip.arg(&list))?;
    fs::write(&installed, wanted).context("the Python environment could not be completed")?;
    Ok(program)
}

fn must_succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not be started: {command:?}"))?;
    ensure!(status.success(), "ended with {status}: {command:?}");
    Ok(())
}
