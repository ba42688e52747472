//! The codes, and where they stand.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use homing_domain::ports::{AuthError, CredentialError, HttpError, QueueError};
use homing_domain::time::{Because, Gap, GapError, TrackError, UndoError};
use serde_json::{Value, json};

use super::*;
use crate::OidcError;

fn written(error: CommandError) -> Value {
    serde_json::to_value(error).unwrap()
}

#[test]
fn an_error_is_a_code_with_its_data_and_no_sentence() {
    let work = std::time::Duration::from_secs(600);
    let taken = TrackError::Undo(UndoError::TakesWork { work });
    assert_eq!(written(taken.into()), json!({ "code": "yes-needed", "work_seconds": 600 }));
    let (from, to) = ("2026-11-22T08:04:00Z".parse().unwrap(), "2026-11-22T08:51:00Z".parse().unwrap());
    let gap = Gap { from, to, because: Because::Restarted, placed: true };
    let gap = written(TrackError::Gap(GapError::Unanswered(vec![gap])).into());
    assert_eq!((&gap["code"], &gap["gaps"][0]["because"]), (&json!("gap-unanswered"), &json!("restarted")));
    let lost = AuthError::Unreachable(HttpError::AnswerLost("the answer was lost".into()));
    assert_eq!(written(lost.into()), json!({ "code": "server-unreachable", "cause": null }));
    let locked = AuthError::Credentials(CredentialError::Locked("dbus says: it is locked".into()));
    assert_eq!(written(locked.into()), json!({ "code": "keychain-locked" }));
    let refused = OidcError::Refused { code: "invalid_scope".to_owned() };
    assert_eq!(
        written(refused.into()),
        json!({ "code": "sign-in-turned-down", "because": "refused", "provider_code": "invalid_scope" })
    );
    let damaged = QueueError::Corrupt("row 7: bad".into());
    assert_eq!(written(damaged.into()), json!({ "code": "data-damaged" }));
}

#[test]
fn a_code_of_the_page_is_one_of_the_terminals_too_save_where_it_says_more() {
    let documented = include_str!("../../../../../docs/cli.md");
    let own = [
        "invalid-input",
        "gap-unanswered",
        "undo-outdated",
        "entry-changed",
        "sync-already-running",
        "sync-running-elsewhere",
        "unsent-work",
        "import-already-running",
        "no-installation",
        "setting-invalid",
        "in-the-clear",
        "good-elsewhere",
        "no-browser",
        "sign-in-cancelled",
        "provider-unreachable",
        "provider-trouble",
    ];
    for error in every() {
        let code = written(error)["code"].as_str().unwrap().to_owned();
        let row = format!("| `{code}` |");
        assert_eq!(documented.contains(&row), !own.contains(&code.as_str()), "{code}");
    }
}

#[test]
fn the_documentation_lists_every_code() {
    let documented = include_str!("../../../../../docs/tauri.md");
    for error in every() {
        let code = written(error)["code"].as_str().unwrap().to_owned();
        assert!(documented.contains(&format!("| `{code}` |")), "{code}");
    }
}

/// One of each kind.
fn every() -> Vec<CommandError> {
    let now = Timestamp::from_millis(0).unwrap();
    vec![
        CommandError::InvalidInput,
        CommandError::NothingRuns,
        CommandError::AlreadyPaused,
        CommandError::AlreadyRunning,
        CommandError::Paused,
        CommandError::TimerRefuses,
        CommandError::TimeInFuture { at: now, now },
        CommandError::TimeTooEarly { at: now, last: now },
        CommandError::EntryInvalid(EntryFault::Other),
        CommandError::NoSuchEntry,
        CommandError::OtherDevice,
        CommandError::EntryChanged { from: now },
        CommandError::NothingToChange,
        CommandError::IntervalUnclear { count: 2 },
        CommandError::IntervalOpen,
        CommandError::YesNeeded { work_seconds: 0 },
        CommandError::GapUnanswered { gaps: vec![] },
        CommandError::CutNeedsTime { gaps: vec![] },
        CommandError::CutOutside { at: now, from: now, to: now },
        CommandError::NoGap,
        CommandError::NothingToUndo,
        CommandError::UndoOutdated,
        CommandError::ProjectArchived,
        CommandError::NoSuchItem,
        CommandError::TimesNeeded { from: true, to: false },
        CommandError::ItemDecided,
        CommandError::EntryThere { entry: EntryId::new(uuid::Uuid::nil()) },
        CommandError::EntryNeeded,
        CommandError::NotAPicture,
        CommandError::FileTooLarge { max_bytes: 1 },
        CommandError::NoRoom,
        CommandError::FilesUnsupported,
        CommandError::DataBusy,
        CommandError::DiskFull,
        CommandError::DataNotWritable,
        CommandError::DataNotReadable,
        CommandError::DataGone,
        CommandError::DataFolder,
        CommandError::DataForeign,
        CommandError::DataDamaged,
        CommandError::DataNewer,
        CommandError::DataUnusable,
        CommandError::LockUnusable,
        CommandError::NoSuchTask,
        CommandError::TaskBeingSent,
        CommandError::TaskMayHaveArrived,
        CommandError::SyncAlreadyRunning,
        CommandError::SyncRunningElsewhere,
        CommandError::SignInNeeded,
        CommandError::NoSuchAccount,
        CommandError::UnsentWork { waiting: 1, attention: 1, pictures: 1, timer: false },
        CommandError::AccountChanged,
        CommandError::ServerUnreachable { cause: None },
        CommandError::ServerTrouble { status: 500 },
        CommandError::ServerThrottles { wait_seconds: None },
        CommandError::ServerAddress,
        CommandError::InTheClear,
        CommandError::GoodElsewhere { issuer: String::new(), resource: String::new() },
        CommandError::WrongCredentials,
        CommandError::NameNeeded,
        CommandError::NoBrowser,
        CommandError::SignInCancelled,
        CommandError::SignInTurnedDown(TurnedDown::Declined),
        CommandError::TokensNotTaken,
        CommandError::ProviderUnreachable { cause: None },
        CommandError::ProviderTrouble { status: 500 },
        CommandError::ProviderUnfit,
        CommandError::KeychainMissing,
        CommandError::KeychainLocked,
        CommandError::KeychainFails,
        CommandError::SecretNeeded,
        CommandError::WrongPassphrase,
        CommandError::CredentialsUnusable,
        CommandError::NoEarlierFile,
        CommandError::NotAnExport,
        CommandError::EarlierAppRuns,
        CommandError::OriginalNeeded,
        CommandError::ImportAlreadyRunning,
        CommandError::FileUnreadable,
        CommandError::NoInstallation,
        CommandError::Configuration,
        CommandError::SettingInvalid { because: SettingFault::Password },
        CommandError::FileNotWritable,
        CommandError::Internal,
    ]
}
