//! Screenshots in `POST /v1/sync`: with their entry and their blob, or not at all.

use std::time::Duration;

use homing_server::prune;
use homing_wire::{BlobRef, Outcome, Screenshot, ScreenshotPage, Session, TimeEntry, problem};

use crate::blobs::{bring, fetch};
use crate::pruning::rows;
use crate::samples::{blob, entry, request, screenshot, shot, task};
use crate::server::{Server, limited};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What the server answers where it wants the blob first.
const BRING_BLOB: Outcome = Outcome::Retry { after_seconds: Some(0) };

fn rejected(outcome: &Outcome) -> (&str, Option<&str>) {
    match outcome {
        Outcome::Rejected { problem: Some(problem) } => (&problem.kind, problem.field.as_deref()),
        other => panic!("not rejected: {other:?}"),
    }
}

async fn page(server: &Server, session: &Session, query: &str) -> ScreenshotPage {
    let path = format!("/v1/screenshots{query}");
    let answer = server.get(&path, Some(session.access_token.expose())).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.read()
}

async fn listed(server: &Server, session: &Session) -> Vec<Screenshot> {
    page(server, session, "").await.screenshots
}

/// A server with the first entry and a blob.
async fn with_entry_and_blob() -> (Server, Session, BlobRef) {
    let server = Server::start().await;
    let session = server.login().await;
    server.sync(&session, &request([task(1, entry(1))])).await;
    bring(&server, &session, b"a picture").await;
    (server, session, blob(b"a picture"))
}

fn deleted(n: u32) -> TimeEntry {
    TimeEntry { deleted: true, revision: 2, ..entry(n) }
}

#[tokio::test]
async fn a_screenshot_is_listed_as_it_was_sent_and_keeps_its_blob() {
    let (server, session, blob) = with_entry_and_blob().await;
    let (first, nameless) = (
        screenshot(1, &entry(1), blob.clone()),
        Screenshot { file_name: None, ..screenshot(2, &entry(1), blob.clone()) },
    );
    let outcomes = server.sync(&session, &request([shot(2, &first), shot(3, &nameless)])).await;
    assert_eq!(outcomes, [Outcome::Applied, Outcome::Applied]);
    assert_eq!(listed(&server, &session).await, [first, nameless]);
    server.clock.advance(25 * DAY);
    assert_eq!(prune(&server.app).await.unwrap().blobs, 0);
    let session = server.login().await;
    assert_eq!(&fetch(&server, &session, &blob).await.bytes[..], b"a picture");
}

#[tokio::test]
async fn a_screenshot_may_come_with_its_entry() {
    let (server, session, blob) = with_entry_and_blob().await;
    let picture = screenshot(1, &entry(2), blob);
    let outcomes = server.sync(&session, &request([task(2, entry(2)), shot(3, &picture)])).await;
    assert_eq!(outcomes, [Outcome::Applied, Outcome::Applied]);
    // The other way about it is refused: nothing says that the entry will ever come.
    let early = screenshot(2, &entry(3), picture.blob);
    let outcomes = server.sync(&session, &request([shot(4, &early), task(5, entry(3))])).await;
    assert_eq!(rejected(&outcomes[0]), (problem::UNKNOWN_ENTRY, Some("entry")));
    assert_eq!(outcomes[1], Outcome::Applied);
}

#[tokio::test]
async fn without_its_blob_a_screenshot_waits_and_no_neighbour_with_it_and_the_same_key_is_taken_once_it_is_there()
 {
    let (server, session, there) = with_entry_and_blob().await;
    let missing = screenshot(1, &entry(1), blob(b"another"));
    let again = shot(3, &missing);
    let batch = [shot(2, &missing), again.clone(), shot(4, &screenshot(2, &entry(1), there))];
    let outcomes = server.sync(&session, &request(batch)).await;
    assert_eq!(outcomes, [BRING_BLOB, Outcome::Blocked, Outcome::Applied]);
    bring(&server, &session, b"another").await;
    let outcomes = server.sync(&session, &request([shot(2, &missing), again])).await;
    assert_eq!(outcomes, [Outcome::Applied, Outcome::Duplicate]);
}

