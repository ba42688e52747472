//! `homing backup`.

use std::path::Path;

use homing_app::Homing;

use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(homing: &Homing, file: &Path, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let made = homing.back_up(file).await;
    let made = made.map_err(|source| CliError::Backup { path: file.to_owned(), source })?;
    output.answer(|| render::accounts::backup_json(made, file), |_| render::accounts::backup(made, file))?;
    if homing.status().await?.counts.blob_bytes > 0 {
        output.remark(
            "Pictures wait to be sent, and they are not in the backup: send them with `homing sync`, or copy the folder \
             `blobs` beside the data as well.",
        );
    }
    Ok(ExitCode::Done)
}
