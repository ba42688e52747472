//! A machine that was off while a timer ran, as the window meets it.

use anyhow::{Context, Result};
use homing_tests::{Client, Display, Keep, Machine, Window};

#[tokio::test]
async fn time_that_the_machine_did_not_live_is_asked_about_and_removed_from_the_last_sign_of_life_on()
-> Result<()> {
    if !Machine::can_be_made() {
        return Ok(());
    }
    let (display, client) = (Display::start().await?, Client::new(Keep::File)?);
    client.done(&["start", "Harbour survey", "--at", "-3h"]).await?;
    client.age_signs("timer-event", 60)?;
    let machine = Machine::restarted(1_800, client.as_ref())?;
    let window = Window::open_on(&machine, &client, &display).await?;
    window.sees("[data-dialog=gap]").await?;
    window.presses("[data-dialog=gap] [data-do=remove]").await?;
    window.lacks("[data-dialog=gap]").await?;
    window.sees("[data-part=timer][data-state=none]").await?;
    let entry = client.local().await?.described("Harbour survey")?.clone();
    let intervals = entry["intervals"].as_array().context("no intervals")?;
    assert_eq!((intervals.len(), &entry["state"]), (1, &"stopped".into()), "{entry}");
    // What began three hours ago ended with the last sign of life, an hour ago.
    let instant = |value: &serde_json::Value| {
        anyhow::Ok(value.as_str().context("no time")?.parse::<jiff::Timestamp>()?)
    };
    let first = instant(&intervals[0]["end"])? - instant(&intervals[0]["start"])?;
    let minutes = first.total(jiff::Unit::Minute)?;
    assert!((119.0..=121.0).contains(&minutes), "{entry}");
    window.close().await?;
    display.stop().await
}
