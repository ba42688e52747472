//! `homing status`.

use homing_app::Homing;

use super::here;
use crate::args::Format;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(
    homing: &Homing,
    format: Format,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let status = homing.status().await?;
    let here = here(homing);
    if format.json {
        output.json(&render::status::json(&status, &here))?;
    } else {
        output.result(&render::status::lines(&status, &here))?;
    }
    Ok(ExitCode::Done)
}
