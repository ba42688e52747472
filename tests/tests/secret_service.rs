//! The main job once, with the sign-in in a real Secret Service. It needs a session bus with an unlocked keyring of
//! its own, which `cargo xtask test` brings; plain `cargo test` leaves it out.

use anyhow::Result;
use homing_tests::{Client, Keep, NAME, PASSWORD, Scene, Server, files_that_hold};

#[tokio::test]
async fn a_sign_in_that_is_kept_in_the_keychain_carries_the_main_job() -> Result<()> {
    assert!(
        std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some(),
        "There is no session bus. Run `cargo xtask test`, which brings one with a keyring of its own."
    );
    // Short-lived, so that the keychain is written at each sync and not at the sign-in alone.
    let server = Server::new()?.with_access_token_seconds(45);
    let mut scene = Scene::of(Client::new(Keep::Keychain)?, server).await?;
    scene.client.done(&["start", "survey", "--tag", "harbour"]).await?;
    scene.client.done(&["pause"]).await?;

    scene.server_up().await?;
    let signed_in = scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    assert!(signed_in.stdout.contains("keychain"), "{}", signed_in.stdout);
    assert_eq!(scene.client.sync().await?.sent, 1);
    scene.client.done(&["resume"]).await?;
    scene.client.done(&["stop"]).await?;
    assert_eq!(scene.client.sync().await?.sent, 1);
    assert_eq!(scene.must_be_equal().await?.described("survey")?["state"], "stopped");

    let exchanges = scene.proxy.exchanges();
    assert!(exchanges.iter().any(|exchange| exchange.path() == "/v1/auth/refresh"));
    let mut secrets: Vec<_> = exchanges.iter().flat_map(|exchange| exchange.tokens()).collect();
    secrets.push(PASSWORD.to_owned());
    assert!(files_that_hold(&scene.client.data_folder(), &secrets)?.is_empty());

    // Signed out, nothing is left in the keychain to sign in with.
    scene.client.done(&["logout"]).await?;
    scene.client.done(&["start", "after"]).await?;
    scene.client.run(&["sync"]).await?.with_code(77).map(drop)
}
