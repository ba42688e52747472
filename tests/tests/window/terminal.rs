//! A window, a second window and a terminal on the same data; and what a page may ask for.

use anyhow::Result;
use homing_tests::{Client, Display, Keep, Window};
use serde_json::{Value, json};

use crate::person::{headline, start, stop};

#[tokio::test]
async fn what_the_window_starts_a_terminal_sees_and_what_a_terminal_stops_the_window_shows() -> Result<()> {
    let (display, client) = (Display::start().await?, Client::new(Keep::File)?);
    let window = Window::open(&client, &display).await?;
    headline(&window, "local-only").await?;
    window.sees("[data-part=timer][data-state=none]").await?;
    start(&window, "Harbour survey").await?;

    let status = client.done(&["status", "--json"]).await?.json()?;
    assert_eq!(status["timer"]["entry"]["description"], "Harbour survey");
    assert_eq!(status["counts"]["waiting"], 1);
    assert_eq!(client.local().await?.described("Harbour survey")?["state"], "running");

    client.done(&["stop"]).await?;
    window.sees("[data-part=timer][data-state=none]").await?;
    client.done(&["start", "From the terminal"]).await?;
    let running = window.sees("[data-part=timer][data-state=running]").await?;
    assert!(running.contains("From the terminal"), "{running}");
    stop(&window).await?;
    let status = client.done(&["status", "--json"]).await?.json()?;
    assert_eq!(status["timer"], Value::Null);
    window.close().await?;
    display.stop().await
}

#[tokio::test]
async fn a_second_window_on_one_data_folder_says_that_there_is_one_and_leaves() -> Result<()> {
    let (display, client) = (Display::start().await?, Client::new(Keep::File)?);
    let window = Window::open(&client, &display).await?;
    start(&window, "Harbour survey").await?;
    let second = client.run_on_display(&display).await?.with_code(0)?;
    assert!(second.stderr.starts_with("Homing is open on this data already"), "{}", second.stderr);
    stop(&window).await?;
    window.close().await?;
    display.stop().await
}

#[tokio::test]
async fn a_page_may_what_its_capability_names_and_nothing_else() -> Result<()> {
    let (display, client) = (Display::start().await?, Client::new(Keep::File)?);
    let window = Window::open(&client, &display).await?;
    headline(&window, "local-only").await?;
    for foreign in
        ["plugin:fs|read_text_file", "plugin:webview|create_webview_window", "plugin:event|no_such"]
    {
        let refused = window.asks(foreign, json!({ "path": "/etc/hostname" })).await?.to_string();
        assert!(refused.contains("not allowed") || refused.contains("not found"), "{foreign}: {refused}");
    }

    // What the domain refuses comes back as a code, and the page has words for it.
    window.goes("timer").await?;
    window.fills("#description", &"x".repeat(5_001)).await?;
    window.presses("[data-do=start]").await?;
    window.sees("[data-problem=entry-invalid]").await?;
    assert_eq!(client.local().await?.len(), 0);
    window.close().await?;
    display.stop().await
}

#[tokio::test]
async fn without_a_display_one_sentence_says_so_and_nothing_is_made() -> Result<()> {
    let client = Client::new(Keep::File)?;
    let refused = client.run_without_display().await?.with_code(69)?;
    assert_eq!(refused.stdout, "");
    assert_eq!(refused.stderr.lines().count(), 1, "{}", refused.stderr);
    assert!(refused.stderr.starts_with("There is no display"), "{}", refused.stderr);
    assert!(!client.data_folder().exists());
    Ok(())
}
