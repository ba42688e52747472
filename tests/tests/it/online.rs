//! With a server at hand: each step of a timer is sent as it is made.

use anyhow::Result;
use homing_tests::Scene;

#[tokio::test]
async fn the_server_shows_the_newest_revision_after_each_step_of_a_timer() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let steps = [
        (&["start", "survey"][..], "running", 1),
        (&["pause"], "paused", 1),
        (&["resume"], "running", 2),
        (&["stop"], "stopped", 2),
    ];
    for (place, (step, state, intervals)) in steps.into_iter().enumerate() {
        scene.client.done(step).await?;
        assert_eq!(scene.client.sync().await?.sent, 1, "{step:?}");
        let entries = scene.must_be_equal().await?;
        let survey = entries.described("survey")?;
        assert_eq!((&survey["state"], &survey["revision"]), (&state.into(), &(place + 1).into()), "{step:?}");
        assert_eq!(survey["intervals"].as_array().map(Vec::len), Some(intervals), "{step:?}");
        assert_eq!(survey["zone"], "Europe/Berlin");
    }
    assert_eq!(scene.status().await?["headline"], "all-saved");
    Ok(())
}

#[tokio::test]
async fn a_timer_that_is_started_over_another_stops_it_on_the_server_too() -> Result<()> {
    let scene = Scene::signed_in().await?;
    scene.client.done(&["start", "first"]).await?;
    scene.client.sync().await?;
    scene.client.done(&["start", "second"]).await?;
    scene.client.sync().await?;
    let entries = scene.must_be_equal().await?;
    assert_eq!(entries.described("first")?["state"], "stopped");
    assert_eq!(entries.described("second")?["state"], "running");
    Ok(())
}
