//! Whose work is on this machine, as a table.

use std::path::Path;

use homing_app::{BackedUp, Holdings, KnownAccount, KnownAccounts, Others};
use homing_domain::account::CredentialPlace;
use serde::Serialize;

use super::table::{Column, Table};
use super::text::printable;
use super::{Here, amount};
use crate::screen::Screen;

/// As a table. The one that work is recorded for has a star.
pub(crate) fn rows(known: &KnownAccounts, here: &Here, screen: &Screen) -> String {
    let mut table = Table::new([
        Column::fixed(""),
        Column::text("Name"),
        Column::text("Server"),
        Column::fixed("Signed in"),
        Column::fixed("Kept in").spare(),
        Column::fixed("Unsent").right(),
        Column::text("Timer").spare(),
    ]);
    if let Some(local) = &known.local {
        let cells = ["*", "this machine", "none yet", "no", ""].map(str::to_owned);
        table.row(with(cells, local, here));
    }
    for KnownAccount { account, active, signed_in, holdings } in &known.accounts {
        let kept = match (signed_in, account.credentials) {
            (false, _) => "",
            (true, CredentialPlace::EncryptedFile) => "encrypted file",
            (true, CredentialPlace::UntilQuit) => "memory of a window",
            (true, _) => "keychain",
        };
        let cells = [
            if *active { "*" } else { "" }.to_owned(),
            printable(&account.name),
            account.server.to_string(),
            if *signed_in { "yes" } else { "no" }.to_owned(),
            kept.to_owned(),
        ];
        table.row(with(cells, holdings, here));
    }
    format!(
        "{}\n\nWork is recorded for the account with the star; `homing account switch NAME` changes that.",
        table.show(screen)
    )
}

fn with(cells: [String; 5], holdings: &Holdings, here: &Here) -> [String; 7] {
    let [star, name, server, signed_in, kept] = cells;
    let timer = holdings.timer.as_ref().map(|entry| format!("since {}", here.moment(entry.started_at())));
    let more = if holdings.may_be_more() { " or more" } else { "" };
    let unsent = format!("{}{more}", holdings.unsent());
    [star, name, server, signed_in, kept, unsent, timer.unwrap_or_default()]
}

/// What waits for others, as a sentence; none where nothing does.
pub(crate) fn others(others: Others) -> Option<String> {
    let Others { accounts, unsent, timers } = others;
    if accounts == 0 {
        return None;
    }
    let whose = amount(accounts, "other account", "other accounts");
    let has = if accounts == 1 { "has" } else { "have" };
    let unsent = (unsent > 0).then(|| amount(unsent, "unsent change", "unsent changes"));
    let timer = match timers {
        0 => None,
        1 => Some("a timer that was not stopped".to_owned()),
        many => Some(format!("{many} timers that were not stopped")),
    };
    let what: Vec<_> = unsent.into_iter().chain(timer).collect();
    Some(format!("{whose} on this machine still {has} {}: `homing accounts`.", what.join(" and ")))
}

/// What `backup --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct BackupJson {
    file: String,
    accounts: i64,
    records: i64,
    unsent: i64,
}

/// A backup, as JSON.
pub(crate) fn backup_json(made: BackedUp, file: &Path) -> BackupJson {
    let BackedUp { accounts, records, unsent } = made;
    BackupJson { file: file.display().to_string(), accounts, records, unsent }
}

/// A backup.
pub(crate) fn backup(made: BackedUp, file: &Path) -> String {
    let unsent = amount(u64::try_from(made.unsent).unwrap_or(0), "unsent change", "unsent changes");
    format!(
        "The backup was made and checked; it holds everything recorded here, with {unsent}, and no sign-in: {}",
        file.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_others_is_said_and_nothing_where_nothing_does() {
        assert_eq!(others(Others::default()), None);
        assert_eq!(
            others(Others { accounts: 1, unsent: 3, timers: 1 }).as_deref(),
            Some(
                "1 other account on this machine still has 3 unsent changes and a timer that was not stopped: \
                 `homing accounts`."
            )
        );
        assert_eq!(
            others(Others { accounts: 2, unsent: 1, timers: 0 }).as_deref(),
            Some("2 other accounts on this machine still have 1 unsent change: `homing accounts`.")
        );
    }
}
