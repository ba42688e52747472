//! `homing status`.

use homing_app::Homing;

use super::here;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let status = homing.status().await?;
    let here = here(homing);
    output.answer(
        || render::status::json(&status, &here),
        |screen| render::status::lines(&status, &here, screen),
    )?;
    Ok(ExitCode::Done)
}
