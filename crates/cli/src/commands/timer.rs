//! `homing start`, `pause`, `resume` and `stop`.

use homing_app::Homing;
use homing_domain::time::{Command, ProjectStanding};

use super::here;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(
    homing: &Homing,
    command: &Command,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let recorded = homing.sync().enqueue_time_entry(command).await?;
    let here = here(homing);
    output
        .answer(|| render::timer::json(&recorded), |_| render::timer::recorded(command, &recorded, &here))?;
    if let Some(project) = command.project()
        && homing.projects().known().await?.standing(project) == ProjectStanding::Unknown
    {
        let project = render::text::printable(project);
        output.remark(&format!(
            "The server has no project of this name; it was recorded as it is. `homing projects` shows what \
             it has: {project}"
        ));
    }
    Ok(ExitCode::Done)
}
