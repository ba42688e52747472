//! `homing accounts`.

use homing_app::Homing;
use homing_app::json::AccountsJson;

use super::here;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let accounts = homing.accounts().await?;
    output.answer(
        || AccountsJson::from(&accounts),
        |screen| render::accounts::rows(&accounts, &here(homing), screen),
    )?;
    Ok(ExitCode::Done)
}
