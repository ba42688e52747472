//! Every headline has its words, and none says "saved" without the server.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use homing_domain::Timestamp;
use homing_domain::account::{Account, CredentialPlace};
use homing_domain::names::AccountId;
use homing_domain::policy::StopCause;
use homing_domain::ports::{OfflineCause, QueueCounts};
use homing_domain::time::Today;
use jiff::tz::TimeZone;
use serde_json::json;

use super::super::entry::tests::sample;
use super::*;

fn here() -> Here {
    Here { now: "2026-11-22T10:02:00Z".parse().unwrap(), zone: TimeZone::UTC }
}

/// Signed in, with that much waiting and in attention.
pub(in crate::render) fn status(headline: Headline, waiting: u64, attention: u64) -> Status {
    let account = Account {
        id: AccountId::LOCAL,
        server: "https://homing.example.org".parse().unwrap(),
        user: "7".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::Keychain,
    };
    Status {
        revision: 1,
        active: Active::Account { account, signed_in: true },
        timer: None,
        away: vec![],
        counts: QueueCounts { waiting, attention, ..QueueCounts::default() },
        put_off: 0,
        last_exchange: Some("2026-11-22T09:00:00Z".parse().unwrap()),
        server_ahead_millis: None,
        under_way: false,
        others: homing_app::Others::default(),
        today: Today::of(here().now, &TimeZone::UTC),
        headline,
    }
}

fn later() -> Timestamp {
    "2026-11-22T10:15:00Z".parse().unwrap()
}

fn first_line(status: &Status) -> String {
    lines(status, &here(), &Screen::PLAIN).lines().next().unwrap().to_owned()
}

#[test]
fn each_headline_says_how_things_stand_and_what_to_do() {
    let until = later();
    let offline = Headline::Offline { cause: OfflineCause::Dns, until };
    let stopped = Headline::Stopped { cause: StopCause::VersionTooOld, until };
    let cases = [
        (status(Headline::AllSaved, 0, 0), "All saved on the server."),
        (
            status(Headline::Waiting { until: None }, 1, 0),
            "1 change waits on this machine. Send with `homing sync`.",
        ),
        (
            status(Headline::SignInNeeded, 3, 0),
            "Signing in is needed: 3 changes wait on this machine. Sign in with `homing login`.",
        ),
        (
            status(Headline::Attention, 0, 2),
            "2 changes need a look, as the server refused them. They are kept on this machine; `homing queue \
             list` shows why.",
        ),
        (
            status(offline, 3, 0),
            "3 changes wait on this machine. At the last try the server could not be reached (its name does not \
             resolve). Try again with `homing sync`.",
        ),
        (
            status(Headline::Throttled { until }, 3, 0),
            "3 changes wait on this machine. The server asks to wait until 10:15.",
        ),
        (
            status(stopped, 3, 0),
            "3 changes wait on this machine. The server no longer speaks to this version of Homing. Update this \
             copy.",
        ),
        (
            status(Headline::Barred(Bar::KeychainLocked), 2, 0),
            "2 changes wait on this machine. The keychain that has the sign-in is locked. Unlock it, then try again \
             with `homing sync`.",
        ),
        (
            status(Headline::Barred(Bar::Passphrase), 1, 0),
            "1 change waits on this machine. The sign-in is in an encrypted file, and its passphrase was not given. \
             Give it to `homing sync` on a terminal or to the window.",
        ),
        (status(Headline::Sending { done: 3, total: 12 }, 9, 0), "Sending: 3 of 12."),
        (
            status(Headline::Waiting { until: Some(until) }, 2, 0),
            "2 changes wait on this machine. The next can go at 10:15; `homing sync` tries at once.",
        ),
        (
            status(Headline::ServerNotAnswering { until }, 1, 0),
            "1 change waits on this machine. At the last try the server had trouble. Try again with `homing sync`.",
        ),
        (
            status(Headline::ClockOff { ahead_millis: -3_600_000 }, 0, 0),
            "The clock of this machine is 60 minutes ahead of the server's (as of 09:00): times are recorded wrong. \
             Set the clock; the next sync looks again.",
        ),
        (
            status(Headline::StorageProblem(StorageProblem::Newer), 0, 0),
            "This data was written by a newer Homing. Update this copy.",
        ),
        (
            status(Headline::LocalOnly, 3, 0),
            "Nobody has signed in yet: 3 changes are on this machine alone. Sign in with `homing login`.",
        ),
    ];
    for (status, text) in cases {
        assert_eq!(first_line(&status), text);
    }
}

