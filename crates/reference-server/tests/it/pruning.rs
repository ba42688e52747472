//! What is forgotten, and when.

use std::time::Duration;

use homing_server::{Pruned, prune};
use homing_wire::Outcome;

use crate::samples::{entry, request, task};
use crate::server::Server;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) async fn rows(server: &Server, table: &str) -> i64 {
    server.number(&format!("SELECT count(*) FROM homing_server_{table}")).await
}

#[tokio::test]
async fn a_key_is_remembered_for_30_days_and_its_entry_for_ever() {
    let server = Server::start().await;
    let session = server.login().await;
    server.sync(&session, &request([task(1, entry(1))])).await;
    server.clock.advance(30 * DAY - Duration::from_millis(1));
    assert_eq!(prune(&server.app).await.unwrap().keys, 0);
    server.clock.advance(Duration::from_millis(1));
    assert_eq!(prune(&server.app).await.unwrap().keys, 1);
    let session = server.login().await;
    assert_eq!(server.entries(&session).await, [entry(1)]);
    // The same again is known by its revision, now that its key is gone.
    let again = server.sync(&session, &request([task(1, entry(1))])).await;
    assert_eq!(again, [Outcome::Duplicate]);
}

#[tokio::test]
async fn tokens_go_once_they_have_expired_and_no_sooner() {
    let server = Server::start().await;
    server.login().await;
    server.clock.advance(Duration::from_secs(15 * 60));
    assert_eq!(prune(&server.app).await.unwrap(), Pruned { tokens: 1, ..Pruned::default() });
    assert_eq!((rows(&server, "access_tokens").await, rows(&server, "refresh_tokens").await), (0, 1));
    server.clock.advance(30 * DAY);
    assert_eq!(prune(&server.app).await.unwrap(), Pruned { tokens: 1, ..Pruned::default() });
    assert_eq!(rows(&server, "refresh_tokens").await, 0);
}

#[tokio::test]
async fn more_than_a_slice_goes_in_one_look() {
    let server = Server::start().await;
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300) \
                INSERT INTO homing_server_keys SELECT users.id, CAST(i AS TEXT), 0 FROM n, homing_server_users AS users";
    server.tamper(many).await;
    assert_eq!(prune(&server.app).await.unwrap().keys, 1300);
    assert_eq!(rows(&server, "keys").await, 0);
}
