//! What becomes of unsent work before its account is left, by a sign-out or a switch: sent, written to a file, or kept.
//! Never dropped. That it is kept where nobody says otherwise is the answer's to say.

use std::path::{Path, PathBuf};

use homing_app::{Holdings, Homing, KnownAccount, KnownAccounts, write_new_file};
use homing_domain::account::ServerUrl;
use serde::Serialize;

use super::here;
use crate::args::UnsentArgs;
use crate::confirm::{ask as ask_line, somebody};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::explain::explain;
use crate::output::Output;
use crate::render;
use crate::render::leaving::{Leaving, LeftJson};

/// Whether it is left.
pub(super) enum Settled {
    /// It is; what was done before, if anything was.
    Goes(Option<LeftJson>),
    /// Not all could be sent or written, as it was asked to be: nothing is changed.
    Stays(NotAll),
}

/// A sync that left something, or an export that does not hold everything.
pub(super) struct NotAll {
    text: String,
    code: ExitCode,
    done: LeftJson,
}

/// What a person wants done with unsent work.
enum Wish {
    Sync,
    Export(PathBuf),
    Keep,
}

impl NotAll {
    /// Says so: as the answer, where a script reads it.
    pub(super) fn say<J: Serialize>(
        self,
        output: &mut Output<'_>,
        json: impl FnOnce(LeftJson) -> J,
    ) -> Result<ExitCode, CliError> {
        let Self { text, code, done } = self;
        if output.is_json() {
            output.answer(|| json(done), |_| text)?;
        } else {
            output.message(&text);
        }
        Ok(code)
    }
}

/// The account that is meant.
///
/// # Errors
/// [`CliError::Account`] where it is none, or could be several.
pub(super) fn named<'a>(
    known: &'a KnownAccounts,
    name: &str,
    server: Option<&str>,
) -> Result<&'a KnownAccount, CliError> {
    let server: Option<ServerUrl> = server.map(str::parse).transpose()?;
    let found = known.named(name, server.as_ref());
    found.map_err(|source| CliError::Account { name: name.to_owned(), source })
}

/// Does what the flags say, or what a person answers.
pub(super) async fn settle(
    homing: &Homing,
    known: &KnownAccount,
    wish: UnsentArgs,
    leaving: Leaving,
    output: &mut Output<'_>,
) -> Result<Settled, CliError> {
    if known.holdings.unsent() == 0 {
        return Ok(Settled::Goes(None));
    }
    match said(wish) {
        Some(Wish::Keep) => Ok(Settled::Goes(None)),
        Some(Wish::Export(file)) => Ok(settled(export(homing, known, &file, leaving, output).await?)),
        Some(Wish::Sync) => Ok(settled(send(homing, known, leaving, output).await?)),
        None if somebody(output) => {
            ask(homing, known, leaving, output).await?;
            Ok(Settled::Goes(None))
        }
        None => Ok(Settled::Goes(None)),
    }
}

fn settled(done: Result<LeftJson, NotAll>) -> Settled {
    match done {
        Ok(left) => Settled::Goes(Some(left)),
        Err(not_all) => Settled::Stays(not_all),
    }
}

fn said(UnsentArgs { sync, export, keep }: UnsentArgs) -> Option<Wish> {
    match export {
        Some(file) => Some(Wish::Export(file)),
        None if sync => Some(Wish::Sync),
        None => keep.then_some(Wish::Keep),
    }
}

/// Asks until the answer is one that could be done.
async fn ask(
    homing: &Homing,
    known: &KnownAccount,
    leaving: Leaving,
    output: &mut Output<'_>,
) -> Result<(), CliError> {
    let mut question = render::leaving::question(known, &here(homing));
    loop {
        let failed = match answer(&ask_line(&question)?, known) {
            Answer::None => return Err(CliError::Declined),
            Answer::Unclear => "That is no answer.".to_owned(),
            Answer::Wish(Wish::Keep) => return Ok(()),
            Answer::Wish(Wish::Export(file)) => match export(homing, known, &file, leaving, output).await {
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(not_all)) => not_all.text,
                Err(error) => explain(&error).text,
            },
            Answer::Wish(Wish::Sync) => match send(homing, known, leaving, output).await {
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(not_all)) => not_all.text,
                Err(error) => explain(&error).text,
            },
        };
        output.message(&failed);
        question = render::leaving::choices(known);
    }
}

/// What somebody typed.
enum Answer {
    Wish(Wish),
    None,
    Unclear,
}

fn answer(line: &str, known: &KnownAccount) -> Answer {
    match line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), "")) {
        ("", _) => Answer::None,
        ("sync" | "s", "") if known.active => Answer::Wish(Wish::Sync),
        ("keep" | "k", "") => Answer::Wish(Wish::Keep),
        ("export" | "e", file) if !file.trim().is_empty() => Answer::Wish(Wish::Export(file.trim().into())),
        _ => Answer::Unclear,
    }
}

/// Sends what the active account has; an error in the answer where something is left.
async fn send(
    homing: &Homing,
    known: &KnownAccount,
    leaving: Leaving,
    output: &mut Output<'_>,
) -> Result<Result<LeftJson, NotAll>, CliError> {
    if !known.active {
        return Err(CliError::OnlyActiveIsSent { name: known.account.name.clone() });
    }
    homing.check_network()?;
    let report = homing.sync().sync_queue_now().await?;
    let status = homing.status().await?;
    let others = super::sync::being_sent(homing, &report, &status).await?;
    let code = render::sync::code(&report, &status, others);
    let text = render::sync::sentences(&report, &status, others, &here(homing));
    let done = LeftJson::Sync { sync: render::sync::json(&report, &status) };
    if code == ExitCode::Done {
        output.remark(&text);
        return Ok(Ok(done));
    }
    let text = format!("{text} {}", render::leaving::unchanged(leaving));
    Ok(Err(NotAll { text, code, done }))
}

/// Writes what the account has; an error in the answer where some of it has no task yet, which no line can hold.
async fn export(
    homing: &Homing,
    known: &KnownAccount,
    file: &Path,
    leaving: Leaving,
    output: &mut Output<'_>,
) -> Result<Result<LeftJson, NotAll>, CliError> {
    // Read first: what finds room meanwhile is in the file, too.
    let queue = homing.session().queue.clone();
    let left = Holdings::of(queue.as_ref(), known.account.id).await?;
    let tasks = homing.sync().unsent_with_bodies_of(known.account.id).await?;
    let lines = homing_app::json::export_lines(&tasks).map_err(std::io::Error::from)?;
    let written = tokio::task::block_in_place(|| write_new_file(file, lines.as_bytes()));
    written.map_err(|source| CliError::NewFile { path: file.to_owned(), source })?;
    let count = u64::try_from(tasks.len()).unwrap_or(u64::MAX);
    let exported = render::leaving::exported(count, file, &known.holdings);
    let export = render::task::exported_json(count, file);
    let done = LeftJson::Export { export, left_out: left.put_off };
    if left.put_off == 0 {
        output.remark(&exported);
        return Ok(Ok(done));
    }
    let text = format!("{exported} {}", render::leaving::not_all_exported(known, &left, leaving));
    Ok(Err(NotAll { text, code: ExitCode::BadInput, done }))
}
