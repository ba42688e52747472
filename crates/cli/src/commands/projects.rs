//! `homing projects`.

use homing_app::Homing;

use super::here;
use crate::args::Projects;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(
    homing: &Homing,
    projects: &Projects,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let known = if projects.refresh {
        homing.check_network()?;
        homing.projects().refresh().await?
    } else {
        homing.projects().known().await?
    };
    if output.is_json() || !known.projects.is_empty() {
        output.answer(
            || render::projects::json(&known),
            |screen| render::projects::rows(&known.projects, screen),
        )?;
    }
    output.remark(&render::projects::remark(&known, &here(homing)));
    Ok(ExitCode::Done)
}
