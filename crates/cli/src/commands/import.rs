//! `homing import`.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use homing_app::{FILE_MAX_BYTES, Homing};

use super::legacy;
use crate::args::{ExportedFile, Import};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::progress::ImportProgress;
use crate::render;

pub(super) async fn run(
    homing: &Homing,
    import: Import,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let ExportedFile { file, format, what } = match import.exported() {
        Ok(exported) => exported,
        Err(earlier) => return legacy::run(homing, earlier, output).await,
    };
    let export = tokio::task::block_in_place(|| read(&file));
    let export = export.map_err(|source| CliError::File { path: file, source })?;
    let progress = ImportProgress::new(!output.is_json());
    let imported = homing.import(&format, &export, &|done, total| progress.advance(done, total)).await;
    progress.clear();
    let imported = imported.map_err(|source| CliError::Import { what, source })?;
    output.answer(|| render::import::json(&imported), |_| render::import::report(&imported))?;
    Ok(render::import::code(&imported))
}

/// The file, or so much of it that its reader sees that it is too large.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut export = Vec::new();
    let most = FILE_MAX_BYTES as u64 + 1;
    if file.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut export)?;
    } else {
        fs::File::open(file)?.take(most).read_to_end(&mut export)?;
    }
    Ok(export)
}
