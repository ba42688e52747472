//! The guide `docs/moving-over.md`, followed line by line from an old database to a synced new one.

use anyhow::{Context, Result};
use homing_import::testing::Generation;
use homing_tests::{NAME, PASSWORD, Scene};

use super::Earlier;

const GUIDE: &str = include_str!("../../../../docs/moving-over.md");

/// The server in the guide.
const SERVER: &str = "https://homing.example.org";

/// The lines of the guide that a person types, in its order.
fn lines() -> Vec<&'static str> {
    let blocks = GUIDE.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).collect()
}

#[tokio::test]
async fn the_guide_leads_from_an_old_database_to_a_synced_new_one() -> Result<()> {
    let mut made = Earlier::of(Generation::G3).await?.made;
    // Its entry is on the earlier server alone.
    made.queue.retain(|row| row.event.as_deref() != Some("screenshot"));
    let earlier = Earlier::written(made).await?;
    let mut scene = Scene::with_server_down().await?;
    scene.server_up().await?;
    scene.client.file("password.txt", &format!("{PASSWORD}\n"))?;
    assert_eq!(NAME, "anna");
    // Where the earlier app kept it.
    let home = scene.client.data_folder().parent().context("a folder")?.join("home/.local/share");
    let folder = home.join(homing_import::legacy::BUNDLE_IDENTIFIER);
    std::fs::create_dir_all(&folder)?;
    for (file, bytes) in earlier.bytes()? {
        std::fs::write(folder.join(file.file_name().context("a name")?), bytes)?;
    }
    let lines = lines();
    assert!(lines.len() >= 6, "{lines:?}");
    for line in lines {
        scene.client.shell(&line.replace(SERVER, &scene.proxy.url())).await?.with_code(0)?;
    }
    assert!(!folder.join("hubnity.db").exists(), "the last step deletes it");
    let synced = scene.must_be_equal().await?;
    assert!(!synced.is_empty(), "what was confirmed is on the server");
    Ok(())
}
