//! `cargo xtask bench`: the benchmarks, built as a release is, run on the disk that the target folder is on. Not part
//! of `cargo xtask test`: how fast a machine is proves nothing.

use std::path::Path;

use anyhow::{Context, Result};

use crate::cargo::{Profile, Workspace};
use crate::end::End;
use crate::system::{self, Consent};

/// Builds the benchmarks and runs them with `arguments`.
///
/// # Errors
/// When something can't be built or started.
pub(crate) fn run(yes: bool, arguments: &[String]) -> Result<End> {
    let end = system::provide(system::FOR_BENCH, if yes { Consent::Given } else { Consent::Ask })?;
    if end != End::Done {
        return Ok(end);
    }
    let workspace = Workspace::locate()?;
    let programs = workspace.build_programs(&["homing-bench"], Profile::Release)?;
    let folder = Path::new(&workspace.target).join("bench");
    let mut bench = std::process::Command::new(Path::new(&programs).join("homing-bench"));
    bench.arg("--folder").arg(&folder).args(arguments);
    let status = bench.status().context("the benchmarks could not be started")?;
    Ok(if status.success() { End::Done } else { End::Failed })
}