#[tokio::test]
async fn the_same_again_is_a_duplicate_and_another_under_its_id_a_conflict() {
    let (server, session, blob) = with_entry_and_blob().await;
    let picture = screenshot(1, &entry(1), blob);
    server.sync(&session, &request([shot(2, &picture)])).await;
    let other = Screenshot { media_type: "image/webp".into(), ..picture.clone() };
    let unsound = Screenshot { media_type: "picture".into(), ..picture.clone() };
    for (key, sent, expected) in [
        (2, &picture, None),
        (2, &other, None),
        (2, &unsound, None),
        (3, &picture, None),
        (4, &other, Some((problem::CONFLICT, "id"))),
        (5, &unsound, Some((problem::INVALID_SCREENSHOT, "media_type"))),
    ] {
        let outcomes = server.sync(&session, &request([shot(key, sent)])).await;
        match expected {
            None => assert_eq!(outcomes, [Outcome::Duplicate], "{key}"),
            Some((kind, field)) => assert_eq!(rejected(&outcomes[0]), (kind, Some(field)), "{key}"),
        }
    }
    assert_eq!(listed(&server, &session).await, [picture]);
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_and_named() {
    let (server, session, blob) = with_entry_and_blob().await;
    let sound = screenshot(1, &entry(1), blob.clone());
    let other_lane = shot(2, &screenshot(2, &entry(1), blob.clone()));
    let other_lane = homing_wire::Task { lane: sound.id.clone(), ..other_lane };
    let longer = Screenshot { blob: BlobRef { bytes: blob.bytes + 1, ..blob }, ..sound.clone() };
    let mut shapeless = shot(4, &sound);
    shapeless.body = serde_json::json!({"id": sound.id});
    for (sent, field) in [(other_lane, "lane"), (shot(3, &longer), "blob.bytes"), (shapeless, "body")] {
        let outcomes = server.sync(&session, &request([sent])).await;
        assert_eq!(rejected(&outcomes[0]), (problem::INVALID_SCREENSHOT, Some(field)));
    }
    assert_eq!(listed(&server, &session).await, []);
}

#[tokio::test]
async fn neither_the_entry_nor_the_blob_of_another_account_serves() {
    let (server, ada, of_ada) = with_entry_and_blob().await;
    server.add_user("bob").await;
    let bob = server.login_as("bob").await;
    server.sync(&bob, &request([task(1, entry(2))])).await;
    let [of_ada_s_entry, of_ada_s_blob] =
        [screenshot(1, &entry(1), of_ada.clone()), screenshot(2, &entry(2), of_ada)];
    let outcomes = server.sync(&bob, &request([shot(2, &of_ada_s_entry), shot(3, &of_ada_s_blob)])).await;
    assert_eq!(rejected(&outcomes[0]).0, problem::UNKNOWN_ENTRY);
    assert_eq!(outcomes[1], BRING_BLOB);
    server.sync(&ada, &request([shot(2, &of_ada_s_entry)])).await;
    assert_eq!(listed(&server, &bob).await, []);
}

#[tokio::test]
async fn a_deleted_entry_takes_its_screenshots_with_it_and_the_blobs_that_no_other_names() {
    let (server, session, shared) = with_entry_and_blob().await;
    bring(&server, &session, b"its own").await;
    let own = blob(b"its own");
    let [one, two, stays] = [
        screenshot(1, &entry(1), shared.clone()),
        screenshot(2, &entry(1), own.clone()),
        screenshot(3, &entry(2), shared.clone()),
    ];
    let batch = [task(2, entry(2)), shot(3, &one), shot(4, &two), shot(5, &stays)];
    assert_eq!(server.sync(&session, &request(batch)).await, vec![Outcome::Applied; 4]);
    // In the same request: what names the blob that has just gone must bring it again.
    let late = screenshot(4, &entry(2), own.clone());
    let outcomes = server.sync(&session, &request([task(6, deleted(1)), shot(7, &late)])).await;
    assert_eq!(outcomes, [Outcome::Applied, BRING_BLOB]);
    assert_eq!(listed(&server, &session).await, std::slice::from_ref(&stays));
    assert_eq!(fetch(&server, &session, &own).await.status, 404);
    assert_eq!(fetch(&server, &session, &shared).await.status, 200);
    prune(&server.app).await.unwrap();
    assert_eq!((rows(&server, "blob_contents").await, rows(&server, "blob_pieces").await), (1, 1));

    // What comes after the deletion has nothing left to do, and taking it back brings no picture back.
    assert_eq!(server.sync(&session, &request([shot(8, &two)])).await, [Outcome::Duplicate]);
    let back = TimeEntry { deleted: false, revision: 3, ..entry(1) };
    assert_eq!(server.sync(&session, &request([task(9, back)])).await, [Outcome::Applied]);
    assert_eq!(listed(&server, &session).await, [stays]);
}

#[tokio::test]
async fn a_screenshot_that_went_with_its_entry_is_no_duplicate_once_the_entry_is_back() {
    let (server, session, blob) = with_entry_and_blob().await;
    let picture = screenshot(1, &entry(1), blob);
    assert_eq!(server.sync(&session, &request([shot(2, &picture)])).await, [Outcome::Applied]);
    let back = TimeEntry { deleted: false, revision: 3, ..entry(1) };
    let batch = [task(3, deleted(1)), task(4, back), shot(5, &picture)];
    let outcomes = server.sync(&session, &request(batch)).await;
    assert_eq!(outcomes, [Outcome::Applied, Outcome::Applied, BRING_BLOB]);
}

#[tokio::test]
async fn an_entry_of_many_screenshots_goes_in_one_request() {
    let (server, session, blob) = with_entry_and_blob().await;
    server.sync(&session, &request([shot(2, &screenshot(1, &entry(1), blob))])).await;
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300) ";
    for (table, columns) in [
        ("blob_contents", "CAST(i AS TEXT), users.id, NULL"),
        ("blobs", "users.id, CAST(i AS TEXT), CAST(i AS TEXT), 1"),
        (
            "screenshots",
            "users.id, CAST(i AS TEXT), (SELECT id FROM homing_server_entries), CAST(i AS TEXT), 0, 0, '{}'",
        ),
    ] {
        let insert = format!(
            "{many}INSERT INTO homing_server_{table} SELECT {columns} FROM n, homing_server_users AS users"
        );
        server.tamper(&insert).await;
    }
    assert_eq!(server.sync(&session, &request([task(3, deleted(1))])).await, [Outcome::Applied]);
    assert_eq!((rows(&server, "screenshots").await, rows(&server, "blobs").await), (0, 0));
    prune(&server.app).await.unwrap();
    assert_eq!(rows(&server, "blob_contents").await, 0);
}

