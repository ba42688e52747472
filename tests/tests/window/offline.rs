//! The story that all the rest is for: signed in, then no server, then a server again.

use anyhow::Result;

use crate::person::{Desk, headline, start, stop};

#[tokio::test]
async fn what_is_recorded_while_the_server_is_away_is_on_it_once_it_is_back() -> Result<()> {
    let (mut desk, window) = Desk::signed_in().await?;
    desk.scene.server_down().await?;
    start(&window, "Harbour survey").await?;
    stop(&window).await?;
    headline(&window, "offline").await?;
    window.goes("history").await?;
    window.sees("[data-entry][data-mark=waiting]").await?;

    desk.scene.server_up().await?;
    window.goes("sync").await?;
    window.presses("[data-do=sync-now]").await?;
    headline(&window, "all-saved").await?;
    window.goes("history").await?;
    window.sees("[data-entry][data-mark=sent]").await?;
    assert_eq!(desk.scene.must_be_equal().await?.described("Harbour survey")?["state"], "stopped");
    desk.leave(window).await
}
