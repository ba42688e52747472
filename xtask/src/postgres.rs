//! `cargo xtask postgres`: a PostgreSQL of one's own for as long as it runs.

use anyhow::{Context, Result};

use crate::cargo::Workspace;
use crate::end::End;
use crate::system::{self, Consent};

/// Installs PostgreSQL where it is missing, starts a throw-away cluster, and stays until a person ends it.
///
/// # Errors
/// When something can't be started.
pub(crate) fn run(yes: bool) -> Result<End> {
    let end = system::provide(system::FOR_POSTGRES, if yes { Consent::Given } else { Consent::Ask })?;
    if end != End::Done {
        return Ok(end);
    }
    let mut cargo = Workspace::locate()?.cargo();
    cargo.args(["run", "--quiet", "--package", "homing-test-postgres"]);
    let status = cargo.status().context("cargo could not be started")?;
    Ok(if status.success() { End::Done } else { End::Failed })
}
