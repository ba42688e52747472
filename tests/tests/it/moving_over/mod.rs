//! Moving over from the earlier app, with the built program over files of every generation.

mod guide;
mod killed;
mod original;
mod tokens;
mod troubles;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use homing_import::testing::{EarlierFile, Generation, Payload, scene};
use homing_tests::{Client, Keep};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The head of a JPEG: what makes a picture one.
const PICTURE: &str = "data:image/jpeg;base64,/9j/4AAQSkZJRgABAQ==";

/// A file of the earlier app, in a folder of its own.
struct Earlier {
    folder: TempDir,
    file: PathBuf,
    made: EarlierFile,
}

impl Earlier {
    /// The morning of the fixtures, with a picture that is one.
    async fn of(generation: Generation) -> Result<Self> {
        let mut made = scene(generation);
        for row in &mut made.queue {
            if let Payload::Fields(fields) = &mut row.payload
                && fields.get("imageData").is_some()
            {
                fields["imageData"] = json!(PICTURE);
            }
        }
        Self::written(made).await
    }

    async fn written(made: EarlierFile) -> Result<Self> {
        let folder = TempDir::with_prefix("earlier-app-")?;
        let file = made.write(folder.path()).await.map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(Self { folder, file, made })
    }

    fn path(&self) -> Result<&str> {
        self.file.to_str().context("the temporary folder has no UTF-8 name")
    }

    /// Every file of the folder, with all its bytes.
    fn bytes(&self) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        bytes_in(self.folder.path())
    }
}

fn bytes_in(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let bytes = std::fs::read(&path)?;
        files.push((path, bytes));
    }
    files.sort();
    Ok(files)
}

async fn imported(client: &Client, arguments: &[&str]) -> Result<Value> {
    let fixed = ["import", "legacy", "--json"];
    client.done(&[&fixed, arguments].concat()).await?.json()
}

/// What the morning is, in rows. From G1 on the day's row dates a start; before, it waits by itself.
fn documented(generation: Generation) -> Value {
    let mut unfinished = json!({
        "approximate-times": 6, "no-stop": 2, "no-start": 1, "picture": 2, "picture-to-send": 1, "unknown-event": 1,
    });
    if matches!(generation, Generation::G0a | Generation::G0b) {
        unfinished["no-stop"] = json!(1);
        unfinished["day-not-stopped"] = json!(1);
    }
    json!({
        "all": 17, "sent": 2, "cancelled": 1, "day_totals": 1, "unfinished": unfinished, "unreadable": {},
    })
}

#[tokio::test]
async fn each_generation_becomes_what_the_guide_says_and_its_file_stays_as_it_was() -> Result<()> {
    for generation in Generation::ALL {
        let (client, earlier) = (Client::new(Keep::File)?, Earlier::of(generation).await?);
        let before = earlier.bytes()?;

        let looked = imported(&client, &[earlier.path()?, "--dry-run"]).await?;
        assert_eq!(looked["rows"], documented(generation), "{generation:?}");
        let first = imported(&client, &[earlier.path()?]).await?;
        assert_eq!(first["rows"], looked["rows"], "{generation:?}");
        assert_eq!(first["taken_in"], looked["taken_in"], "{generation:?}");
        let taken_in = json!({
            "imported": 1, "history": 4, "review": 12, "unreadable": 0, "unchanged": 0, "changed": 0,
        });
        assert_eq!(first["taken_in"], taken_in, "{generation:?}");
        assert_eq!(first["pictures"], json!({"ready": 1, "left": 0}), "{generation:?}");

        let again = imported(&client, &[earlier.path()?]).await?;
        assert_eq!(again["taken_in"]["unchanged"], 17, "{generation:?}");
        assert_eq!(again["pictures"], json!({"ready": 0, "left": 0}), "{generation:?}");
        let queue = client.done(&["queue", "list", "--json"]).await?.json()?;
        let tasks = queue["tasks"].as_array().context("no list of tasks")?.len();
        assert_eq!(tasks, 1, "the picture waits once: {queue}");
        assert!(earlier.bytes()? == before, "{generation:?}: the original was changed");
        assert!(!client.data_folder().join("legacy-import").exists(), "a copy is left");
    }
    Ok(())
}