#[tokio::test]
async fn a_screenshot_that_the_database_refuses_is_to_be_retried_and_its_neighbour_stands() {
    let (server, session, first) = with_entry_and_blob().await;
    bring(&server, &session, b"another").await;
    server.sync(&session, &request([shot(2, &screenshot(1, &entry(1), first))])).await;
    server.tamper("CREATE UNIQUE INDEX one_each ON homing_server_screenshots (entry_id)").await;
    let second = screenshot(2, &entry(1), blob(b"another"));
    let outcomes = server.sync(&session, &request([shot(3, &second), task(4, entry(2))])).await;
    assert_eq!(outcomes, [Outcome::Retry { after_seconds: Some(60) }, Outcome::Applied]);
    // Nothing of it is left: not its key, and its blob waits as it did before.
    server.tamper("DROP INDEX one_each").await;
    assert_eq!(rows(&server, "blob_contents WHERE kept_until_ms IS NOT NULL").await, 1);
    assert_eq!(server.sync(&session, &request([shot(3, &second)])).await, [Outcome::Applied]);
}

#[tokio::test]
async fn pages_follow_each_other_in_the_order_of_the_pictures() {
    let (server, session, blob) = with_entry_and_blob().await;
    let pictures: Vec<_> = (1..=5).map(|n| screenshot(n, &entry(1), blob.clone())).collect();
    let batch = [3, 1, 5, 2, 4].map(|n: u32| shot(n + 10, &pictures[usize::try_from(n).unwrap() - 1]));
    assert_eq!(server.sync(&session, &request(batch)).await, vec![Outcome::Applied; 5]);
    let mut met = vec![];
    let mut query = "?limit=2".to_owned();
    loop {
        let page = page(&server, &session, &query).await;
        met.push(page.screenshots.len());
        let from = met.iter().sum::<usize>() - page.screenshots.len();
        assert_eq!(page.screenshots, pictures[from..from + page.screenshots.len()]);
        let Some(next) = page.next else { break };
        query = format!("?limit=2&cursor={next}");
    }
    assert_eq!(met, [2, 2, 1]);
}

#[tokio::test]
async fn a_server_that_takes_no_blobs_knows_no_screenshots() {
    let (taking, session, blob) = with_entry_and_blob().await;
    let server = Server::beside_with(&taking, limited(|limits| limits.max_blob_bytes = 0)).await;
    let outcomes = server.sync(&session, &request([shot(2, &screenshot(1, &entry(1), blob))])).await;
    assert_eq!(rejected(&outcomes[0]), (problem::UNKNOWN_KIND, Some("kind")));
}

#[tokio::test]
async fn a_blob_that_no_screenshot_names_is_forgotten_after_a_day_and_so_is_what_never_became_one() {
    let (server, _, unnamed) = with_entry_and_blob().await;
    server
        .tamper(
            "INSERT INTO homing_server_blob_contents SELECT 'unended', id, \
             (SELECT kept_until_ms FROM homing_server_blob_contents) FROM homing_server_users; \
             WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 40) \
             INSERT INTO homing_server_blob_pieces SELECT 'unended', i, 'x' FROM n",
        )
        .await;
    server.clock.advance(DAY - Duration::from_millis(1));
    assert_eq!(prune(&server.app).await.unwrap().blobs, 0);
    assert_eq!(rows(&server, "blob_pieces").await, 42);
    server.clock.advance(Duration::from_millis(1));
    assert_eq!(prune(&server.app).await.unwrap().blobs, 2);
    for table in ["blobs", "blob_contents", "blob_pieces"] {
        assert_eq!(rows(&server, table).await, 0, "{table}");
    }
    let session = server.login().await;
    assert_eq!(fetch(&server, &session, &unnamed).await.status, 404);
    let waits = server.sync(&session, &request([shot(2, &screenshot(1, &entry(1), unnamed))])).await;
    assert_eq!(waits, [BRING_BLOB]);
}

#[tokio::test]
async fn what_an_account_held_goes_with_it() {
    let (server, session, blob) = with_entry_and_blob().await;
    server.sync(&session, &request([shot(2, &screenshot(1, &entry(1), blob))])).await;
    bring(&server, &session, b"waiting").await;
    server.tamper("DELETE FROM homing_server_users").await;
    for table in ["screenshots", "blobs", "blob_contents", "blob_pieces"] {
        assert_eq!(rows(&server, table).await, 0, "{table}");
    }
}
