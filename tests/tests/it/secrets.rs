//! No secret lies in clear in any file, on either side.

use anyhow::Result;
use homing_tests::{NAME, PASSPHRASE, PASSWORD, Point, Scene, files_that_hold};

use crate::work;

#[tokio::test]
async fn no_password_passphrase_or_token_is_in_any_file_of_either_side() -> Result<()> {
    let scene = Scene::signed_in().await?;
    work::record(&scene.client).await?;
    scene.client.sync().await?;
    // With a sync under way the database is open: its log counts too.
    work::many(&scene.client, 30).await?;
    let mut hold = scene.proxy.hold_sync(2, Point::BeforeAnswer);
    let homing = scene.client.start(&["sync"])?;
    hold.reached().await?;

    let mut secrets: Vec<_> = scene.proxy.exchanges().iter().flat_map(|exchange| exchange.tokens()).collect();
    assert!(secrets.len() >= 3, "the tokens were seen");
    secrets.extend([PASSWORD.to_owned(), PASSPHRASE.to_owned()]);
    for folder in [scene.client.data_folder(), scene.server.folder().to_owned()] {
        assert_eq!(files_that_hold(&folder, &secrets)?, Vec::<std::path::PathBuf>::new());
        let open = std::fs::read_dir(&folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        assert!(open.into_iter().any(|name| name.ends_with("-wal")), "a log was looked into");
    }
    // What is looked for would be found: the name is no secret and lies in both.
    let names = [NAME.to_owned()];
    assert!(!files_that_hold(&scene.client.data_folder(), &names)?.is_empty());
    assert!(!files_that_hold(scene.server.folder(), &names)?.is_empty());

    hold.pass();
    homing.finish().await?.with_code(0).map(drop)
}
