//! How a sync ended: as sentences, as JSON, and as an exit code.

use homing_app::Status;
use homing_app::json::SyncJson;
use homing_domain::account::{Active, CredentialPlace};
use homing_domain::engine::{CycleEnd, CycleReport};

use super::{Here, amount};
use crate::exit::ExitCode;
use crate::explain::{NOTHING_LOST, no_way, stop};

/// As JSON. `status` was taken after the sync.
pub(crate) fn json(report: &CycleReport, status: &Status) -> SyncJson {
    SyncJson::new(report, status)
}

/// The code to leave with. `status` was taken after the sync, `others` is how many changes other workers are sending.
pub(crate) fn code(report: &CycleReport, status: &Status, others: usize) -> ExitCode {
    match report.end {
        CycleEnd::Idle if status.counts.attention > 0 => ExitCode::BadInput,
        CycleEnd::Idle if others > 0 => ExitCode::SyncRunning,
        // The server has put something off: whoever waits for it to arrive has to know.
        CycleEnd::Idle if status.counts.waiting > 0 => ExitCode::Unreachable,
        CycleEnd::Idle => ExitCode::Done,
        CycleEnd::SignInNeeded if is_a_windows(status) => ExitCode::SyncRunning,
        CycleEnd::LocalOnly | CycleEnd::SignInNeeded => ExitCode::SignIn,
        CycleEnd::Offline { .. } | CycleEnd::ServerTrouble { .. } | CycleEnd::Throttled { .. } => {
            ExitCode::Unreachable
        }
        CycleEnd::Stopped { cause, .. } => stop(cause).2,
        CycleEnd::NotActive => ExitCode::SyncRunning,
        CycleEnd::StopRequested => ExitCode::Interrupted,
        _ => ExitCode::Internal,
    }
}

/// As sentences: what was sent, why it ended, what is safe, what to do. `status` and `others` as before.
pub(crate) fn sentences(report: &CycleReport, status: &Status, others: usize, here: &Here) -> String {
    let sent = (report.sent > 0).then(|| format!("Sent {}.", report.sent));
    let attention = (status.counts.attention > 0).then(|| attention(status));
    let parts = [sent, Some(end(report, status, others, here)), attention];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn end(report: &CycleReport, status: &Status, others: usize, here: &Here) -> String {
    let kept = kept(status);
    match report.end {
        CycleEnd::Idle if others > 0 => format!("Another worker is sending some of what is left. {kept}"),
        CycleEnd::Idle => idle(report, status, here),
        CycleEnd::LocalOnly => {
            format!(
                "Nobody has signed in on this machine yet, so nothing is sent. {kept} Sign in with `homing login`."
            )
        }
        CycleEnd::SignInNeeded if is_a_windows(status) => {
            format!(
                "The sign-in is in the memory of the window that signed in, so only that one can send, and it does \
                 while it is open. {kept} To send from here, too, sign in with `homing login`."
            )
        }
        CycleEnd::SignInNeeded => format!("Signing in is needed. {kept} Sign in with `homing login`."),
        CycleEnd::NotActive => {
            format!(
                "Another account became active here, so this sync ended. {kept} `homing sync` sends that one's."
            )
        }
        CycleEnd::Offline { cause, .. } => {
            let (what, advice) = no_way(&server(status), cause);
            format!("{what}. {kept} {advice}")
        }
        CycleEnd::ServerTrouble { .. } => {
            format!("{} has trouble. {kept} Try again later with `homing sync`.", server(status))
        }
        CycleEnd::Throttled { until } => {
            format!("{} asks to wait. {kept} Try again after {}.", server(status), here.moment(until))
        }
        CycleEnd::Stopped { cause, .. } => {
            let (what, advice, _) = stop(cause);
            format!("{what}. {kept} {advice}")
        }
        CycleEnd::StopRequested => format!("Stopped, as you asked. {kept} `homing sync` goes on with it."),
        _ => format!("The sync ended early. {kept} Try again with `homing sync`."),
    }
}

/// Whether the account is signed in, with its tokens in another program's memory: `status` asks every program that runs,
/// a cycle its own alone.
fn is_a_windows(status: &Status) -> bool {
    matches!(
        &status.active,
        Active::Account { account, signed_in: true } if account.credentials == CredentialPlace::UntilQuit
    )
}

fn idle(report: &CycleReport, status: &Status, here: &Here) -> String {
    match (status.counts.waiting, status.counts.attention) {
        (0, 0) if report.sent > 0 => "All saved on the server.".to_owned(),
        (0, 0) if status.last_exchange.is_some() => "Nothing to send: all saved on the server.".to_owned(),
        (0, 0) => "There is nothing to send.".to_owned(),
        (0, _) => String::new(),
        // What stands behind a refused change is told with that one.
        (waiting, _) if waiting == status.counts.behind_attention => kept(status),
        (_, _) => {
            let put_off = format!("The server has put off what is left. {}", kept(status));
            match status.counts.next_due {
                Some(due) => format!("{put_off} Try again with `homing sync` after {}.", here.moment(due)),
                None => put_off,
            }
        }
    }
}

/// What is safe.
fn kept(status: &Status) -> String {
    match status.counts.waiting {
        0 => NOTHING_LOST.to_owned(),
        1 => "Nothing is lost: 1 change waits on this machine.".to_owned(),
        waiting => format!("Nothing is lost: {waiting} changes wait on this machine."),
    }
}

/// What waits for a person.
pub(super) fn attention(status: &Status) -> String {
    let count = status.counts.attention;
    let needs = if count == 1 { "needs" } else { "need" };
    let mut text = format!(
        "{} {needs} a look, as the server refused {}.",
        amount(count, "change", "changes"),
        if count == 1 { "it" } else { "them" }
    );
    if status.counts.behind_attention > 0 {
        text.push_str(&format!(
            " {} behind.",
            amount(status.counts.behind_attention, "more waits", "more wait")
        ));
    }
    let are = if count == 1 { "It is" } else { "They are" };
    text.push_str(&format!(" {are} kept on this machine; `homing queue list` shows why."));
    text
}

fn server(status: &Status) -> String {
    match &status.active {
        Active::Account { account, .. } => format!("The server at {}", account.server),
        Active::Local => "The server".to_owned(),
    }
}

#[cfg(test)]
mod tests;
