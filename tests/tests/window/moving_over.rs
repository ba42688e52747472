//! The first start on a machine that has the earlier app's database: it is offered, taken in, and gone through.

use std::fs;

use anyhow::Result;
use homing_import::legacy::BUNDLE_IDENTIFIER;
use homing_import::testing::{Generation, scene};
use homing_tests::{Client, Display, Keep, Window};

/// A machine with a morning of the earlier app on it, where that kept it.
async fn machine() -> Result<Client> {
    let client = Client::new(Keep::File)?;
    let folder = client.as_ref().join("home/.local/share").join(BUNDLE_IDENTIFIER);
    fs::create_dir_all(&folder)?;
    scene(Generation::G2).write(&folder).await.map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(client)
}

#[tokio::test]
async fn the_earlier_apps_database_is_offered_at_the_first_start_and_what_it_had_not_sent_is_gone_through()
-> Result<()> {
    let (display, client) = (Display::start().await?, machine().await?);
    let window = Window::open(&client, &display).await?;
    window.presses("[data-dialog=earlier-app] [data-do=import]").await?;
    window.sees("[data-part=import-report]").await?;
    window.presses("[data-dialog=earlier-app] [data-do=close]").await?;
    window.sees("main[data-screen=review]").await?;
    window.sees("[data-item]").await?;
    let items = client.done(&["review", "--json"]).await?.json()?;
    let before = items["items"].as_array().map_or(0, Vec::len);
    assert!(before > 1, "{items}");

    let id = window.does("return document.querySelector('[data-item]').dataset.item", vec![]).await?;
    let id = id.as_str().unwrap_or_default().to_owned();
    window.presses(&format!("[data-item='{id}'] [data-do=discard]")).await?;
    window.lacks(&format!("[data-item='{id}']")).await?;
    let items = client.done(&["review", "--json"]).await?.json()?;
    assert_eq!(items["items"].as_array().map_or(0, Vec::len), before - 1, "{items}");
    window.close().await?;
    display.stop().await
}
