//! `homing start`, `continue`, `pause`, `resume`, `stop` and `add`; and what every command that records does.

use homing_app::Homing;
use homing_domain::time::{
    Answer, Away, Command, EditError, EntryRef, GapError, ProjectStanding, TrackError, UndoError, When,
};

use super::{away, here};
use crate::args::{Add, At, Continue, End, Resume, Start};
use crate::confirm::{confirm, somebody};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render::{self, Here};

pub(super) async fn start(
    homing: &Homing,
    Start { what, when, away, yes }: Start,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let command = Command::Start { draft: what.into(), when: since(resolve(homing, &when)?, yes) };
    run_with(homing, command, away::said(away, &here(homing))?, output).await
}

pub(super) async fn go_on(
    homing: &Homing,
    Continue { entry, when, away, yes }: Continue,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let entry = homing.sync().tracker().find(&entry.unwrap_or(EntryRef::Latest(1))).await?.id;
    let command = Command::Continue { entry, when: since(resolve(homing, &when)?, yes) };
    run_with(homing, command, away::said(away, &here(homing))?, output).await
}

/// Stops or pauses.
pub(super) async fn end(
    homing: &Homing,
    step: fn(When) -> Command,
    End { when, away }: &End,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let command = step(resolve(homing, when)?);
    run_with(homing, command, away::said(*away, &here(homing))?, output).await
}

pub(super) async fn resume(
    homing: &Homing,
    Resume { at, away }: Resume,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let command = match away::said(away, &here(homing))? {
        None => Command::Resume(resolve(homing, &At { at })?),
        said => return run_with(homing, Command::Settle, said, output).await,
    };
    run(homing, command, output).await
}

pub(super) async fn add(
    homing: &Homing,
    Add { from, to, what, yes }: Add,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let Here { now, zone } = here(homing);
    let (from, to) = (from.resolve(now, &zone)?, to.resolve(now, &zone)?);
    run(homing, Command::Add { draft: what.into(), from, to, long_is_meant: yes }, output).await
}

/// Records a command and answers with what it changed. Asks where it can hardly be meant.
pub(super) async fn run(
    homing: &Homing,
    command: Command,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    run_with(homing, command, None, output).await
}

/// The same of a command with which somebody may have said what the time away was.
async fn run_with(
    homing: &Homing,
    mut command: Command,
    said: Option<Away>,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let mut answer = Answer::from(said.unwrap_or(if somebody(output) { Away::Ask } else { Away::Unsaid }));
    let recorded = loop {
        let error = match homing.sync().enqueue_time_entry_with(&command, answer.clone()).await {
            Ok(recorded) => break recorded,
            Err(error) => error,
        };
        if let TrackError::Gap(GapError::Unanswered(gaps)) = &error {
            answer = Answer { away: away::ask(gaps, &here(homing), output)?, seen: Some(gaps.clone()) };
            continue;
        }
        let Some(question) = question(&error) else { return Err(error.into()) };
        confirm(&question, output)?;
        mean_it(&mut command);
    };
    let here = here(homing);
    output.answer(
        || render::recorded::json(&recorded),
        |_| render::timer::recorded(&command, &recorded, &here),
    )?;
    for remark in render::recorded::remarks(&recorded, &here) {
        output.remark(&remark);
    }
    if let Some(project) = command.project()
        && homing.projects().known().await?.standing(project) == ProjectStanding::Unknown
    {
        output.remark(&render::recorded::unknown_project(project));
    }
    Ok(ExitCode::Done)
}

fn question(error: &TrackError) -> Option<String> {
    match error {
        TrackError::Edit(EditError::TooLong { span }) => Some(render::timer::too_long(*span)),
        TrackError::Undo(UndoError::TakesWork { work }) => Some(render::undone::takes_work(*work)),
        _ => None,
    }
}

fn mean_it(command: &mut Command) {
    match command {
        Command::Start { when, .. } | Command::Continue { when, .. } => *when = since(*when, true),
        Command::Undo { loss_is_meant, .. } => *loss_is_meant = true,
        Command::Add { long_is_meant, .. } => *long_is_meant = true,
        Command::Edit { edit, .. } => edit.long_is_meant = true,
        _ => {}
    }
}

fn since(when: When, long_is_meant: bool) -> When {
    match when {
        When::At(at) if long_is_meant => When::LongAgo(at),
        when => when,
    }
}

fn resolve(homing: &Homing, At { at }: &At) -> Result<When, CliError> {
    let Here { now, zone } = here(homing);
    Ok(match at {
        None => When::Now,
        Some(at) => When::At(at.resolve(now, &zone)?),
    })
}
