//! `homing review`.

use homing_app::Homing;

use super::here;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let findings = homing.sync().tracker().review().await?;
    let here = here(homing);
    output.answer(|| render::review::json(&findings), |_| render::review::text(&findings, &here))?;
    Ok(ExitCode::Done)
}
