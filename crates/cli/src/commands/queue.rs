//! `homing queue`.

use std::io;
use std::path::Path;

use homing_app::json::{export_lines, queue_json};
use homing_app::{Homing, write_new_file};
use homing_domain::names::TaskId;
use homing_domain::ports::{DiscardError, Selection, Undiscardable};
use homing_domain::task::{FindTaskError, Task, TaskRef};
use homing_domain::time::{EntryId, EntryRef};

use super::{change, here};
use crate::args::{Discard, EditUnsent, Queue, Retry};
use crate::confirm::confirm;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;

pub(super) async fn run(
    homing: &Homing,
    queue: Queue,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    match queue {
        Queue::List => list(homing, output).await,
        Queue::Show { task } => show(homing, &task, output).await,
        Queue::Edit(wanted) => edit(homing, *wanted, output).await,
        Queue::Retry(wanted) => retry(homing, &wanted, output).await,
        Queue::Discard(wanted) => discard(homing, &wanted, output).await,
        Queue::Export { file } => export(homing, &file, output).await,
    }
}

async fn list(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let tasks = homing.sync().unsent().await?;
    let here = here(homing);
    output.answer(|| queue_json(&tasks), |screen| render::queue::rows(&tasks, &here, screen))?;
    Ok(ExitCode::Done)
}

async fn show(homing: &Homing, named: &TaskRef, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let tasks = homing.sync().unsent().await?;
    let task = with_body(homing, named.find(&tasks)?.task.id, named).await?;
    let here = here(homing);
    output.answer(|| render::task::json(&task, &tasks), |_| render::task::lines(&task, &tasks, &here))?;
    Ok(ExitCode::Done)
}

/// The newer revision takes the place of what the server refused.
async fn edit(
    homing: &Homing,
    EditUnsent { task, changes }: EditUnsent,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let unsent = homing.sync().unsent().await?;
    let found = task.find(&unsent)?;
    let entry = EntryId::of_task(&found.task).ok_or(CliError::TaskOfNoEntry(found.task.id))?;
    let entry = homing.sync().tracker().find(&EntryRef::from(entry)).await?;
    change::edit_entry(homing, &entry, changes, output).await
}

/// It may have been sent since the list was read.
async fn with_body(homing: &Homing, id: TaskId, named: &TaskRef) -> Result<Task, CliError> {
    let task = homing.sync().unsent_task(id).await?;
    Ok(task.ok_or_else(|| FindTaskError::NotFound(named.clone()))?)
}

async fn retry(
    homing: &Homing,
    Retry { tasks: named, all }: &Retry,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    homing.check_network()?;
    let selection = if *all {
        Selection::All
    } else {
        let tasks = homing.sync().unsent().await?;
        let ids = named.iter().map(|named| Ok(named.find(&tasks)?.task.id));
        Selection::Tasks(ids.collect::<Result<_, FindTaskError>>()?)
    };
    let retried = homing.sync().retry_failed_tasks(selection).await?;
    output.remark(&render::task::retried(retried.tasks));
    let report = retried.sync?;
    let status = homing.status().await?;
    let others = super::sync::being_sent(homing, &report, &status).await?;
    let code = render::sync::code(&report, &status, others);
    let text = render::sync::sentences(&report, &status, others, &here(homing));
    if code == ExitCode::Done || output.is_json() {
        output.answer(|| render::task::retried_json(retried.tasks, &report, &status), |_| text)?;
    } else {
        output.message(&text);
    }
    Ok(code)
}

async fn discard(
    homing: &Homing,
    Discard { tasks: named, yes }: &Discard,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let unsent = homing.sync().unsent().await?;
    let mut tasks: Vec<Task> = Vec::with_capacity(named.len());
    for named in named {
        let id = named.find(&unsent)?.task.id;
        if tasks.iter().all(|known| known.task.id != id) {
            tasks.push(with_body(homing, id, named).await?);
        }
    }
    if let Some((task, because)) = tasks.iter().find_map(undiscardable) {
        return Err(DiscardError::Refused { task, because }.into());
    }
    if !yes {
        confirm(&render::task::farewell(&tasks, &here(homing)), output)?;
    }
    homing.sync().discard_tasks(tasks.iter().map(|task| task.task.id).collect()).await?;
    output.answer(|| render::task::discarded_json(&tasks), |_| render::task::discarded(&tasks))?;
    Ok(ExitCode::Done)
}

/// What the queue would refuse is said before anyone is asked.
fn undiscardable(task: &Task) -> Option<(TaskId, Undiscardable)> {
    Some((task.task.id, task.state.undiscardable()?))
}

async fn export(homing: &Homing, file: &Path, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let tasks = homing.sync().unsent_with_bodies().await?;
    let lines = export_lines(&tasks).map_err(io::Error::from)?;
    if file.as_os_str() == "-" {
        if !tasks.is_empty() {
            output.result(&lines)?;
        }
        return Ok(ExitCode::Done);
    }
    let written = tokio::task::block_in_place(|| write_new_file(file, lines.as_bytes()));
    written.map_err(|source| CliError::NewFile { path: file.to_owned(), source })?;
    let count = u64::try_from(tasks.len()).unwrap_or(u64::MAX);
    output.answer(|| render::task::exported_json(count, file), |_| render::task::exported(count, file))?;
    Ok(ExitCode::Done)
}
