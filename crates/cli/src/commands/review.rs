//! `homing review`.

use std::path::Path;

use homing_app::{DecidedItems, EarlierPictureError, Homing, ItemDecision, write_new_file};
use homing_domain::time::{EarlierPicture, Given, ItemRef, ItemSelection};

use super::here;
use crate::args::{self, Confirm, Decision, Discarded, EditItem};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::explain::explain;
use crate::output::Output;
use crate::render;
use crate::render::review::decided::Decided;

pub(super) async fn run(
    homing: &Homing,
    args::Review { history, decision }: args::Review,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    match decision {
        Some(Decision::Confirm(Confirm { which, entry, yes })) => {
            let given = Given { long_is_meant: yes, ..Given::default() };
            decide(homing, which.into(), ItemDecision::Confirm { given, entry }, output).await
        }
        Some(Decision::Edit(edit)) => {
            let (which, given) = given(homing, *edit)?;
            decide(homing, which, ItemDecision::Confirm { given, entry: None }, output).await
        }
        Some(Decision::Discard(Discarded { which })) => {
            decide(homing, which.into(), ItemDecision::Discard, output).await
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

async fn decide(
    homing: &Homing,
    which: ItemSelection,
    decision: ItemDecision,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let DecidedItems { done, mut left } = homing.sync().decide_items(&which, &decision).await?;
    let one = matches!(&which, ItemSelection::These(names) if names.len() == 1);
    if one && let Some((item, source)) = left.pop() {
        return Err(CliError::Item { item: item.id, source: Box::new(source) });
    }
    let left = left.into_iter().map(|(item, source)| {
        let error = CliError::Item { item: item.id.clone(), source: Box::new(source) };
        (item, explain(&error))
    });
    let decided = Decided { done, left: left.collect() };
    let code = decided.left.last().map_or(ExitCode::Done, |(_, explained)| explained.failure.exit());
    let here = here(homing);
    output.answer(
        || render::review::decided::decided_json(&decided),
        |_| render::review::decided::decided(&decided, &here),
    )?;
    Ok(code)
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
