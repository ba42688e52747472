//! Work that is recorded while no server answers, and arrives whole and once: the same run over each backend.

use anyhow::Result;
use homing_app::ImportFormat;
use homing_domain::engine::CycleEnd;
use homing_domain::time::{Command, Draft, When};
use homing_tests::{Scene, Timewarrior};
use tempfile::TempDir;

use super::embedded::Embedded;
use super::on_postgres;

/// More than fits into one batch or one transaction.
const INTERVALS: usize = 300;

/// Whether what was recorded is still there once the application was opened anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Yes,
    No,
}

async fn whole_way(storage: &str, kept: Kept) -> Result<()> {
    let folder = TempDir::new()?;
    let mut scene = Scene::with_server_down().await?;
    scene.server_up().await?;
    let homing = Embedded::open(folder.path(), storage).await?;
    homing.record(Command::Start { draft: Draft::default(), when: When::Now }).await?;
    homing.sign_in(&scene.proxy.url()).await?;
    scene.server_down().await?;

    homing.record(Command::Pause(When::Now)).await?;
    homing.record(Command::Resume(When::Now)).await?;
    homing.record(Command::Stop(When::Now)).await?;
    let export = Timewarrior::with_intervals(INTERVALS)?.export;
    homing.0.import(&ImportFormat::Timewarrior, export.as_bytes(), &|_, _| {}).await?;
    let recorded = homing.local().await?;
    assert_eq!(recorded.len(), INTERVALS + 1);
    let offline = homing.sync().await?;
    assert!(matches!(offline.end, CycleEnd::Offline { .. }), "{offline:?}");
    assert_eq!(
        homing.waiting().await?,
        INTERVALS as u64 + 1,
        "nothing is lost, and nothing is asked of a person"
    );

    scene.server_up().await?;
    let report = homing.sync().await?;
    assert_eq!((report.sent, report.attention, report.end), (INTERVALS as u64 + 1, 0, CycleEnd::Idle));
    assert_eq!(homing.local().await?, recorded);
    assert_eq!(homing.arrived(&scene).await?, recorded);
    assert_eq!(homing.sync().await?.requests, 0, "nothing is sent twice");
    homing.close().await?;

    let again = Embedded::open(folder.path(), storage).await?;
    match kept {
        Kept::Yes => {
            assert_eq!(again.local().await?, recorded);
            assert_eq!(again.sync().await?.requests, 0);
        }
        Kept::No => assert_eq!(again.local().await?, []),
    }
    again.close().await
}

#[tokio::test]
async fn with_sqlite_what_is_recorded_arrives_whole_and_once() -> Result<()> {
    whole_way("sqlite:", Kept::Yes).await
}

#[tokio::test]
async fn with_sqlite_in_a_file_elsewhere_what_is_recorded_arrives_whole_and_once() -> Result<()> {
    let elsewhere = TempDir::new()?;
    let file = elsewhere.path().join("work").join("own.db");
    whole_way(&format!("sqlite:{}", file.display()), Kept::Yes).await?;
    assert!(file.with_file_name("sync.lock").exists(), "the locks lie beside the file that they guard");
    Ok(())
}

#[tokio::test]
async fn with_postgresql_what_is_recorded_arrives_whole_and_once() -> Result<()> {
    whole_way(&on_postgres(), Kept::Yes).await
}

#[tokio::test]
async fn in_memory_what_is_recorded_arrives_whole_and_once_and_is_gone_at_the_end() -> Result<()> {
    whole_way("memory:", Kept::No).await
}
