//! Opening a database: by several at once, of a newer server, of nobody, and where it may not be.

use homing_server::account::add_user;
use homing_server::ports::System;
use homing_server::store::{PostgresUrl, Store, StoreError};
use homing_test_postgres::Cluster;

use crate::backend::Place;
use crate::process::Installation;
use crate::server::{NAME, PASSWORD, Server};

#[tokio::test(flavor = "multi_thread")]
async fn several_servers_may_start_on_an_empty_database_at_once() {
    for _ in 0..5 {
        let place = Place::new();
        let url = place.url();
        let opened = futures_util::future::join_all((0..6).map(|_| {
            let url = url.clone();
            tokio::spawn(async move { Store::connect(&url, 1).await })
        }));
        let mut made = 0;
        for store in opened.await {
            let store = store.unwrap().unwrap();
            made += u32::from(store.is_new());
            store.close().await;
        }
        assert_eq!(made, 1);
    }
}

#[tokio::test]
async fn the_tables_of_a_newer_server_are_not_opened() {
    let server = Server::start().await;
    server.tamper("INSERT INTO homing_server_migrations VALUES ('m29990101_000001_later', 0)").await;
    assert!(matches!(Store::connect(&server.place.url(), 1).await, Err(StoreError::Newer)));
}

#[tokio::test]
async fn what_only_reads_makes_no_tables() {
    let place = Place::new();
    assert!(matches!(Store::connect_existing(&place.url(), 1).await, Err(StoreError::Empty)));
    let made = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()";
    let connection = place.connect().await;
    assert_eq!(crate::backend::number(&connection, made).await, 0);
    connection.close().await.unwrap();
}

#[tokio::test]
async fn tables_of_others_in_the_same_schema_are_left_alone() {
    let place = Place::new();
    let connection = place.connect().await;
    let theirs =
        "CREATE TABLE seaql_migrations (version TEXT); INSERT INTO seaql_migrations VALUES ('theirs')";
    sea_orm::ConnectionTrait::execute_unprepared(&connection, theirs).await.unwrap();
    place.open().await.close().await;
    assert_eq!(crate::backend::number(&connection, "SELECT count(*) FROM seaql_migrations").await, 1);
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_database_that_acknowledges_what_it_has_not_written_is_refused() {
    let place = Place::new();
    let careless: PostgresUrl = place.with("options[synchronous_commit]=off").parse().unwrap();
    assert!(matches!(Store::connect(&careless, 1).await, Err(StoreError::Setting { .. })));
}

#[tokio::test]
async fn a_transaction_is_isolated_as_its_locks_need_it_whatever_the_database_is_set_to() {
    let cluster = Cluster::start().unwrap();
    cluster.ask("ALTER SYSTEM SET default_transaction_isolation = serializable").unwrap();
    cluster.restart(homing_test_postgres::Signal::Fast).unwrap();
    let store = Store::connect(&cluster.url().parse().unwrap(), 1).await.unwrap();
    // Seen from within: a trigger notes how the transaction is isolated that makes an account.
    cluster
        .ask(
            "CREATE TABLE seen (isolation TEXT);
             CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN INSERT INTO seen VALUES (current_setting('transaction_isolation')); RETURN new; END $$;
             CREATE TRIGGER note BEFORE INSERT ON homing_server_users FOR EACH ROW EXECUTE FUNCTION note()",
        )
        .unwrap();
    add_user(&store, &System, &System, NAME, &PASSWORD.into()).await.unwrap();
    store.close().await;
    assert_eq!(cluster.ask("SELECT isolation FROM seen").unwrap().trim(), "read committed");
}

#[test]
fn each_way_to_be_refused_has_its_code_and_its_sentence_without_the_password() {
    let installation = Installation::new();
    let cluster = Cluster::shared().unwrap();
    let at = |user: &str, rest: &str| format!("postgres://{user}:canary@127.0.0.1:{}/{rest}", cluster.port());
    for (database, code, sentence) in [
        (at("postgres", "nowhere"), 78, "There is no such database"),
        (at("nobody", "postgres"), 78, "does not let this server in"),
        (at("postgres", "postgres?options[search_path]=nowhere"), 78, "no schema in it"),
        (at("postgres", "postgres?sslmode=verify-full"), 78, "No TLS connection"),
        ("postgres://postgres:canary@127.0.0.1:1/postgres".to_owned(), 75, "can't be reached"),
        ("postgres://postgres:canary@127.0.0.1:canary/postgres".to_owned(), 78, "It is not repeated here"),
    ] {
        let mut command = installation.command();
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("HOMING_SERVER_DATABASE", &database);
        let output = command.env("HOMING_SERVER_LOG", "trace").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(sentence), "{said}");
        assert!(!said.contains("canary"), "{said}");
    }
}

#[test]
fn a_password_is_in_no_log_and_not_in_what_config_shows() {
    let installation = Installation::new();
    let database = installation.database.replace("postgres@", "postgres:canary@");
    let run = |arguments: &[&str]| {
        let mut command = installation.command();
        command.env("HOMING_SERVER_DATABASE", &database).env("HOMING_SERVER_LOG", "trace");
        let output = command.args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(!said.contains("canary"), "{said}");
        said
    };
    assert!(
        run(&["project", "add", "books"])
            .contains("There were no tables yet; new ones were made: postgres://")
    );
    assert!(run(&["project", "list"]).contains("books"));
    assert!(run(&["config"]).contains("its password is not shown"));
    assert!(run(&["config", "--json"]).contains("\"value\": \"postgres://postgres@127.0.0.1"));
    let running = installation.serve_with("trace", &["--database", &database]);
    let (code, log) = running.end("TERM");
    assert_eq!(code, Some(0));
    assert!(log.contains("the database's password is an argument"), "{log}");
    assert!(!log.contains("canary"), "{log}");
}

#[test]
fn a_backup_is_made_with_the_databases_own_tools() {
    let installation = Installation::new();
    let output = installation.command().args(["backup", "copy"]).output().unwrap();
    assert_eq!(output.status.code(), Some(78));
    assert!(String::from_utf8(output.stderr).unwrap().contains("pg_dump"));
}
