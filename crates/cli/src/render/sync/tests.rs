//! Every end of a cycle has its sentence, its code and its JSON.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use homing_app::Headline;
use homing_domain::Timestamp;
use homing_domain::policy::StopCause;
use homing_domain::ports::OfflineCause;
use jiff::tz::TimeZone;
use serde_json::json;

use super::super::status::tests::status;
use super::*;

fn here() -> Here {
    Here { now: "2026-11-22T10:00:00Z".parse().unwrap(), zone: TimeZone::UTC }
}

fn until() -> Timestamp {
    "2026-11-22T10:15:00Z".parse().unwrap()
}

fn after(waiting: u64, attention: u64) -> Status {
    status(Headline::Waiting { until: None }, waiting, attention)
}

fn report(sent: u64, end: CycleEnd) -> CycleReport {
    CycleReport { sent, attention: 0, requests: 1, end }
}

fn said(sent: u64, end: CycleEnd, status: &Status) -> (String, u8) {
    let report = report(sent, end);
    (sentences(&report, status, 0, &here()), code(&report, status, 0).number())
}

#[test]
fn all_is_saved_only_where_the_server_answered_for_it() {
    let all = |sent, status: &Status| said(sent, CycleEnd::Idle, status);
    assert_eq!(all(12, &after(0, 0)), ("Sent 12. All saved on the server.".to_owned(), 0));
    assert_eq!(all(0, &after(0, 0)), ("Nothing to send: all saved on the server.".to_owned(), 0));
    let never = Status { last_exchange: None, ..after(0, 0) };
    assert_eq!(all(0, &never), ("There is nothing to send.".to_owned(), 0));
    for status in [after(1, 0), after(0, 1), after(3, 2)] {
        assert!(!all(5, &status).0.contains("saved"), "{status:?}");
    }
}

#[test]
fn what_another_worker_is_sending_is_no_fault_of_the_servers() {
    let (report, status) = (report(3, CycleEnd::Idle), after(2, 0));
    let said = (sentences(&report, &status, 2, &here()), code(&report, &status, 2).number());
    let text = "Sent 3. Another worker is sending some of what is left. Nothing is lost: 2 changes wait on this machine.";
    assert_eq!(said, (text.to_owned(), 75));
}

#[test]
fn what_waits_for_a_later_try_is_named_with_its_time() {
    let mut status = after(2, 0);
    status.counts.next_due = Some(until());
    assert_eq!(
        said(3, CycleEnd::Idle, &status),
        (
            "Sent 3. The server has put off what is left. Nothing is lost: 2 changes wait on this machine. Try \
             again with `homing sync` after 10:15."
                .to_owned(),
            69
        )
    );
}

#[test]
fn what_the_server_refused_is_named_and_has_its_code() {
    let mut status = after(4, 1);
    status.counts.behind_attention = 4;
    let (text, code) = said(3, CycleEnd::Idle, &status);
    assert_eq!(code, 65);
    assert!(text.contains("1 change needs a look, as the server refused it. 4 more wait behind."), "{text}");
}

#[test]
fn an_unreachable_server_is_one_sentence_with_what_is_safe_and_what_to_do() {
    let end = CycleEnd::Offline { cause: OfflineCause::Dns, until: until() };
    assert_eq!(
        said(0, end, &after(12, 0)),
        (
            "The server at https://homing.example.org can't be reached (its name does not resolve). Nothing is \
             lost: 12 changes wait on this machine. Try again when the network is back."
                .to_owned(),
            69
        )
    );
}

#[test]
fn every_other_end_has_its_code_and_says_that_nothing_is_lost() {
    let stopped = |cause| CycleEnd::Stopped { cause, until: until() };
    let ends = [
        (CycleEnd::LocalOnly, 77),
        (CycleEnd::SignInNeeded, 77),
        (CycleEnd::ServerTrouble { until: until() }, 69),
        (CycleEnd::Throttled { until: until() }, 69),
        (stopped(StopCause::Forbidden), 77),
        (stopped(StopCause::Configuration), 78),
        (stopped(StopCause::VersionTooOld), 78),
        (stopped(StopCause::AllAlike), 69),
        (stopped(StopCause::NotWritable), 74),
        (stopped(StopCause::Damaged), 74),
        (CycleEnd::NotActive, 75),
        (CycleEnd::StopRequested, 130),
    ];
    for (end, code) in ends {
        let (text, left_with) = said(0, end, &after(1, 0));
        assert_eq!(left_with, code, "{end:?}");
        assert!(text.contains("Nothing is lost: 1 change waits on this machine."), "{text}");
        assert!(text.ends_with('.'), "{text}");
    }
}

#[test]
fn where_a_window_has_the_tokens_in_its_memory_it_is_said_to_send() {
    let mut windows = after(1, 0);
    if let Active::Account { account, .. } = &mut windows.active {
        account.credentials = CredentialPlace::UntilQuit;
    }
    let (text, left_with) = said(0, CycleEnd::SignInNeeded, &windows);
    assert_eq!(left_with, 75);
    assert!(text.starts_with("The sign-in is in the memory of the window that signed in"), "{text}");
    assert!(text.contains("Nothing is lost: 1 change waits on this machine."), "{text}");
    if let Active::Account { signed_in, .. } = &mut windows.active {
        *signed_in = false;
    }
    let (text, left_with) = said(0, CycleEnd::SignInNeeded, &windows);
    assert_eq!((left_with, text.starts_with("Signing in is needed.")), (77, true), "the window is gone");
}

#[test]
fn the_json_names_the_end_with_its_data() {
    let written = |end| serde_json::to_value(json(&report(2, end), &after(3, 1))).unwrap();
    assert_eq!(
        written(CycleEnd::Idle),
        json!({ "sent": 2, "attention": 1, "waiting": 3, "requests": 1, "end": { "kind": "idle" } })
    );
    let end = CycleEnd::Offline { cause: OfflineCause::Dns, until: until() };
    assert_eq!(
        written(end)["end"],
        json!({ "kind": "offline", "cause": "dns", "until": "2026-11-22T10:15:00.000Z" })
    );
    let end = CycleEnd::Stopped { cause: StopCause::VersionTooOld, until: until() };
    assert_eq!(written(end)["end"]["cause"], "version-too-old");
    let kinds = [
        (CycleEnd::LocalOnly, "local-only"),
        (CycleEnd::SignInNeeded, "sign-in-needed"),
        (CycleEnd::NotActive, "not-active"),
        (CycleEnd::StopRequested, "stop-requested"),
        (CycleEnd::ServerTrouble { until: until() }, "server-trouble"),
        (CycleEnd::Throttled { until: until() }, "throttled"),
    ];
    for (end, kind) in kinds {
        assert_eq!(written(end)["end"]["kind"], kind);
    }
}
