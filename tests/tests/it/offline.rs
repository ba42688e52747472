//! The main job: recorded while no server can be reached, sent once when one can.

use anyhow::Result;
use homing_tests::{NAME, PASSWORD, Scene};

use crate::work;

#[tokio::test]
async fn what_is_recorded_before_any_server_answers_arrives_once_it_does() -> Result<()> {
    let mut scene = Scene::with_server_down().await?;
    work::record(&scene.client).await?;
    let recorded = scene.client.local().await?;
    assert_eq!(recorded.len(), work::RECORDED);

    let refused = scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(69)?;
    assert!(refused.stderr.contains("can't be reached"), "{}", refused.stderr);
    assert!(refused.stderr.contains("nothing that you recorded is lost"), "{}", refused.stderr);
    recorded.must_equal(&scene.client.local().await?, ("before the sign-in", "after it failed"))?;

    scene = scene.come_up_and_sign_in().await?;
    assert_eq!(scene.client.sync().await?.sent, work::RECORDED as u64);
    recorded.must_equal(&scene.must_be_equal().await?, ("recorded offline", "on the server"))
}

#[tokio::test]
async fn while_a_server_is_away_sync_says_so_and_everything_waits_for_it() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    scene.server_down().await?;
    work::record(&scene.client).await?;
    let recorded = scene.client.local().await?;

    let failed = scene.client.run(&["sync"]).await?.with_code(69)?;
    let said = failed.stdout + &failed.stderr;
    for words in ["can't be reached", "Nothing is lost", "Try again when the network is back"] {
        assert!(said.contains(words), "{words:?} is missing in: {said}");
    }
    assert!(scene.proxy.syncs().is_empty());
    recorded.must_equal(&scene.client.local().await?, ("before the sync", "after it failed"))?;

    scene.server_up().await?;
    assert_eq!(scene.client.sync().await?.sent, work::RECORDED as u64);
    recorded.must_equal(&scene.must_be_equal().await?, ("recorded offline", "on the server"))
}

#[tokio::test]
async fn a_second_import_and_a_second_sync_change_nothing() -> Result<()> {
    let scene = Scene::signed_in().await?;
    work::record(&scene.client).await?;
    scene.client.sync().await?;
    let before = scene.must_be_equal().await?;

    let export = scene.client.as_ref().join("export.json").display().to_string();
    scene.client.done(&["import", "timewarrior", &export]).await?;
    let requests = scene.proxy.syncs().len();
    let again = scene.client.sync().await?;
    assert_eq!((again.sent, again.attention, again.waiting), (0, 0, 0));
    assert_eq!(scene.proxy.syncs().len(), requests, "nothing waits, so nothing is asked");
    before.must_equal(&scene.must_be_equal().await?, ("before", "after"))
}

#[tokio::test]
async fn a_server_that_was_restarted_goes_on_where_it_was() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    scene.client.done(&["start", "before the restart"]).await?;
    scene.client.sync().await?;
    scene.server_down().await?;
    scene.client.done(&["stop"]).await?;
    scene.server_up().await?;
    scene.client.sync().await?;
    let entries = scene.must_be_equal().await?;
    assert_eq!(entries.described("before the restart")?["state"], "stopped");
    Ok(())
}
