//! `homing sync`.

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
    let report = homing.sync().sync_queue_now().await?;
    let status = homing.status().await?;
    let code = render::sync::code(&report, &status);
    if format.json {
        output.json(&render::sync::json(&report, &status))?;
    } else {
        let text = render::sync::sentences(&report, &status, &here(homing));
        if code == ExitCode::Done { output.result(&text)? } else { output.message(&text) }
    }
    Ok(code)
}
