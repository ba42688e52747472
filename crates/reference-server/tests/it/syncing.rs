//! `POST /v1/sync`: what becomes of tasks, alone, together, again, and side by side.

use homing_wire::{Outcome, Problem, TimeEntry, problem};
use serde_json::json;

use crate::backend::{no_refusal, refusal_of};
use crate::samples::{entry, id, request, task};
use crate::server::Server;

fn rejection(outcome: &Outcome) -> &Problem {
    match outcome {
        Outcome::Rejected { problem: Some(problem) } => problem,
        other => panic!("not rejected: {other:?}"),
    }
}

/// An entry that breaks a rule.
fn broken(n: u32) -> TimeEntry {
    TimeEntry { intervals: vec![], ..entry(n) }
}

#[tokio::test]
async fn what_was_applied_is_listed_as_it_was_sent() {
    let server = Server::start().await;
    let session = server.login().await;
    let outcomes = server.sync(&session, &request((0..100).map(|n| task(n, entry(n))))).await;
    assert_eq!(outcomes, vec![Outcome::Applied; 100]);
    assert_eq!(server.entries(&session).await, (0..100).map(entry).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_replayed_key_is_answered_duplicate_whatever_it_brings() {
    let server = Server::start().await;
    let session = server.login().await;
    assert_eq!(server.sync(&session, &request([task(1, entry(1))])).await, [Outcome::Applied]);
    let newer = TimeEntry { revision: 2, description: "changed".into(), ..entry(1) };
    for replay in [entry(1), newer, broken(1), entry(2)] {
        assert_eq!(server.sync(&session, &request([task(1, replay)])).await, [Outcome::Duplicate]);
    }
    assert_eq!(server.entries(&session).await, [entry(1)]);
}

#[tokio::test]
async fn a_replay_after_a_restart_is_a_duplicate() {
    let server = Server::start().await;
    let session = server.login().await;
    let batch = request([task(1, entry(1)), task(2, entry(2))]);
    assert_eq!(server.sync(&session, &batch).await, [Outcome::Applied, Outcome::Applied]);
    let server = server.restart().await;
    assert_eq!(server.sync(&session, &batch).await, [Outcome::Duplicate, Outcome::Duplicate]);
    assert_eq!(server.entries(&session).await, [entry(1), entry(2)]);
}

#[tokio::test]
async fn a_newer_revision_replaces_and_an_older_one_of_the_same_content_is_a_duplicate() {
    let server = Server::start().await;
    let session = server.login().await;
    let newest = TimeEntry { revision: 3, deleted: true, project: None, ..entry(1) };
    assert_eq!(server.sync(&session, &request([task(1, newest.clone())])).await, [Outcome::Applied]);
    let older = TimeEntry { revision: 2, ..newest.clone() };
    assert_eq!(server.sync(&session, &request([task(2, older)])).await, [Outcome::Duplicate]);
    assert_eq!(server.entries(&session).await, [newest]);
}

#[tokio::test]
async fn an_older_revision_of_other_content_under_a_new_key_is_a_conflict_and_under_its_own_a_duplicate() {
    let server = Server::start().await;
    let session = server.login().await;
    let first = request([task(1, entry(1))]);
    let newest = TimeEntry { revision: 5, description: "the newest".into(), ..entry(1) };
    server.sync(&session, &first).await;
    server.sync(&session, &request([task(2, newest.clone())])).await;
    let beside = TimeEntry { revision: 4, description: "written after a restore".into(), ..entry(1) };
    let outcomes = server.sync(&session, &request([task(3, beside)])).await;
    assert_eq!(rejection(&outcomes[0]).kind, problem::CONFLICT);
    assert_eq!(server.sync(&session, &first).await, [Outcome::Duplicate]);
    assert_eq!(server.entries(&session).await, [newest]);
}

#[tokio::test]
async fn the_same_revision_under_a_new_key_is_a_duplicate_or_a_conflict() {
    let server = Server::start().await;
    let session = server.login().await;
    server.sync(&session, &request([task(1, entry(1))])).await;
    assert_eq!(server.sync(&session, &request([task(2, entry(1))])).await, [Outcome::Duplicate]);
    let other = TimeEntry { description: "said otherwise".into(), ..entry(1) };
    let outcomes = server.sync(&session, &request([task(3, other)])).await;
    let problem = rejection(&outcomes[0]);
    assert_eq!((problem.kind.as_str(), problem.status), (problem::CONFLICT, Some(409)));
    assert_eq!(server.entries(&session).await, [entry(1)]);
}

#[tokio::test]
async fn revisions_of_one_entry_in_one_request_are_taken_in_order() {
    let server = Server::start().await;
    let session = server.login().await;
    let revision = |revision| TimeEntry { revision, ..entry(1) };
    let tasks = [task(1, revision(1)), task(2, revision(3)), task(3, revision(2)), task(4, revision(4))];
    let outcomes = server.sync(&session, &request(tasks)).await;
    assert_eq!(outcomes, [Outcome::Applied, Outcome::Applied, Outcome::Duplicate, Outcome::Applied]);
    assert_eq!(server.entries(&session).await, [revision(4)]);
}

#[tokio::test]
async fn a_rejected_task_holds_back_the_rest_of_its_lane_and_no_neighbour() {
    let server = Server::start().await;
    let session = server.login().await;
    let second = TimeEntry { revision: 2, ..entry(2) };
    let tasks = [task(1, entry(1)), task(2, broken(2)), task(3, second), task(4, entry(4))];
    let outcomes = server.sync(&session, &request(tasks)).await;
    let problem = rejection(&outcomes[1]);
    assert_eq!((problem.kind.as_str(), problem.status), (problem::INVALID_ENTRY, Some(422)));
    assert_eq!(problem.field.as_deref(), Some("entry.intervals"));
    assert_eq!(outcomes[0], Outcome::Applied);
    assert_eq!(outcomes[2], Outcome::Blocked);
    assert_eq!(outcomes[3], Outcome::Applied);
    assert_eq!(server.entries(&session).await, [entry(1), entry(4)]);
}

#[tokio::test]
async fn neither_a_rejected_key_nor_a_blocked_one_is_remembered() {
    let server = Server::start().await;
    let session = server.login().await;
    let second = TimeEntry { revision: 2, ..entry(1) };
    server.sync(&session, &request([task(1, broken(1)), task(2, second.clone())])).await;
    let outcomes = server.sync(&session, &request([task(1, entry(1)), task(2, second)])).await;
    assert_eq!(outcomes, [Outcome::Applied, Outcome::Applied]);
}

#[tokio::test]
async fn a_task_that_is_not_sound_is_rejected_alone() {
    let server = Server::start().await;
    let session = server.login().await;
    let mut unsound: Vec<_> = (0..7).map(|n| task(n, entry(n))).collect();
    unsound[1].kind = "activity".into();
    unsound[2].key = "k".into();
    unsound[3].lane = "l".into();
    unsound[4].occurred_at = "2026-11-22T09:15:00Z".into();
    unsound[5].lane = id(99);
    unsound[6].body = json!({"entry": 1});
    let outcomes = server.sync(&session, &request(unsound)).await;
    assert_eq!(outcomes[0], Outcome::Applied);
    let told: Vec<_> = outcomes[1..]
        .iter()
        .map(|outcome| (rejection(outcome).kind.as_str(), rejection(outcome).field.as_deref().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            (problem::UNKNOWN_KIND, "kind"),
            (problem::INVALID_TASK, "key"),
            (problem::INVALID_TASK, "lane"),
            (problem::INVALID_TASK, "occurred_at"),
            (problem::INVALID_ENTRY, "lane"),
            (problem::INVALID_ENTRY, "entry"),
        ]
    );
    assert_eq!(server.entries(&session).await, [entry(0)]);
}

#[tokio::test]
async fn members_that_the_server_does_not_know_are_ignored() {
    let server = Server::start().await;
    let session = server.login().await;
    let mut newer = task(1, entry(1));
    newer.body["entry"]["mood"] = json!("bright");
    newer.body["weather"] = json!(["fog"]);
    assert_eq!(server.sync(&session, &request([newer])).await, [Outcome::Applied]);
    assert_eq!(server.entries(&session).await, [entry(1)]);
}

#[tokio::test]
async fn an_absent_member_and_null_are_the_same_content() {
    let server = Server::start().await;
    let session = server.login().await;
    let bare = TimeEntry { project: None, zone: None, offset_seconds: None, ..entry(1) };
    let mut nulls = task(2, bare.clone());
    for member in ["project", "zone", "offset_seconds"] {
        nulls.body["entry"][member] = json!(null);
    }
    assert_eq!(server.sync(&session, &request([task(1, bare)])).await, [Outcome::Applied]);
    assert_eq!(server.sync(&session, &request([nulls])).await, [Outcome::Duplicate]);
}

#[tokio::test]
async fn a_request_that_cannot_be_read_as_a_whole_changes_nothing() {
    let server = Server::start().await;
    let session = server.login().await;
    let token = Some(session.access_token.expose());
    let good = serde_json::to_value(request([task(1, entry(1))])).unwrap();
    let with = |member: &str, value| {
        let mut bent = good.clone();
        bent[member] = value;
        bent
    };
    let twice = serde_json::to_value(request([task(1, entry(1)), task(1, entry(2))])).unwrap();
    let many = serde_json::to_value(request((0..101).map(|n| task(n, entry(n))))).unwrap();
    for (body, field) in [
        (json!([]), None),
        (with("device", json!("laptop")), Some("device")),
        (with("tasks", json!([])), Some("tasks")),
        (with("tasks", json!([good["tasks"][0], {"key": 1}])), Some("tasks[1].key")),
        (twice, Some("tasks[1].key")),
    ] {
        let answer = server.post("/v1/sync", token, &body).await;
        assert_eq!((answer.status, answer.problem()), (400, "unreadable-request"));
        assert_eq!(answer.body["field"].as_str(), field);
    }
    let answer = server.post("/v1/sync", token, &many).await;
    assert_eq!((answer.status, answer.problem()), (413, "too-large"), "which a smaller batch mends");
    assert_eq!(answer.body["field"].as_str(), Some("tasks"));
    assert_eq!(server.entries(&session).await, []);
}

#[tokio::test]
async fn accounts_share_neither_keys_nor_entries() {
    let server = Server::start().await;
    server.add_user("bob").await;
    let (ada, bob) = (server.login().await, server.login_as("bob").await);
    let bobs = TimeEntry { description: "Bob's".into(), ..entry(1) };
    assert_eq!(server.sync(&ada, &request([task(1, entry(1))])).await, [Outcome::Applied]);
    assert_eq!(server.sync(&bob, &request([task(1, bobs.clone())])).await, [Outcome::Applied]);
    assert_eq!(server.entries(&ada).await, [entry(1)]);
    assert_eq!(server.entries(&bob).await, [bobs]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_identical_requests_at_once_apply_once() {
    let server = Server::start().await;
    let session = server.login().await;
    let batch = request((0..50).map(|n| task(n, entry(n))));
    let (one, other) = tokio::join!(server.sync(&session, &batch), server.sync(&session, &batch));
    for pair in one.iter().zip(&other) {
        assert!(
            matches!(pair, (Outcome::Applied, Outcome::Duplicate) | (Outcome::Duplicate, Outcome::Applied)),
            "{pair:?}"
        );
    }
    assert_eq!(server.entries(&session).await.len(), 50);
}

#[tokio::test]
async fn a_task_that_the_database_refuses_is_to_be_retried_and_the_others_stand() {
    let server = Server::start().await;
    let session = server.login().await;
    server.tamper(&refusal_of("entries", &id(2), false)).await;
    let second = TimeEntry { revision: 2, ..entry(2) };
    let batch = request([task(1, entry(1)), task(2, entry(2)), task(3, second), task(4, entry(4))]);
    let outcomes = server.sync(&session, &batch).await;
    let retry = Outcome::Retry { after_seconds: Some(60) };
    assert_eq!(outcomes, [Outcome::Applied, retry, Outcome::Blocked, Outcome::Applied]);
    assert_eq!(server.entries(&session).await, [entry(1), entry(4)]);

    // The key of what was taken back is not remembered: the next try takes effect.
    server.tamper(&no_refusal("entries")).await;
    let outcomes = server.sync(&session, &batch).await;
    assert_eq!(outcomes, [Outcome::Duplicate, Outcome::Applied, Outcome::Applied, Outcome::Duplicate]);
}

#[tokio::test]
async fn where_the_database_takes_the_whole_transaction_back_nothing_is_called_applied() {
    let server = Server::start().await;
    let session = server.login().await;
    server.tamper(&refusal_of("entries", &id(2), true)).await;
    let batch = request([task(1, entry(1)), task(2, entry(2)), task(3, entry(3))]);
    let body = serde_json::to_value(&batch).unwrap();
    let answer = server.post("/v1/sync", Some(session.access_token.expose()), &body).await;
    assert_eq!((answer.status, answer.problem()), (503, "unavailable"));
    assert_eq!(server.entries(&session).await, []);

    server.tamper(&no_refusal("entries")).await;
    assert_eq!(server.sync(&session, &batch).await, vec![Outcome::Applied; 3]);
}
