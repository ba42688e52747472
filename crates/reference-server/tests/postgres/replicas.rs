//! Several servers on one database, asked the same at once: together they answer as one does.

use homing_server::{Pruned, prune};
use homing_wire::{Outcome, Session, TimeEntry};
use serde_json::json;
use std::num::NonZeroU32;
use std::time::Duration;

use crate::blobs::{bring, fetch};
use crate::samples::{blob, bytes, entry, request, screenshot, shot, task};
use crate::server::{NAME, PASSWORD, Server, json_post, limited};

fn number(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap()
}

const MINUTE: Duration = Duration::from_secs(60);

/// Three servers on one database, whose clocks are one.
async fn three() -> [Server; 3] {
    let first = Server::start().await;
    let (second, third) = (Server::beside(&first).await, Server::beside(&first).await);
    [first, second, third]
}

/// How often each outcome is among them: applied, duplicate.
fn counts(outcomes: &[Vec<Outcome>]) -> (usize, usize) {
    let count = |wanted| outcomes.iter().flatten().filter(|outcome| **outcome == wanted).count();
    (count(Outcome::Applied), count(Outcome::Duplicate))
}

#[tokio::test(flavor = "multi_thread")]
async fn of_servers_that_get_the_same_key_at_once_one_applies_it_and_the_others_know_it() {
    let [one, two, three] = three().await;
    let session = one.login().await;
    for round in 0..20 {
        let batch = request((0..5).map(|n| task(round * 5 + n, entry(round * 5 + n))));
        let outcomes = tokio::join!(
            one.sync(&session, &batch),
            two.sync(&session, &batch),
            three.sync(&session, &batch)
        );
        assert_eq!(counts(&[outcomes.0, outcomes.1, outcomes.2]), (5, 10), "round {round}");
    }
    assert_eq!(three.entries(&session).await.len(), 100);
    assert_eq!(one.number("SELECT count(*) FROM homing_server_keys").await, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_revision_that_comes_beside_a_newer_one_never_takes_its_place() {
    let [one, two, three] = three().await;
    let session = one.login().await;
    for round in 0..20 {
        let revision = |revision| TimeEntry { revision, ..entry(round) };
        let (older, newer) = (task(2 * round, revision(1)), task(2 * round + 1, revision(2)));
        let (older, newer) = (request([older]), request([newer]));
        let (first, second) = tokio::join!(one.sync(&session, &older), two.sync(&session, &newer));
        assert_eq!(second, [Outcome::Applied]);
        assert!(matches!(first[..], [Outcome::Applied | Outcome::Duplicate]), "{first:?}");
    }
    assert!(three.entries(&session).await.iter().all(|entry| entry.revision == 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_comes_to_all_at_once_is_first_used_once_and_honoured_within_its_grace() {
    let [one, two, three] = three().await;
    let first = one.login().await;
    let token = first.refresh_token.expose();
    let (a, b, c) = tokio::join!(one.refresh(token), two.refresh(token), three.refresh(token));
    for answer in [a, b, c] {
        let session: Session = answer.read();
        let listing = two.get("/v1/time-entries", Some(session.access_token.expose())).await;
        assert_eq!(listing.status, 200);
        assert_eq!(three.refresh(session.refresh_token.expose()).await.status, 200);
    }
    let used = "SELECT count(*) FROM homing_server_refresh_tokens WHERE first_used_at_ms IS NOT NULL";
    assert_eq!(one.number(used).await, 4);
    two.clock.advance(MINUTE - Duration::from_millis(1));
    assert_eq!(three.refresh(token).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_comes_again_after_its_grace_ends_the_sign_in_whatever_is_renewed_meanwhile() {
    let [one, two, three] = three().await;
    for _ in 0..10 {
        let stolen = one.login().await;
        let own: Session = two.refresh(stolen.refresh_token.expose()).await.read();
        one.clock.advance(MINUTE);
        let (thief, owner) =
            tokio::join!(one.refresh(stolen.refresh_token.expose()), two.refresh(own.refresh_token.expose()));
        assert_eq!(thief.status, 401);
        // The owner was first, or was too late; nothing of the sign-in is good any more in either case.
        if owner.status == 200 {
            let renewed: Session = owner.read();
            assert_eq!(three.refresh(renewed.refresh_token.expose()).await.status, 401);
            let token = Some(renewed.access_token.expose());
            assert_eq!(three.get("/v1/time-entries", token).await.status, 401);
        }
    }
    for table in ["access", "refresh"] {
        assert_eq!(one.number(&format!("SELECT count(*) FROM homing_server_{table}_tokens")).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_disabled_while_it_signs_in_elsewhere_has_no_sign_in() {
    let [one, two, _] = three().await;
    let store = one.store().await;
    for _ in 0..5 {
        let login = json_post("/v1/auth/login", None, &json!({"name": NAME, "password": PASSWORD}));
        let disable = homing_server::account::disable_user(&store, &*one.clock, NAME);
        let (login, disabled) = tokio::join!(two.call(login), disable);
        disabled.unwrap();
        assert!([200, 401].contains(&login.status));
        assert_eq!(one.number("SELECT count(*) FROM homing_server_access_tokens").await, 0);
        homing_server::account::enable_user(&store, NAME).await.unwrap();
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_prune_at_once_forget_everything_once() {
    let [one, two, three] = three().await;
    one.tamper(
        "INSERT INTO homing_server_keys SELECT users.id, CAST(i AS TEXT), 0
         FROM generate_series(1, 1700) AS n(i), homing_server_users AS users",
    )
    .await;
    let (a, b, c) = tokio::join!(prune(&one.app), prune(&two.app), prune(&three.app));
    let keys: u64 = [a, b, c].into_iter().map(|pruned| pruned.unwrap().keys).sum();
    // What one has in its hands another passes over, and may end before it is gone.
    assert_eq!(keys + prune(&one.app).await.unwrap().keys, 1700);
    assert_eq!(prune(&two.app).await.unwrap(), Pruned::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_server_counts_the_others_hold_against_the_same_limit() {
    let settings = limited(|limits| {
        (limits.syncs_per_minute, limits.logins_per_minute) = (number(9), number(4));
    });
    let one = Server::start_with(settings.clone()).await;
    let two = Server::beside_with(&one, settings).await;
    let session = one.login().await;
    for round in 0..3 {
        let guess = json!({"name": NAME, "password": "wrong"});
        let (here, there) =
            tokio::join!(one.post("/v1/auth/login", None, &guess), two.post("/v1/auth/login", None, &guess));
        let mut statuses = [here.status, there.status];
        statuses.sort_unstable();
        // One of four was the sign-in itself.
        assert_eq!(statuses, [[401, 401], [401, 429], [429, 429]][round]);
    }
    let token = Some(session.access_token.expose());
    let mut statuses = vec![];
    for _ in 0..5 {
        let (here, there) = tokio::join!(one.get("/v1/projects", token), two.get("/v1/projects", token));
        statuses.extend([here.status, there.status]);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 9, "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_blob_that_comes_to_all_at_once_is_there_once() {
    let [one, two, three] = three().await;
    let session = one.login().await;
    for round in 0..5_u8 {
        let content = bytes(600_000 + usize::from(round));
        let (a, b, c) = tokio::join!(
            bring(&one, &session, &content),
            bring(&two, &session, &content),
            bring(&three, &session, &content)
        );
        let stored = [&a, &b, &c].iter().filter(|answer| answer.status == 201).count();
        let known = [&a, &b, &c].iter().filter(|answer| answer.status == 200).count();
        assert_eq!((stored, known), (1, 2));
    }
    assert_eq!(one.number("SELECT count(*) FROM homing_server_blob_contents").await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blob_that_is_pruned_while_a_screenshot_names_it_is_kept_whole_or_asked_for_again() {
    let [one, two, three] = three().await;
    for n in 1..=8 {
        let session = one.login().await;
        let content = bytes(600_000 + usize::try_from(n).unwrap());
        assert_eq!(bring(&one, &session, &content).await.status, 201);
        one.clock.advance(24 * 60 * MINUTE);
        let session = one.login().await;
        let picture = screenshot(n, &entry(n), blob(&content));
        let batch = request([task(2 * n, entry(n)), shot(2 * n + 1, &picture)]);
        let (outcomes, pruned, also) =
            tokio::join!(two.sync(&session, &batch), prune(&one.app), prune(&three.app));
        let pruned = pruned.unwrap().blobs + also.unwrap().blobs;
        match outcomes[..] {
            [Outcome::Applied, Outcome::Applied] => {
                assert_eq!(pruned, 0);
                assert_eq!(fetch(&three, &session, &picture.blob).await.status, 200);
            }
            [Outcome::Applied, Outcome::Retry { after_seconds: Some(0) }] => {
                assert_eq!(bring(&three, &session, &content).await.status, 201);
                assert_eq!(two.sync(&session, &batch).await, [Outcome::Duplicate, Outcome::Applied]);
            }
            ref other => panic!("{other:?}"),
        }
    }
}
