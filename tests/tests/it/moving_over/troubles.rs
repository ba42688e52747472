//! Files that can't be imported, or not whole: each is said as what it is, and none is changed.

use std::os::unix::fs::PermissionsExt as _;

use anyhow::Result;
use homing_import::testing::{Generation, KEY_FILE_NAME};
use homing_tests::{Client, Keep};

use super::{Earlier, imported};

async fn refused(content: &[u8], code: &str, exit: i32) -> Result<()> {
    let client = Client::new(Keep::File)?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("hubnity.db");
    std::fs::write(&file, content)?;
    let path = file.to_string_lossy();
    let said = client.run(&["import", "legacy", &path, "--json"]).await?.with_code(exit)?.json()?;
    assert_eq!(said["error"]["code"], code, "{said}");
    assert!(std::fs::read(&file)? == content);
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 1, "nothing was written beside it");
    assert!(!client.data_folder().join("legacy-import").exists());
    Ok(())
}

#[tokio::test]
async fn an_empty_file_and_one_that_is_no_database_are_said_as_what_they_are() -> Result<()> {
    refused(b"", "not-an-export", 65).await?;
    refused(b"SQLite format 2, or something else that is no database at all", "not-an-export", 65).await
}

#[tokio::test]
async fn where_there_is_no_file_the_places_are_named() -> Result<()> {
    let client = Client::new(Keep::File)?;
    let said = client.run(&["import", "legacy", "--json"]).await?.with_code(65)?.json()?;
    assert_eq!(said["error"]["code"], "no-earlier-file", "{said}");
    client.run(&["import", "legacy", "/nonexistent/hubnity.db"]).await?.with_code(74)?;
    Ok(())
}

#[tokio::test]
async fn a_file_in_a_folder_that_may_only_be_read_is_imported_as_any_other() -> Result<()> {
    let (client, earlier) = (Client::new(Keep::File)?, Earlier::of(Generation::G3).await?);
    std::fs::set_permissions(&earlier.file, std::fs::Permissions::from_mode(0o444))?;
    std::fs::set_permissions(earlier.folder.path(), std::fs::Permissions::from_mode(0o555))?;
    let before = earlier.bytes()?;
    let first = imported(&client, &[earlier.path()?]).await?;
    assert_eq!(first["rows"]["all"], 17, "{first}");
    assert!(earlier.bytes()? == before);
    std::fs::set_permissions(earlier.folder.path(), std::fs::Permissions::from_mode(0o755))?;
    Ok(())
}

#[tokio::test]
async fn rows_without_their_key_are_kept_and_go_in_once_the_key_is_there() -> Result<()> {
    let (client, earlier) = (Client::new(Keep::File)?, Earlier::of(Generation::G3).await?);
    let (key, away) = (earlier.folder.path().join(KEY_FILE_NAME), earlier.folder.path().join("away"));
    std::fs::rename(&key, &away)?;
    let said = client.run(&["import", "legacy", earlier.path()?, "--json"]).await?.with_code(65)?.json()?;
    let unreadable = said["rows"]["unreadable"]["no-key"].as_u64().unwrap_or_default();
    assert!(unreadable > 0, "{said}");
    // Nor is it done once they were kept.
    client.run(&["import", "legacy", earlier.path()?]).await?.with_code(65)?;
    std::fs::rename(&away, &key)?;
    let first = imported(&client, &[earlier.path()?]).await?;
    assert_eq!(first["rows"]["unreadable"], serde_json::json!({}), "{first}");
    assert_eq!(first["taken_in"]["unreadable"], 0, "{first}");
    let again = imported(&client, &[earlier.path()?]).await?;
    assert_eq!(again["taken_in"]["unchanged"], 17, "{again}");
    Ok(())
}
