//! An import that is killed with SIGKILL, at one point after the other: run again, it ends as if nothing had happened.

use anyhow::{Context, Result};
use homing_import::testing::{Generation, Queued, scene};
use homing_tests::{Client, FolderEvents, Keep, files_that_hold};
use serde_json::{Value, json};

use super::{Earlier, imported};

/// Rows beside the morning's: several transactions.
const MORE: i64 = 1_200;

async fn reviewed(client: &Client) -> Result<Value> {
    client.done(&["review", "--json"]).await?.json()
}

#[tokio::test]
async fn an_import_that_is_killed_at_many_points_and_run_again_ends_the_same() -> Result<()> {
    let mut made = scene(Generation::G0a);
    for row in 0..MORE {
        let (event, fields) = match row % 2 {
            0 => ("time_entry_start", json!({"description": format!("Work {row}"), "userId": "u1"})),
            _ => ("time_entry_stop", json!({"id": format!("temp-{row}")})),
        };
        made.queue.push(Queued::new(event, "pending", 1_740_900_000 + 60 * row, fields));
    }
    let earlier = Earlier::written(made).await?;
    let before = earlier.bytes()?;
    let whole = Client::new(Keep::File)?;
    imported(&whole, &[earlier.path()?]).await?;

    let killed = Client::new(Keep::File)?;
    killed.done(&["status"]).await?;
    let (mut kills, mut after) = (0, 1);
    loop {
        let events = FolderEvents::of(&killed.data_folder(), "legacy-import")?;
        let homing = killed.start(&["import", "legacy", earlier.path()?])?;
        if !events.kill_after(homing, after).await? {
            break;
        }
        kills += 1;
        after += after.div_ceil(2);
        // Whatever starts next takes away what is left of the copy.
        killed.done(&["status"]).await?;
        assert!(!killed.data_folder().join("legacy-import").exists(), "after kill {kills}");
    }
    assert!(kills >= 3, "only {kills} kills before the end");

    let last = imported(&killed, &[earlier.path()?]).await?;
    assert_eq!(last["taken_in"]["unchanged"], last["rows"]["all"], "{last}");
    assert_eq!(reviewed(&killed).await?, reviewed(&whole).await?);
    assert!(earlier.bytes()? == before, "the original was changed");
    let folder = killed.data_folder().parent().context("a folder")?.to_owned();
    // A part of each of the two thousand tokens.
    let parts = ["access-of-row-".to_owned(), "refresh-of-row-".to_owned()];
    assert!(earlier.made.secrets().iter().all(|token| parts.iter().any(|part| token.contains(part))));
    assert_eq!(files_that_hold(&folder, &parts)?, Vec::<std::path::PathBuf>::new());
    Ok(())
}
