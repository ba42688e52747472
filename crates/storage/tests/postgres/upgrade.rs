//! Schemas of every earlier version.

use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;

use homing_storage::{PostgresStore, SCHEMA_VERSION};
use homing_test_postgres::Cluster;

use super::new_schema;
use crate::upgrades::{LANDED, fixture, killed, read, story};

/// What a dump calls its schema.
const SCHEMA_OF_DUMPS: &str = "homing_fixture";

/// The URL of a schema as the program of that time left it.
fn old_schema(version: u32) -> String {
    let url = new_schema();
    let (_, name) = url.rsplit_once('=').unwrap();
    let text = read(version, "postgres.sql").replace(&format!("CREATE SCHEMA {SCHEMA_OF_DUMPS};"), "");
    Cluster::shared().unwrap().ask(&text.replace(SCHEMA_OF_DUMPS, name)).unwrap();
    url
}

#[tokio::test]
async fn a_schema_of_each_earlier_version_is_brought_up_to_date_and_nothing_in_it_is_lost() {
    for landed in LANDED {
        landed.must_go_on(&PostgresStore::open(&old_schema(landed.version)).await.unwrap()).await;
    }
}

#[tokio::test]
async fn whatever_statement_of_an_upgrade_the_program_is_killed_at_the_next_start_finds_everything() {
    let oldest = &LANDED[0];
    for statement in 1.. {
        let url = old_schema(oldest.version);
        let ended = killed::upgrade("upgrade::child", &url, statement);
        let store = PostgresStore::open(&url).await.unwrap();
        oldest.must_go_on(&store).await;
        store.close().await.unwrap();
        if ended.success() {
            assert!(statement > killed::FEWEST, "{statement}");
            return;
        }
        assert_eq!(ended.signal(), Some(9), "{ended}");
    }
}

#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn child() {
    PostgresStore::open(&killed::place_to_die_at()).await.unwrap().close().await.unwrap();
}

/// `cargo test -p homing-storage --features memory,postgres --test postgres writes_a_fixture -- --ignored`.
#[tokio::test]
#[ignore = "writes into the sources"]
async fn writes_a_fixture_of_this_schema() {
    let cluster = Cluster::start().unwrap();
    cluster.ask(&format!("CREATE SCHEMA {SCHEMA_OF_DUMPS}")).unwrap();
    let url = format!("{}?options[search_path]={SCHEMA_OF_DUMPS}", cluster.url());
    let store = PostgresStore::open(&url).await.unwrap();
    story::fill(&store).await;
    store.close().await.unwrap();
    std::fs::write(fixture(SCHEMA_VERSION, "postgres.sql"), dumped(&cluster)).unwrap();
}

/// Plain SQL, without the words to psql that newer versions put around it.
fn dumped(cluster: &Cluster) -> String {
    let plain = ["--inserts", "--no-owner", "--no-privileges", "--no-comments", "-n", SCHEMA_OF_DUMPS];
    let dumped = Command::new("pg_dump").args(plain).args(["-d", &cluster.url()]).output().unwrap();
    assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
    let text = String::from_utf8(dumped.stdout).unwrap();
    let lines =
        text.lines().filter(|line| !line.starts_with('\\') && !line.starts_with("--") && !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}
