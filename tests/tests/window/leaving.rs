//! Signing out with work that the server does not have.

use anyhow::Result;

use crate::person::{Desk, headline, start, stop};

#[tokio::test]
async fn signing_out_with_unsent_work_asks_first_and_what_is_kept_can_be_sent_later() -> Result<()> {
    let (mut desk, window) = Desk::signed_in().await?;
    desk.scene.server_down().await?;
    start(&window, "Harbour survey").await?;
    stop(&window).await?;
    window.goes("settings").await?;
    window.presses("[data-do=sign-out]").await?;
    let asked = window.sees("[data-dialog=unsent-work]").await?;
    assert!(asked.contains('1'), "it says how much there is: {asked}");
    window.presses("[data-dialog=unsent-work] [data-do=cancel]").await?;
    window.lacks("[data-dialog=unsent-work]").await?;
    let status = desk.scene.status().await?;
    assert_eq!(status["account"]["signed_in"], true, "cancelled, nobody is signed out");

    // First with the server away: kept.
    window.presses("[data-do=sign-out]").await?;
    window.presses("[data-dialog=unsent-work] [data-do=keep]").await?;
    headline(&window, "sign-in-needed").await?;
    let status = desk.scene.status().await?;
    assert_eq!((&status["account"]["signed_in"], &status["counts"]["waiting"]), (&false.into(), &1.into()));

    // Signed in again, it is sent.
    desk.scene.server_up().await?;
    crate::person::sign_in(&window, &desk.scene.proxy.url()).await?;
    desk.scene.must_be_equal().await?.described("Harbour survey")?;
    desk.leave(window).await
}

#[tokio::test]
async fn signing_out_can_send_first_and_then_leaves_nothing_behind() -> Result<()> {
    let (mut desk, window) = Desk::signed_in().await?;
    desk.scene.server_down().await?;
    start(&window, "Harbour survey").await?;
    stop(&window).await?;
    headline(&window, "offline").await?;
    window.goes("settings").await?;
    window.presses("[data-do=sign-out]").await?;
    window.sees("[data-dialog=unsent-work]").await?;
    desk.scene.server_up().await?;
    window.presses("[data-dialog=unsent-work] [data-do=send-first]").await?;
    headline(&window, "sign-in-needed").await?;
    let status = desk.scene.status().await?;
    assert_eq!((&status["account"]["signed_in"], &status["counts"]["waiting"]), (&false.into(), &0.into()));
    let there = desk.scene.api().await?.entries().await?;
    assert_eq!(there.described("Harbour survey")?["state"], "stopped");
    desk.leave(window).await
}
