//! Where the tokens of the earlier app are afterwards: in the credential store, and nowhere else.

use anyhow::{Context, Result};
use homing_import::testing::Generation;
use homing_tests::{Client, Keep, Scene, files_that_hold};

use super::{Earlier, imported};

#[tokio::test]
async fn after_g0a_and_g0b_no_token_is_in_any_file_of_ours() -> Result<()> {
    for generation in [Generation::G0a, Generation::G0b] {
        let earlier = Earlier::of(generation).await?;
        let secrets = earlier.made.secrets();
        assert!(secrets.len() >= 2);
        assert!(!files_that_hold(earlier.folder.path(), &secrets)?.is_empty(), "what is looked for is there");
        let scene = Scene::with_server_down().await?;
        scene.client.configure(&format!(
            "server = \"{}\"\nprofile = \"classic\"\n[log]\nlevel = \"trace\"\n",
            scene.proxy.url()
        ))?;
        let first = imported(&scene.client, &[earlier.path()?, "--store", "file"]).await?;
        assert_eq!(first["sign_in"]["state"], "moved", "{first}");
        let again = imported(&scene.client, &[earlier.path()?, "--store", "file"]).await?;
        assert_eq!(again["sign_in"]["reason"], "moved-before", "{again}");
        // The data folder with its database, logs, blobs and work folder, the configuration, and all beside them.
        let whole = scene.client.data_folder().parent().context("a folder")?.to_owned();
        assert_eq!(files_that_hold(&whole, &secrets)?, Vec::<std::path::PathBuf>::new(), "{generation:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_newest_refresh_token_is_what_the_first_sync_renews_with() -> Result<()> {
    let earlier = Earlier::of(Generation::G0b).await?;
    let (_, refresh) = earlier.made.newest_tokens().context("tokens")?;
    let mut scene = Scene::with_server_down().await?;
    scene.server_up().await?;
    scene.client.configure(&format!("server = \"{}\"\nprofile = \"classic\"\n", scene.proxy.url()))?;
    imported(&scene.client, &[earlier.path()?, "--store", "file"]).await?;
    // This server did not grant it, and knows no such address: what was imported waits.
    scene.client.run(&["sync"]).await?;
    let sent: Vec<_> =
        scene.proxy.exchanges().iter().map(|exchange| exchange.request().to_string()).collect();
    assert!(
        sent.iter().any(|body| body.contains(&refresh)),
        "the refresh token was sent: {} requests",
        sent.len()
    );
    Ok(())
}

#[tokio::test]
async fn a_dry_run_keeps_nothing_and_signs_nobody_in() -> Result<()> {
    let (client, earlier) = (Client::new(Keep::File)?, Earlier::of(Generation::G0a).await?);
    client.configure("profile = \"classic\"\n")?;
    let arguments = [earlier.path()?, "--dry-run", "--store", "file", "--server", "https://time.example.org"];
    let looked = imported(&client, &arguments).await?;
    assert_eq!(looked["sign_in"]["state"], "would-move", "{looked}");
    let first = imported(&client, &[earlier.path()?]).await?;
    assert_eq!(first["taken_in"]["unchanged"], 0, "the dry run kept nothing");
    assert_eq!(first["sign_in"]["reason"], "no-server", "{first}");
    assert!(!client.data_folder().join("legacy-import").exists());
    Ok(())
}
