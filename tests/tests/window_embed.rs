//! The window of `examples/tauri-embed` as a person has it, an application that is not Homing. It needs what the other
//! window's test needs, which `cargo xtask test` brings; plain `cargo test` leaves it out.

use anyhow::Result;
use homing_tests::{Client, Display, Keep, Window};
use serde_json::json;

/// The program.
const NOTEBOOK: &str = "tauri-embed";

#[tokio::test]
async fn a_note_is_kept_in_the_notebooks_own_folder_and_is_there_when_its_window_opens_again() -> Result<()> {
    let (display, client) = (Display::start().await?, Client::new(Keep::File)?);
    let window = Window::of(NOTEBOOK, &client, &display).await?;
    window.sees("#headline[data-code=local-only]").await?;
    window.types("#text", "Milk").await?;
    window.presses("#add").await?;
    window.sees("#notes input[value=Milk]").await?;
    // What the notebook has no use for, its page may not ask for.
    let refused = window.asks("plugin:homing|enqueue_time_entry", json!({})).await?.to_string();
    assert!(refused.contains("not allowed"), "{refused}");
    window.close().await?;

    let window = Window::of(NOTEBOOK, &client, &display).await?;
    window.sees("#notes input[value=Milk]").await?;
    window.presses("#notes button").await?;
    window.sees("#notes:empty").await?;
    window.close().await?;

    let own = client.as_ref().join("home/.local/share/com.example.notes/homing.db");
    assert!(own.is_file(), "{}", own.display());
    assert!(!client.data_folder().exists(), "Homing's own data was touched");
    display.stop().await
}

#[tokio::test]
async fn what_one_window_of_the_notebook_records_another_one_shows() -> Result<()> {
    let (display, client) = (Display::start().await?, Client::new(Keep::File)?);
    let one = Window::of(NOTEBOOK, &client, &display).await?;
    let other = Window::of(NOTEBOOK, &client, &display).await?;
    one.types("#text", "Bread").await?;
    one.presses("#add").await?;
    other.sees("#notes input[value=Bread]").await?;
    one.close().await?;
    other.close().await?;
    display.stop().await
}
