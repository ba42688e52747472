//! `homing logout`.

use homing_app::Homing;

use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let signed_out = homing.session().sign_out().await.map_err(CliError::SignOut)?;
    let signed_out = signed_out.as_ref();
    output.answer(
        || render::session::signed_out_json(signed_out),
        |_| render::session::signed_out(signed_out),
    )?;
    Ok(ExitCode::Done)
}
