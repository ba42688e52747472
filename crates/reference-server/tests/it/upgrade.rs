//! Every schema that a server ever had, filled, and brought up to date: nothing is lost, whoever is cut short on
//! the way. A schema is two files in `tests/fixtures`, its tables for each database, and one with its rows; when a
//! migration is added, the schema before it is added here.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use homing_wire::{Outcome, TimeEntry};
use serde_json::json;

use crate::backend::{Place, TABLES, number};
use crate::blobs::fetch;
use crate::samples::{blob, entry, request, screenshot, task};
use crate::server::{PASSWORD, Server};

/// How many schemas there were before this one.
pub(crate) const EARLIER: u32 = 4;

/// What the fixtures hold besides the tables themselves.
const ROWS: [&str; 4] = [
    include_str!("../fixtures/rows-1.sql"),
    include_str!("../fixtures/rows-2.sql"),
    include_str!("../fixtures/rows-3.sql"),
    include_str!("../fixtures/rows-4.sql"),
];

/// A database as an earlier server left it.
async fn left_by(schema: u32) -> Place {
    let place = Place::new();
    fill(&place, schema).await;
    place
}

/// Makes what an earlier server left, in an empty place.
pub(crate) async fn fill(place: &Place, schema: u32) {
    let schemas = usize::try_from(schema).unwrap();
    let rows: String = ROWS.into_iter().take(schemas).collect();
    place.fill(TABLES[schemas - 1], &rows).await;
}

/// Whether a database has seen all that this server knows: its last table or index is there.
async fn is_up_to_date(place: &Place) -> bool {
    let connection = place.connect().await;
    let noted = number(&connection, "SELECT count(*) FROM homing_server_migrations").await;
    connection.close().await.unwrap();
    noted > EARLIER.into()
}

/// Uses all that the fixtures hold: where something was lost, something here is refused or missing.
pub(crate) async fn check_whole(place: Place, schema: u32) {
    let server = Server::on(place).await;
    let (access, unused, used) = ("a".repeat(64), "b".repeat(64), "c".repeat(64));
    let listing = server.get("/v1/time-entries", Some(&access)).await;
    let held = [TimeEntry { revision: 3, ..entry(1) }, TimeEntry { revision: 2, deleted: true, ..entry(2) }];
    assert_eq!(listing.body["entries"], serde_json::to_value(&held).unwrap());
    for refresh_token in [unused, used] {
        assert_eq!(server.refresh(&refresh_token).await.status, 200);
    }
    let session = server.login().await;
    let newer = TimeEntry { revision: 4, ..entry(1) };
    // Under a key that is known, and under a new one.
    let outcomes = server.sync(&session, &request([task(1, newer.clone()), task(3, newer)])).await;
    assert_eq!(outcomes, [Outcome::Duplicate, Outcome::Applied]);
    let bob = server.post("/v1/auth/login", None, &json!({"name": "bob", "password": PASSWORD})).await;
    let projects = server.get("/v1/projects", Some(session.access_token.expose())).await;
    let names: Vec<_> =
        projects.body["projects"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    if schema < 2 {
        assert_eq!((bob.status, names.len()), (200, 0));
    } else {
        assert_eq!((bob.status, names), (401, vec![&json!("books"), &json!("films")]));
    }
    if schema >= 3 {
        let shown = server.get("/v1/screenshots", Some(session.access_token.expose())).await;
        let picture = screenshot(1, &entry(1), blob(b"picture"));
        assert_eq!(shown.body["screenshots"], json!([picture]));
        assert_eq!(fetch(&server, &session, &picture.blob).await.status, 200);
    }
    server.app.close().await;
}

#[tokio::test]
async fn what_each_earlier_server_left_is_there_after_the_upgrade_and_goes_on() {
    for schema in 1..=EARLIER {
        check_whole(left_by(schema).await, schema).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_that_is_cut_short_anywhere_is_whole_after_the_next_start() {
    for schema in 1..=EARLIER {
        let mut place = left_by(schema).await;
        // One step more each time, on what the last one left; once it is through, it begins anew, from further on.
        for steps in 1.. {
            if give_up_after(steps, Box::pin(place.open())).await {
                assert!(steps > 5, "it was cut short on the way");
                break;
            }
            if is_up_to_date(&place).await {
                check_whole(place, schema).await;
                place = left_by(schema).await;
            }
        }
        check_whole(place, schema).await;
    }
}

/// Whether something comes to its end before it has waited so many times. Else it is dropped where it stands, with all
/// that it holds.
async fn give_up_after<T>(steps: u32, work: impl Future<Output = T>) -> bool {
    let mut work = pin!(work);
    let mut left = steps;
    poll_fn(|context| {
        if work.as_mut().poll(context).is_ready() {
            return Poll::Ready(true);
        }
        left -= 1;
        if left == 0 { Poll::Ready(false) } else { Poll::Pending }
    })
    .await
}
