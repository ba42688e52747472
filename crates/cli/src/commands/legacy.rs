//! `homing import legacy`, and what `sync` and `status` say of the earlier app's file afterwards.

use homing_app::{
    EarlierOriginal, Homing, IfOneRuns, LegacyReport, LegacyWish, OriginalWish, earlier_folders, earlier_key,
};
use homing_domain::account::CredentialPlace;

use crate::args::Legacy;
use crate::confirm::{ask, somebody};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::progress::ImportProgress;
use crate::render::legacy as render;

pub(super) async fn run(
    homing: &Homing,
    wanted: Legacy,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let Legacy { file, dry_run, original, server, store } = wanted;
    let server = match server {
        Some(server) => Some(server.parse()?),
        None => homing.config().server.clone(),
    };
    let (place, api) = (CredentialPlace::from(store), homing.config().profile);
    let wish = LegacyWish {
        file,
        folders: earlier_folders(),
        key: earlier_key(),
        server,
        api,
        place,
        dry_run,
        if_one_runs: IfOneRuns::Wait,
    };
    let original = original.map(OriginalWish::from);
    let report = import(homing, wish, output).await?;
    if let Some(wish) = original
        && let Err(error) = homing.earlier_app().decide_original(&report, wish, earlier_key()).await
    {
        // What was imported is told all the same; a script reads one line, the error's.
        output.remark(&render::report(&report, None));
        return Err(CliError::Original(error));
    }
    output.answer(|| render::json(&report, original), |_| render::report(&report, original))?;
    Ok(render::code(&report))
}

async fn import(homing: &Homing, wish: LegacyWish, output: &Output<'_>) -> Result<LegacyReport, CliError> {
    let progress = ImportProgress::new(!output.is_json());
    let imported = homing.earlier_app().import(wish, &|done, total| progress.advance(done, total)).await;
    progress.clear();
    imported.map_err(CliError::LegacyImport)
}

/// After a good sync: says that the earlier app's file is still there, and asks once what becomes of it.
pub(super) async fn offer(homing: &Homing, output: &mut Output<'_>) -> Result<(), CliError> {
    let Some(original) = homing.earlier_app().original_to_decide(true).await? else { return Ok(()) };
    if original.asked || !somebody(output) {
        output.remark(&render::offer(&original));
        return Ok(());
    }
    homing.earlier_app().asked_about_original(original.clone()).await?;
    let answer = ask(&render::question(&original));
    let Some(wish) = answer.ok().as_deref().and_then(render::wish_of) else {
        output.remark(render::LATER);
        return Ok(());
    };
    decide(homing, original, wish, output).await
}

/// What `status` adds, where there is something to say.
pub(super) async fn remark(homing: &Homing, output: &mut Output<'_>) -> Result<(), CliError> {
    if let Some(original) = homing.earlier_app().original_to_decide(false).await? {
        output.remark(&render::offer(&original));
    }
    Ok(())
}

async fn decide(
    homing: &Homing,
    original: EarlierOriginal,
    wish: OriginalWish,
    output: &mut Output<'_>,
) -> Result<(), CliError> {
    let again = LegacyWish::again(original.file, homing.config().profile);
    let progress = ImportProgress::new(!output.is_json());
    let advance = |done, total| progress.advance(done, total);
    let decided = homing.earlier_app().import_and_decide(again, wish, &advance).await;
    progress.clear();
    output.remark(&render::decided(&decided?.file, wish));
    Ok(())
}
