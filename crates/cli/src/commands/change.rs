//! `homing edit` and `delete`.

use homing_app::Homing;
use homing_domain::time::{Command, Edit, Entry, Times};

use super::{here, timer};
use crate::args::{Changes, Delete};
use crate::confirm::confirm;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render::{self, Here};

pub(super) async fn edit(
    homing: &Homing,
    crate::args::Edit { entry, changes }: crate::args::Edit,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let entry = homing.sync().tracker().find(&entry).await?;
    edit_entry(homing, &entry, changes, output).await
}

/// Changes an entry that is found already.
pub(super) async fn edit_entry(
    homing: &Homing,
    entry: &Entry,
    changes: Changes,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let here = here(homing);
    let edit = wanted(changes, &here)?;
    if edit.times.iter().any(|times| times.place.is_none()) && entry.intervals.len() > 1 {
        // The refusal that follows asks for a number.
        output.remark(&render::recorded::intervals(entry, &here));
    }
    timer::run(homing, Command::Edit { entry: entry.id, edit }, output).await
}

fn wanted(changes: Changes, here: &Here) -> Result<Edit, CliError> {
    let Changes {
        description,
        project,
        no_project,
        tags,
        untags,
        annotations,
        from,
        to,
        interval,
        cut,
        exact,
        yes,
    } = changes;
    let instant = |time: Option<crate::time_arg::TimeArg>| {
        time.map(|time| time.resolve(here.now, &here.zone)).transpose()
    };
    let (from, to) = (instant(from)?, instant(to)?);
    let place = interval.and_then(|number| usize::try_from(number).ok()).map(|number| number - 1);
    Ok(Edit {
        description,
        project: if no_project { Some(None) } else { project.map(Some) },
        tags,
        untags,
        annotations,
        times: (from.is_some() || to.is_some()).then_some(Times { place, from, to }).into_iter().collect(),
        cut_away: cut.is_some(),
        exact,
        long_is_meant: yes,
        of_revision: None,
    })
}

pub(super) async fn delete(
    homing: &Homing,
    Delete { entries, yes }: Delete,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let mut found = Vec::with_capacity(entries.len());
    for entry in &entries {
        let entry = homing.sync().tracker().find(entry).await?;
        if found.iter().all(|known: &Entry| known.id != entry.id) {
            found.push(entry);
        }
    }
    if !yes {
        confirm(&render::recorded::deletion(&found, &here(homing)), output)?;
    }
    let ids = found.iter().map(|entry| entry.id).collect();
    timer::run(homing, Command::Delete(ids), output).await
}
