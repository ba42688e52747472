//! `homing status`: once, or again and again.

use std::pin::pin;
use std::time::Duration;

use homing_app::{Homing, Status};
use homing_domain::time::EntryState;

use super::{here, legacy};
use crate::args;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::interrupt::asked_to_end;
use crate::output::Output;
use crate::redraw::Redraw;
use crate::render;

/// How often a running timer is drawn anew: it is shown in whole minutes.
const MINUTE: Duration = Duration::from_secs(60);

pub(super) async fn run(
    homing: &Homing,
    arguments: &args::Status,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    if arguments.follow {
        return follow(homing, output).await;
    }
    let status = homing.status().await?;
    let here = here(homing);
    output.answer(
        || render::status::json(&status, &here),
        |screen| render::status::lines(&status, &here, screen),
    )?;
    legacy::remark(homing, output).await?;
    Ok(ExitCode::Done)
}

/// Shows each change until someone ends it, which is no failure: it is how this ends.
async fn follow(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let mut watch = homing.watch_status().await.map_err(CliError::Watch)?;
    let mut ended = pin!(asked_to_end());
    let mut redraw = Redraw::new(output);
    let mut shown: Option<Status> = None;
    while redraw.is_read() {
        let runs = shown.as_ref().and_then(|status| status.timer.as_ref());
        let ticks = redraw.is_drawn() && runs.is_some_and(|entry| entry.state == EntryState::Running);
        let next = tokio::select! {
            biased;
            () = &mut ended => break,
            status = watch.next() => status,
            () = minute(), if ticks => match shown { Some(status) => status, None => continue },
        };
        redraw.show(&next, &here(homing))?;
        shown = Some(next);
    }
    redraw.end(shown.as_ref(), &here(homing))?;
    Ok(ExitCode::Done)
}

async fn minute() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the event is the next minute itself: a clock on a screen"
    )]
    tokio::time::sleep(MINUTE).await;
}
