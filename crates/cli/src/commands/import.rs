//! `homing import`.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use homing_app::Homing;

use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::progress::ImportProgress;
use crate::render;

pub(super) async fn timewarrior(
    homing: &Homing,
    file: &Path,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let export = tokio::task::block_in_place(|| read(file));
    let export = export.map_err(|source| CliError::File { path: file.to_owned(), source })?;
    let progress = ImportProgress::new(!output.is_json());
    let imported = homing.import_timewarrior(&export, &|done, total| progress.advance(done, total)).await;
    progress.clear();
    let imported = imported?;
    output.answer(|| render::import::json(&imported), |_| render::import::report(&imported))?;
    Ok(render::import::code(&imported))
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file.as_os_str() != "-" {
        return fs::read(file);
    }
    let mut export = Vec::new();
    io::stdin().lock().read_to_end(&mut export)?;
    Ok(export)
}
