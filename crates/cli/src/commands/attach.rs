//! `homing attach`.

use homing_app::Homing;

use crate::args::Attach;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(
    homing: &Homing,
    Attach { file, entry }: Attach,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let attached = homing.sync().attach(&file, entry.as_ref()).await;
    let attached = attached.map_err(|source| CliError::Attach { path: file, source: Box::new(source) })?;
    output.answer(|| render::attached::json(&attached), |_| render::attached::line(&attached))?;
    Ok(ExitCode::Done)
}
