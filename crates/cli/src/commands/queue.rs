//! `homing queue list`.

use homing_app::Homing;

use super::here;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

/// Tasks read at once.
const PAGE: usize = 1_000;

pub(super) async fn list(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let mut tasks = Vec::new();
    loop {
        let after = tasks.last().map_or(i64::MIN, |task: &homing_domain::task::Task| task.seq);
        let page = homing.tasks(after, PAGE).await?;
        let last = page.len() < PAGE;
        tasks.extend(page);
        if last {
            break;
        }
    }
    let here = here(homing);
    output.answer(|| render::queue::json(&tasks), |screen| render::queue::rows(&tasks, &here, screen))?;
    Ok(ExitCode::Done)
}
