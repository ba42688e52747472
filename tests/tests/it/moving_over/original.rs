//! The earlier app's own file, once everything is here: nobody touches it unasked.

use anyhow::Result;
use homing_import::testing::Generation;
use homing_tests::{Scene, files_that_hold};

use super::{Earlier, imported};

const STILL_THERE: &str = "is still on this machine, with its tokens in it";

#[tokio::test]
async fn after_a_good_sync_a_person_hears_of_the_file_until_it_is_scrubbed() -> Result<()> {
    let mut made = Earlier::of(Generation::G0a).await?.made;
    // Their entry is on the earlier server alone.
    made.queue.retain(|row| row.event.as_deref() != Some("screenshot"));
    let (scene, earlier) = (Scene::signed_in().await?, Earlier::written(made).await?);
    let first = imported(&scene.client, &[earlier.path()?]).await?;
    assert_eq!(first["sign_in"]["reason"], "somebody-is-here", "{first}");
    assert!(!scene.client.done(&["status"]).await?.stderr.contains(STILL_THERE), "before a good sync");

    for _ in 0..2 {
        assert!(scene.client.done(&["sync"]).await?.stderr.contains(STILL_THERE));
    }
    assert!(scene.client.done(&["status"]).await?.stderr.contains(STILL_THERE));
    assert!(!files_that_hold(earlier.folder.path(), &earlier.made.secrets())?.is_empty());

    let scrubbed = imported(&scene.client, &[earlier.path()?, "--original", "scrub"]).await?;
    assert_eq!(scrubbed["original"], "scrubbed", "{scrubbed}");
    let left = files_that_hold(earlier.folder.path(), &earlier.made.secrets())?;
    assert_eq!(left, Vec::<std::path::PathBuf>::new());
    assert!(!scene.client.done(&["sync"]).await?.stderr.contains(STILL_THERE));
    let again = imported(&scene.client, &[earlier.path()?]).await?;
    assert_eq!(again["taken_in"]["unchanged"], again["rows"]["all"], "{again}");
    Ok(())
}

#[tokio::test]
async fn a_person_may_delete_the_file_or_keep_it() -> Result<()> {
    let (scene, earlier) = (Scene::signed_in().await?, Earlier::of(Generation::G2).await?);
    let kept = imported(&scene.client, &[earlier.path()?, "--original", "keep"]).await?;
    assert_eq!((&kept["original"], earlier.file.is_file()), (&"kept".into(), true));
    let deleted = imported(&scene.client, &[earlier.path()?, "--original", "delete"]).await?;
    assert_eq!((&deleted["original"], earlier.file.exists()), (&"deleted".into(), false));
    Ok(())
}
