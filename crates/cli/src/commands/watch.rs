//! `homing sync --watch`: the background job in the foreground.

use std::pin::pin;

use homing_app::{Headline, Homing, Status, Stopped};

use super::here;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::explain::{Explained, explain_sync};
use crate::interrupt::reader_gone;
use crate::output::Output;
use crate::render::{status, watch};

/// Runs until someone ends it, which is no failure: it is how this ends.
pub(super) async fn run(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    homing.check_network()?;
    let mut statuses = homing.watch_status().await.map_err(CliError::Watch)?;
    let job = homing.background_job();
    let mut troubles = job.troubles();
    let mut job = tokio::spawn(job.run());
    output.remark(watch::BEGINS);
    let mut ended = pin!(ended(homing));
    let (mut told, mut trouble): (_, Option<Explained>) = (Told::default(), None);
    while output.is_read() {
        tokio::select! {
            biased;
            () = &mut ended => break,
            Ok(()) = troubles.changed() => {
                let now = troubles.borrow_and_update().as_deref().map(explain_sync);
                if let Some(now) = now.as_ref().filter(|now| Some(*now) != trouble.as_ref()) {
                    output.failure(now);
                }
                trouble = now;
            }
            next = statuses.next() => told.about(homing, next, output)?,
            () = homing.sync().idle(), if told.is_in_doubt => {
                let now = homing.status().await?;
                told.about(homing, now, output)?;
            }
        }
    }
    let settled = homing.sync().stop_with(&mut job).await == Stopped::Settled;
    // Where it has not ended: as if the process had died, which it is about to.
    job.abort();
    output.remark(&watch::ends(settled, told.newest.as_ref()));
    Ok(ExitCode::Done)
}

/// What was told, and whether the newest status can be believed.
#[derive(Default)]
struct Told {
    said: watch::Said,
    newest: Option<Status>,
    is_in_doubt: bool,
}

impl Told {
    /// Tells what is news.
    fn about(&mut self, homing: &Homing, now: Status, output: &mut Output<'_>) -> Result<(), CliError> {
        // What this process has claimed looks as if it waited for the end of the claim: what it really waits for shows
        // after the cycle.
        self.is_in_doubt = matches!(now.headline, Headline::Waiting { .. }) && homing.sync().is_syncing();
        if !self.is_in_doubt
            && let Some(news) = self.said.news(&now)
        {
            let here = here(homing);
            output.answer(|| status::json(&now, &here), |_| watch::line(news, &now, &here))?;
        }
        self.newest = Some(now);
        Ok(())
    }
}

async fn ended(homing: &Homing) {
    tokio::select! {
        () = homing.sync().stop_asked_for() => {}
        () = reader_gone() => {}
    }
}
