//! Sign-ins that are refused, run out or end: none of it costs a task.

use anyhow::{Context, Result};
use homing_tests::{Client, Keep, NAME, PASSWORD, Scene, Server};

use crate::work;

#[tokio::test]
async fn a_wrong_password_is_one_clear_sentence_and_nothing_is_lost() -> Result<()> {
    let mut scene = Scene::with_server_down().await?;
    scene.server_up().await?;
    work::record(&scene.client).await?;
    let recorded = scene.client.local().await?;

    let refused = scene.client.login(&scene.proxy.url(), NAME, "not the password").await?.with_code(77)?;
    assert_eq!(refused.stderr.lines().count(), 1, "{}", refused.stderr);
    for words in
        ["does not accept this name with this password", "nothing that you recorded is lost", "Try again"]
    {
        assert!(refused.stderr.contains(words), "{words:?} is missing in: {}", refused.stderr);
    }
    assert!(!refused.stderr.contains("not the password"));

    recorded.must_equal(&scene.client.local().await?, ("before", "after the refusal"))?;
    scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    assert_eq!(scene.client.sync().await?.sent, work::RECORDED as u64);
    recorded.must_equal(&scene.must_be_equal().await?, ("recorded", "on the server"))
}

#[tokio::test]
async fn a_token_that_is_refused_in_the_middle_is_renewed_and_the_sync_goes_on() -> Result<()> {
    let scene = Scene::signed_in().await?;
    work::record(&scene.client).await?;
    scene.client.sync().await?;
    work::many(&scene.client, 40).await?;
    scene.proxy.spoil_token_of_sync(2);
    let before = scene.proxy.exchanges().len();
    assert_eq!(scene.client.sync().await?.sent, 40);

    let exchanges = scene.proxy.exchanges().split_off(before);
    let refused = exchanges.iter().position(|exchange| exchange.status() == Some(401)).context("no 401")?;
    let after: Vec<_> = exchanges[refused..].iter().map(|exchange| exchange.path().to_owned()).collect();
    assert_eq!(after[..3], ["/v1/sync", "/v1/auth/refresh", "/v1/sync"]);
    let (first, again) = (&exchanges[refused], &exchanges[refused + 2]);
    assert_eq!(first.keys(), again.keys(), "the same tasks go again under the same keys");
    assert_ne!(first.bearer(), again.bearer());
    scene.must_be_equal().await.map(drop)
}

#[tokio::test]
async fn a_sync_whose_caller_forgot_the_passphrase_says_how_to_give_it_and_keeps_everything() -> Result<()> {
    let scene = Scene::signed_in().await?;
    scene.client.done(&["start", "survey"]).await?;
    let refused = scene.client.run_without_passphrase(&["sync"]).await?.with_code(77)?;
    assert!(refused.stderr.contains("--passphrase-fd"), "{}", refused.stderr);
    assert_eq!(scene.client.sync().await?.sent, 1);
    Ok(())
}

#[tokio::test]
async fn tokens_that_live_shortly_are_exchanged_at_each_sync_and_each_is_used_once() -> Result<()> {
    // Below the minute that a client keeps in hand, so each new process must exchange; far above what one takes.
    let server = Server::new()?.with_access_token_seconds(45);
    let scene = Scene::of(Client::new(Keep::File)?, server).await?.come_up_and_sign_in().await?;
    for step in [&["start", "survey"][..], &["pause"], &["resume"], &["stop"]] {
        scene.client.done(step).await?;
        assert_eq!(scene.client.sync().await?.sent, 1);
    }
    let exchanges = scene.proxy.exchanges();
    let refreshes: Vec<_> =
        exchanges.iter().filter(|exchange| exchange.path() == "/v1/auth/refresh").collect();
    assert!(refreshes.len() >= 4, "{} refreshes", refreshes.len());
    let mut spent: Vec<_> =
        refreshes.iter().map(|exchange| exchange.request()["refresh_token"].to_string()).collect();
    spent.sort();
    spent.dedup();
    assert_eq!(spent.len(), refreshes.len(), "no refresh token was used twice");
    assert!(exchanges.iter().all(|exchange| exchange.status().is_some_and(|status| status < 300)));
    scene.must_be_equal().await.map(drop)
}

#[tokio::test]
async fn what_was_not_sent_before_a_sign_out_is_sent_after_the_next_sign_in() -> Result<()> {
    let scene = Scene::signed_in().await?;
    work::record(&scene.client).await?;
    let recorded = scene.client.local().await?;
    scene.client.done(&["logout"]).await?;
    scene.client.run(&["sync"]).await?.with_code(77)?;
    assert!(scene.proxy.syncs().is_empty());
    scene
        .client
        .done(&["add", "--from", "2026-01-05T08:00:00Z", "--to", "2026-01-05T09:00:00Z", "signed out"])
        .await?;

    scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    assert_eq!(scene.client.sync().await?.sent, work::RECORDED as u64 + 1);
    let entries = scene.must_be_equal().await?;
    assert_eq!(entries.len(), recorded.len() + 1);
    entries.described("signed out").map(drop)
}
