//! The main job once, with the sign-in in a real Secret Service. It needs a session bus with an unlocked keyring of
//! its own, which `cargo xtask test` brings; plain `cargo test` leaves it out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "auth/at_once.rs"]
mod at_once;
#[expect(dead_code, reason = "some of it is for the tests over the encrypted file alone")]
#[path = "auth/machine.rs"]
mod machine;
#[expect(dead_code, reason = "some of it is for the tests over the encrypted file alone")]
#[path = "auth/process.rs"]
mod process;
#[path = "auth/reference.rs"]
mod reference;
#[expect(dead_code, reason = "some of it is for the tests over the encrypted file alone")]
#[path = "auth/server.rs"]
mod server;
#[path = "auth/step.rs"]
mod step;

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

#[tokio::test]
async fn four_processes_at_the_end_of_a_token_in_the_keychain_make_one_exchange() {
    let server = reference::Reference::start().await;
    let service = format!("dev.homing.test-processes-{}", std::process::id());
    let machine = machine::Machine::with_expired_token_in(&server, Some(service)).await;
    at_once::four_processes_make_one_exchange(&server, &machine).await;
    machine.credentials().delete(machine.account.id).await.unwrap();
}
