//! The database goes away and comes back: what is answered meanwhile, and that nobody has to help.

use homing_test_postgres::{Cluster, Signal};
use homing_wire::Outcome;
use serde_json::json;

use crate::backend::installation_at;
use crate::proxy::Sending;
use crate::raw::{get, get_as, post};
use crate::samples::{entry, request, task};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_not_ready_while_its_database_is_away_and_heals_by_itself() {
    let cluster = Cluster::start().unwrap();
    let installation = installation_at(&cluster);
    assert!(installation.add_user("ada", "correct horse\n").status.success());
    let running = installation.serve("info");
    let login = json!({"name": "ada", "password": "correct horse"});
    let (_, session) = post(running.address, "/v1/auth/login", None, &login).await;
    let token = session["access_token"].as_str().unwrap();
    assert_eq!(get(running.address, "/readyz").await.0, 200);
    for round in 1..=2 {
        cluster.stop(Signal::Immediate).unwrap();
        let (status, problem) = get(running.address, "/readyz").await;
        assert_eq!((status, problem["type"].as_str()), (503, Some("urn:homing:problem:unavailable")));
        assert_eq!(get_as(running.address, "/v1/time-entries", token).await.0, 503);
        assert_eq!(get(running.address, "/healthz").await.0, 200);
        cluster.begin().unwrap();
        assert_eq!(get(running.address, "/readyz").await.0, 200);
        let batch = serde_json::to_value(request([task(round, entry(round))])).unwrap();
        let (status, answer) = post(running.address, "/v1/sync", Some(token), &batch).await;
        assert_eq!((status, &answer["results"][0]["result"]), (200, &json!("applied")));
    }
    let (_, page) = get_as(running.address, "/v1/time-entries", token).await;
    assert_eq!(page["entries"].as_array().unwrap().len(), 2);
    assert_eq!(running.end("TERM").0, Some(0));
}

#[tokio::test]
async fn a_database_that_reads_alone_is_not_ready_and_nothing_is_called_applied() {
    let cluster = Cluster::start().unwrap();
    let installation = installation_at(&cluster);
    assert!(installation.add_user("ada", "correct horse\n").status.success());
    let running = installation.serve("info");
    let login = json!({"name": "ada", "password": "correct horse"});
    let (_, session) = post(running.address, "/v1/auth/login", None, &login).await;
    let token = session["access_token"].as_str();
    // As after a fail-over to the wrong one: connections end, and those that follow may read alone.
    cluster.ask("ALTER SYSTEM SET default_transaction_read_only = on").unwrap();
    cluster.restart(Signal::Fast).unwrap();
    let batch = serde_json::to_value(request([task(1, entry(1))])).unwrap();
    assert_eq!(get(running.address, "/readyz").await.0, 503);
    let sending = Sending::signed_in(running.address, token.unwrap());
    assert_eq!(sending.post("/v1/sync", &batch).await.unwrap().0, 503);
    assert_eq!(sending.post("/v1/auth/login", &login).await.unwrap().0, 503);
    cluster.ask("ALTER SYSTEM RESET default_transaction_read_only").unwrap();
    cluster.restart(Signal::Fast).unwrap();
    assert_eq!(get(running.address, "/readyz").await.0, 200);
    assert_eq!(post(running.address, "/v1/sync", token, &batch).await.1["results"][0]["result"], "applied");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_ended_in_the_midst_of_a_sync_leaves_all_of_it_or_nothing() {
    let server = Server::start().await;
    let session = server.login().await;
    let token = Some(session.access_token.expose());
    let connection = server.place.connect().await;
    // Of this server's connections those that are in the midst of something: they hold its account's row.
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks
               WHERE relation = 'homing_server_users'::regclass AND pid <> pg_backend_pid()";
    for round in 0..15 {
        let batch = request((0..20).map(|n| task(round * 20 + n, entry(round * 20 + n))));
        let body = serde_json::to_value(&batch).unwrap();
        let (answer, _) =
            tokio::join!(server.post("/v1/sync", token, &body), crate::backend::number(&connection, end));
        assert!([200, 503].contains(&answer.status), "{answer:?}");
        let again = server.sync(&session, &batch).await;
        let all_alike = |outcome: Outcome| again.iter().all(|one| *one == outcome);
        if answer.status == 200 {
            assert!(all_alike(Outcome::Duplicate), "{again:?}");
        } else {
            assert!(all_alike(Outcome::Duplicate) || all_alike(Outcome::Applied), "{again:?}");
        }
    }
    connection.close().await.unwrap();
    assert_eq!(server.entries(&session).await.len(), 300);
}
