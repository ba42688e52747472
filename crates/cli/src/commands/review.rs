//! `homing review`.

use std::path::Path;

use homing_app::{EarlierPictureError, Homing, write_new_file};
use homing_domain::time::{EarlierPicture, EntryRef, Given, ItemRef, ItemSelection, ReviewItem};

use super::here;
use crate::args::{self, Confirm, Decision, Discarded, EditItem};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::explain::explain;
use crate::output::Output;
use crate::render;
use crate::render::review::decided::{Became, Decided};

pub(super) async fn run(
    homing: &Homing,
    args::Review { history, decision }: args::Review,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    match decision {
        Some(Decision::Confirm(Confirm { which, entry, yes })) => {
            let given = Given { long_is_meant: yes, ..Given::default() };
            let wanted = Wanted::Entry(given, entry);
            decide(homing, which.into(), wanted, output).await
        }
        Some(Decision::Edit(edit)) => {
            let (which, given) = given(homing, *edit)?;
            decide(homing, which, Wanted::Entry(given, None), output).await
        }
        Some(Decision::Discard(Discarded { which })) => {
            decide(homing, which.into(), Wanted::Nothing, output).await
        }
        Some(Decision::Save { item, file }) => save(homing, item, &file, output).await,
        None if history => show_history(homing, output).await,
        None => show(homing, output).await,
    }
}

async fn show(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let tracker = homing.sync().tracker();
    let (findings, items) = (tracker.review().await?, tracker.to_review().await?);
    let here = here(homing);
    output.answer(
        || render::review::json(&findings, &items),
        |_| render::review::text(&findings, &items, &here),
    )?;
    Ok(ExitCode::Done)
}

async fn show_history(homing: &Homing, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let tracker = homing.sync().tracker();
    let past = tracker.earlier_history().await?;
    let unreadable = tracker.earlier_unreadable().await?;
    let mut decided = tracker.review_items().await?;
    decided.retain(|item| !item.is_open());
    let here = here(homing);
    output.answer(
        || render::review::history::json(&past, &unreadable, &decided),
        |_| render::review::history::text(&past, &unreadable, &decided, &here),
    )?;
    Ok(ExitCode::Done)
}

/// What a person wants of an item.
enum Wanted {
    /// An entry with what is given, or a screenshot of the entry that is named.
    Entry(Given, Option<EntryRef>),
    /// That it is kept as discarded.
    Nothing,
}

fn given(homing: &Homing, edit: EditItem) -> Result<(ItemSelection, Given), CliError> {
    let EditItem { which, from, to, description, project, no_project, yes } = edit;
    let here = here(homing);
    let instant = |time: Option<crate::time_arg::TimeArg>| {
        time.map(|time| time.resolve(here.now, &here.zone)).transpose()
    };
    let given = Given {
        from: instant(from)?,
        to: instant(to)?,
        description,
        project: if no_project { Some(None) } else { project.map(Some) },
        long_is_meant: yes,
    };
    Ok((which.into(), given))
}

/// Each item in a transaction of its own: what can't be decided stays as it is, the others go on.
async fn decide(
    homing: &Homing,
    which: ItemSelection,
    wanted: Wanted,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let items = homing.sync().tracker().find_items(&which).await?;
    let one = matches!(&which, ItemSelection::These(names) if names.len() == 1);
    let mut decided = Decided::default();
    let mut code = ExitCode::Done;
    for item in items {
        match decide_one(homing, &item, &wanted).await {
            Ok(became) => decided.done.push((item, became)),
            Err(source) => {
                let error = CliError::Item { item: item.id.clone(), source: Box::new(source) };
                if one {
                    return Err(error);
                }
                let explained = explain(&error);
                code = explained.failure.exit();
                decided.left.push((item, explained));
                // A disk that is full or a file that is damaged is so for the others, too.
                if !matches!(code, ExitCode::BadInput) {
                    break;
                }
            }
        }
    }
    let here = here(homing);
    output.answer(
        || render::review::decided::decided_json(&decided),
        |_| render::review::decided::decided(&decided, &here),
    )?;
    Ok(code)
}

async fn decide_one(
    homing: &Homing,
    item: &ReviewItem,
    wanted: &Wanted,
) -> Result<Became, EarlierPictureError> {
    let tracker = homing.sync().tracker();
    match wanted {
        Wanted::Nothing => {
            tracker.discard(item).await?;
            Ok(Became::Nothing)
        }
        Wanted::Entry(given, named) if item.is_picture() && *given == unchanged(given) => {
            let attached = homing.sync().attach_earlier(item, named.as_ref()).await?;
            Ok(Became::Screenshot(attached.entry))
        }
        Wanted::Entry(given, _) => Ok(Became::Entry(Box::new(tracker.confirm(item, given).await?.entry))),
    }
}

/// What says nothing of the work itself.
fn unchanged(given: &Given) -> Given {
    Given { long_is_meant: given.long_is_meant, ..Given::default() }
}

async fn save(
    homing: &Homing,
    item: ItemRef,
    file: &Path,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let tracker = homing.sync().tracker();
    let items = tracker.find_items(&ItemSelection::These(vec![item])).await?;
    for item in items {
        let Some(EarlierPicture { bytes, .. }) = tracker.earlier_picture(&item).await? else {
            let source = Box::new(EarlierPictureError::NoPicture);
            return Err(CliError::Item { item: item.id, source });
        };
        let written = tokio::task::block_in_place(|| write_new_file(file, &bytes));
        written.map_err(|source| CliError::NewFile { path: file.to_owned(), source })?;
        let bytes = bytes.len() as u64;
        output.answer(
            || render::review::decided::saved_json(&item, bytes, file),
            |_| render::review::decided::saved(bytes, file),
        )?;
    }
    Ok(ExitCode::Done)
}
