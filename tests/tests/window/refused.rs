//! What the server refuses waits for a person, who sees why, and whose edit resolves it.

use anyhow::Result;
use homing_tests::Window;

use crate::person::{Desk, headline};

/// An entry for a project that the server has archived, refused by it, and the window that shows it.
async fn refused() -> Result<(Desk, Window)> {
    let (desk, window) = Desk::signed_in().await?;
    desk.scene.server.project("add", "harbour").await?;
    desk.scene.server.project("archive", "harbour").await?;
    let (from, to) = ("2026-01-05T08:00:00Z", "2026-01-05T09:30:00Z");
    let add = ["add", "--from", from, "--to", to, "tide tables", "--project", "harbour"];
    desk.client().done(&add).await?;
    headline(&window, "attention").await?;
    Ok((desk, window))
}

#[tokio::test]
async fn a_refused_entry_says_why_and_an_edit_of_it_is_what_the_server_takes() -> Result<()> {
    let (desk, window) = refused().await?;
    window.goes("sync").await?;
    let task = window.sees("[data-task][data-state=attention]").await?;
    assert!(task.contains("tide tables") && task.contains("harbour"), "{task}");
    window.presses("[data-task][data-state=attention] [data-do=edit]").await?;
    window.sees("[data-dialog=edit-entry]").await?;
    window.fills("#entry-project", "").await?;
    window.presses("[data-dialog=edit-entry] [data-do=save]").await?;
    headline(&window, "all-saved").await?;
    window.lacks("[data-task][data-state=attention]").await?;
    let entries = desk.scene.must_be_equal().await?;
    assert_eq!(entries.described("tide tables")?["project"], serde_json::Value::Null);
    desk.leave(window).await
}
