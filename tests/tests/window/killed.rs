//! A window that dies while a timer runs, and is opened again.

use anyhow::{Context, Result};
use homing_tests::{Client, Display, Keep, Window};
use serde_json::Value;

/// A timer that began an hour ago.
const AN_HOUR: u64 = 3_600;
/// More than the rest of the test takes: it asserts that an hour is neither lost nor counted twice.
const SOME_MINUTES: u64 = 600;

#[tokio::test]
async fn a_running_timer_survives_a_kill_with_the_right_amount() -> Result<()> {
    let (display, client) = (Display::start().await?, Client::new(Keep::File)?);
    client.done(&["start", "Harbour survey", "--at", "-1h"]).await?;
    let window = Window::open(&client, &display).await?;
    window.sees("[data-part=timer][data-state=running]").await?;
    let before = client.done(&["status", "--json"]).await?.json()?;
    window.is_killed().await?;

    let window = Window::open(&client, &display).await?;
    window.sees("[data-part=timer][data-state=running]").await?;
    let shown = seconds(&window.sees("[data-part=elapsed]").await?)?;
    let after = client.done(&["status", "--json"]).await?.json()?;
    assert_eq!(after["timer"]["entry"], before["timer"]["entry"], "the kill changed what was recorded");
    // What the page shows lies between what the terminal said before and says after.
    let worked = |status: &Value| status["timer"]["worked_seconds"].as_u64().context("no timer");
    assert!((worked(&before)?..=worked(&after)?).contains(&shown), "{shown}: {before} {after}");
    assert!((AN_HOUR..AN_HOUR + SOME_MINUTES).contains(&shown), "{shown}");

    window.presses("[data-do=stop]").await?;
    window.sees("[data-part=timer][data-state=none]").await?;
    assert_eq!(client.local().await?.described("Harbour survey")?["state"], "stopped");
    window.close().await?;
    display.stop().await
}

/// The time at the end of `Elapsed time: 1:00:07`, in seconds. WebKit leaves out the space before it.
fn seconds(shown: &str) -> Result<u64> {
    let time =
        shown.rsplit(|letter: char| letter != ':' && !letter.is_ascii_digit()).next().unwrap_or_default();
    let digits =
        time.trim_start_matches(':').split(':').map(str::parse::<u64>).collect::<Result<Vec<_>, _>>();
    let digits = digits.with_context(|| format!("{shown:?} is no time"))?;
    Ok(digits.iter().fold(0, |sum, part| sum * 60 + part))
}