#[test]
fn nothing_is_called_saved_before_the_server_ever_answered() {
    let never = Status { last_exchange: None, ..status(Headline::AllSaved, 0, 0) };
    let shown = lines(&never, &here(), &Screen::PLAIN);
    assert!(!shown.contains("saved"), "{shown}");
    assert!(shown.contains("Last answer  never"), "{shown}");
}

#[test]
fn the_timer_is_shown_with_its_work() {
    let timer = sample(EntryState::Running, &[("2026-11-22T09:15:00Z", None)]);
    let shown =
        lines(&Status { timer: Some(timer), ..status(Headline::AllSaved, 0, 0) }, &here(), &Screen::PLAIN);
    assert!(shown.contains("Timer        running, 0:47 of work since 09:15: Write the report"), "{shown}");
}

#[test]
fn the_json_has_every_field_in_every_state() {
    let local = Status { active: Active::Local, last_exchange: None, ..status(Headline::LocalOnly, 2, 0) };
    assert_eq!(
        serde_json::to_value(json(&local, &here())).unwrap(),
        json!({
            "revision": 1,
            "headline": "local-only",
            "storage": null,
            "barred": null,
            "held": null,
            "sending": null,
            "under_way": false,
            "account": null,
            "timer": null,
            "counts": { "waiting": 2, "put_off": 0, "attention": 0, "behind_attention": 0, "discarded": 0, "sent": 0, "next_due": null },
            "last_exchange": null,
            "server_ahead_seconds": null,
            "others": { "accounts": 0, "unsent": 0, "timers": 0 },
            "taken_at": "2026-11-22T10:02:00.000Z",
            "today": { "day": "2026-11-22", "zone": "UTC", "worked_seconds": 0, "next_day": "2026-11-23T00:00:00.000Z" },
        })
    );
    let timer = sample(EntryState::Running, &[("2026-11-22T09:15:00Z", None)]);
    let held = Status { timer: Some(timer), ..status(Headline::Throttled { until: later() }, 2, 0) };
    let written = serde_json::to_value(json(&held, &here())).unwrap();
    assert_eq!(written["headline"], "throttled");
    assert_eq!(written["held"], json!({ "kind": "throttled", "until": "2026-11-22T10:15:00.000Z" }));
    assert_eq!(
        written["account"],
        json!({
            "server": "https://homing.example.org",
            "name": "anna",
            "user": "7",
            "signed_in": true,
            "credentials": "keychain",
        })
    );
    assert_eq!(written["timer"]["worked_seconds"], 2_820);
    assert_eq!(written["timer"]["entry"]["state"], "running");
    assert_eq!(written["last_exchange"], "2026-11-22T09:00:00.000Z");
}

#[test]
fn what_this_machine_keeps_is_said_with_its_cause() {
    let causes = [
        (Bar::KeychainMissing, "keychain-missing"),
        (Bar::KeychainLocked, "keychain-locked"),
        (Bar::KeychainSilent, "keychain-silent"),
        (Bar::Passphrase, "passphrase"),
        (Bar::SignInUnreadable, "sign-in-unreadable"),
        (Bar::StoreFails, "store-fails"),
        (Bar::SignInLock, "lock"),
        (Bar::SyncLock, "lock"),
    ];
    for (bar, code) in causes {
        let status = status(Headline::Barred(bar), 1, 0);
        let written = serde_json::to_value(json(&status, &here())).unwrap();
        assert_eq!((&written["headline"], &written["barred"]), (&json!("barred"), &json!(code)));
        let stored = match bar {
            Bar::SignInLock => "sign-in-lock",
            Bar::SyncLock => "sync-lock",
            _ => code,
        };
        assert_eq!(serde_json::to_value(bar).unwrap(), json!(stored));
    }
}

#[test]
fn in_a_pipe_a_status_is_one_line() {
    let timer = sample(EntryState::Running, &[("2026-11-22T09:15:00Z", None)]);
    let shown = line(&Status { timer: Some(timer), ..status(Headline::AllSaved, 0, 0) }, &here());
    assert_eq!(
        shown,
        "10:02 All saved on the server. Timer: running, 0:47 of work since 09:15: Write the report"
    );
}
