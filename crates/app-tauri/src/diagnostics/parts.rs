//! The texts of a bundle. Each names what it shows, and nothing here reads a body.

use std::fs;
use std::path::Path;

use homing_domain::account::Active;
use homing_domain::ports::QueueError;
use homing_domain::task::{Task, TaskState};

use super::DiagnosticsSource;
use super::redact::{id, word};
use crate::logs::{Causes, LogFile};
use crate::settings::settings;

/// So many tasks are listed: the first ones are what holds the others up.
const MOST_TASKS: usize = 1_000;

/// So many lines of each log file.
const MOST_LINES: usize = 2_000;

pub(super) fn about(source: &DiagnosticsSource<'_>) -> String {
    let names = if source.redaction.shows_names() { "as you wished, shown" } else { "left out" };
    format!(
        "Diagnostics of Homing, made at {}.\n\n\
         Text files alone: read them before you send them. There are versions, states, ids, codes, times, the\n\
         server's address and the log. There is no password, token or passphrase, and nothing that you wrote: no\n\
         description, project, tag or note. Names of accounts are {names}.\n",
        source.now
    )
}

pub(super) fn versions(source: &DiagnosticsSource<'_>) -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let data = match source.opened {
        Ok(_) => "opened".to_owned(),
        Err(error) => format!("not opened: {}", Causes(error)),
    };
    format!(
        "homing   {}\nsystem   {os} {arch}\nschema   {} is known\ndata     {data}\n",
        env!("CARGO_PKG_VERSION"),
        homing_storage::SCHEMA_VERSION
    )
}

pub(super) async fn status(source: &DiagnosticsSource<'_>) -> String {
    let Ok(opened) = source.opened else { return NOT_OPENED.to_owned() };
    let status = match opened.status.now().await {
        Ok(status) => status,
        Err(error) => return unreadable(&error),
    };
    let timer = status.timer.as_ref();
    let timer = timer.map_or_else(|| "none".to_owned(), |it| format!("{:?}, entry {}", it.state, it.id));
    let account = match &status.active {
        Active::Local => "local".to_owned(),
        Active::Account { account, signed_in } => format!("{}, signed in: {signed_in}", account.id),
    };
    let last = status.last_exchange.map_or_else(|| "never".to_owned(), |at| at.to_string());
    let ahead =
        status.server_ahead_millis.map_or_else(|| "not known".to_owned(), |ahead| format!("{ahead} ms"));
    format!(
        "headline       {:?}\naccount        {account}\ntimer          {timer}\ncounts         {:?}\n\
         others         {:?}\nlast exchange  {last}\nserver ahead   {ahead}\n",
        status.headline, status.counts, status.others
    )
}

pub(super) async fn accounts(source: &DiagnosticsSource<'_>, names: bool) -> String {
    let Ok(opened) = source.opened else { return NOT_OPENED.to_owned() };
    let known = match opened.accounts().await {
        Ok(known) => known,
        Err(error) => return unreadable(&error),
    };
    let mut text = String::new();
    for known in &known.accounts {
        let account = &known.account;
        let name =
            if names { format!(" name {} user {}", account.name, account.user) } else { String::new() };
        text.push_str(&format!(
            "{}{name} server {} credentials {:?} active {} signed in {} {:?}\n",
            account.id,
            account.server,
            account.credentials,
            known.active,
            known.signed_in,
            known.holdings.counts
        ));
    }
    if text.is_empty() { "Nobody has signed in on this machine yet.\n".to_owned() } else { text }
}

pub(super) async fn queue(source: &DiagnosticsSource<'_>) -> String {
    let Ok(opened) = source.opened else { return NOT_OPENED.to_owned() };
    match opened.sync.unsent().await {
        Ok(tasks) if tasks.is_empty() => "Nothing is unsent.\n".to_owned(),
        Ok(tasks) => {
            let more = if tasks.len() > MOST_TASKS { "There are more.\n" } else { "" };
            tasks.iter().take(MOST_TASKS).map(task).collect::<String>() + more
        }
        Err(error) => unreadable(&error),
    }
}

fn task(task: &Task) -> String {
    let new = &task.task;
    let state = match &task.state {
        TaskState::Attention(reason) => {
            let field = reason.field.as_deref().map_or("-", word);
            format!("attention, code {}, field {field}", word(&reason.code))
        }
        other => format!("{other:?}").to_lowercase(),
    };
    format!(
        "{} {} kind {} lane {} {:?} {state}, attempts {}, happened {}, enqueued {}, not before {}\n",
        task.seq,
        new.id,
        word(new.kind.as_str()),
        id(new.lane.as_str()),
        new.priority,
        task.attempts,
        new.occurred_at,
        task.enqueued_at,
        task.not_before
    )
}

pub(super) fn config(source: &DiagnosticsSource<'_>) -> String {
    let file = source.places.config_file();
    let settings = match settings(&file, source.ca_file) {
        Ok(settings) => settings,
        Err(error) => return format!("{}: {}\n", file.display(), Causes(&error)),
    };
    let line = |it: &crate::settings::Setting| {
        format!("{:<10} {} ({:?})\n", it.key.name(), it.value.as_deref().unwrap_or("-"), it.origin)
    };
    format!("{}\n", file.display()) + &settings.iter().map(line).collect::<String>()
}

pub(super) fn files(data: &Path) -> String {
    let mut lines = match fs::read_dir(data) {
        Ok(entries) => entries.filter_map(|entry| Some(file(&entry.ok()?))).collect::<Vec<_>>(),
        Err(error) => return format!("{} can't be listed: {error}\n", data.display()),
    };
    lines.sort();
    format!("{}\n{}", data.display(), lines.concat())
}

fn file(entry: &fs::DirEntry) -> String {
    let Ok(metadata) = entry.metadata() else { return String::new() };
    #[cfg(unix)]
    let mode = format!("{:o} ", std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o7777);
    #[cfg(not(unix))]
    let mode = "";
    let name = entry.file_name();
    format!("{mode}{:>10} bytes {}\n", metadata.len(), word(&name.to_string_lossy()))
}

/// The last lines of each log file, the oldest file first. What does not look like a line of ours stays out.
pub(super) fn logs(folder: &Path) -> Vec<(String, String)> {
    let part = |path: std::path::PathBuf| {
        let name = format!("logs/{}", path.file_name()?.to_str()?);
        let text = fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Some((name, text.map_or_else(|error| format!("It can't be read: {error}\n"), |text| lines_of(&text))))
    };
    LogFile::all(folder).into_iter().filter_map(part).collect()
}

fn lines_of(text: &str) -> String {
    let ours: Vec<_> = text.lines().filter(|line| is_ours(line)).collect();
    let left_out = text.lines().count() - ours.len();
    let last = &ours[ours.len().saturating_sub(MOST_LINES)..];
    let mut kept: String = last.iter().map(|line| format!("{line}\n")).collect();
    if left_out > 0 {
        kept.push_str(&format!("({left_out} lines that are not of Homing's own form are left out)\n"));
    }
    kept
}

/// An instant, a level, and somewhere a module of ours.
fn is_ours(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let instant = words.next().is_some_and(|word| word.parse::<jiff::Timestamp>().is_ok());
    let level = words.next().is_some_and(|word| ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].contains(&word));
    instant && level && line.contains("homing")
}

const NOT_OPENED: &str = "The data is not opened: see versions.txt.\n";

fn unreadable(error: &QueueError) -> String {
    format!("It can't be read: {}\n", Causes(error))
}
