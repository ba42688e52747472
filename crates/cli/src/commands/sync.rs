//! `homing sync`.

use homing_app::Homing;

use super::here;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    homing.check_network()?;
    let report = homing.sync().sync_queue_now().await?;
    let status = homing.status().await?;
    let code = render::sync::code(&report, &status);
    let text = render::sync::sentences(&report, &status, &here(homing));
    if code == ExitCode::Done || output.is_json() {
        output.answer(|| render::sync::json(&report, &status), |_| text)?;
    } else {
        output.message(&text);
    }
    Ok(code)
}
