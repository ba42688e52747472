//! What the operator of a server does, as the people who sync to it see it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use homing_tests::{Client, Keep, NAME, PASSWORD, Scene, Server};

/// A certificate for this machine that vouches for itself: the text that a client trusts, and what `serve` is told.
fn own_certificate(folder: &Path) -> Result<(String, [String; 4])> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    fs::write(&certificate, made.cert.pem())?;
    fs::write(&key, made.signing_key.serialize_pem())?;
    #[cfg(unix)]
    fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    let path = |path: &Path| path.to_str().map(str::to_owned).context("a path that is no text");
    let told = ["--tls-certificate".to_owned(), path(&certificate)?, "--tls-key".to_owned(), path(&key)?];
    Ok((made.cert.pem(), told))
}

#[tokio::test]
async fn work_goes_to_a_server_with_a_certificate_of_its_own() -> Result<()> {
    let server = Server::new()?;
    let (certificate, told) = own_certificate(server.folder())?;
    let mut server = server.with_arguments(told);
    server.add_user(NAME, PASSWORD).await?;
    let url = format!("https://localhost:{}", server.start().await?.port());
    let client = Client::new(Keep::File)?;
    let file = client.file("ca.pem", &certificate)?;
    let client = client.with_env("HOMING_CA_FILE", &file);
    client.done(&["start", "tide tables"]).await?;
    client.login(&url, NAME, PASSWORD).await?.with_code(0)?;
    ensure!(client.sync().await?.sent == 1, "the work did not go out");
    ensure!(client.remote().await? == client.local().await?, "the two sides differ");
    server.stop().await
}

#[tokio::test]
async fn whose_account_is_disabled_goes_on_recording_and_sends_it_once_it_is_enabled() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let client = &scene.client;
    client.done(&["start", "tide tables"]).await?;
    client.sync().await?;
    scene.server.operate(&["user", "disable", NAME], "").await?.with_code(0)?;
    client.done(&["stop"]).await?;
    client.run(&["sync"]).await?.with_code(77)?;
    client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(77)?;
    client.done(&["start", "letters"]).await?;

    scene.server.operate(&["user", "enable", NAME], "").await?.with_code(0)?;
    client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    client.sync().await?;
    scene.must_be_equal().await.map(drop)
}

#[tokio::test]
async fn the_data_of_a_client_is_never_taken_for_that_of_a_server() -> Result<()> {
    let scene = Scene::with_server_down().await?;
    scene.client.done(&["start", "tide tables"]).await?;
    let data = scene.client.data_folder().join("homing.db");
    let before = fs::read(&data)?;
    let named = data.to_str().context("a path that is no text")?;
    let homing_server = Server::new()?;
    for command in [&["user", "list"][..], &["serve", "--listen", "127.0.0.1:0"], &["backup", "copy"]] {
        let refused = homing_server.operate_on(named, command).await?.with_code(78)?;
        ensure!(refused.stderr.contains("the database of another program"), "{}", refused.stderr);
    }
    ensure!(fs::read(&data)? == before, "the client's data was changed");
    scene.client.done(&["stop"]).await.map(drop)
}

#[tokio::test]
async fn a_server_that_was_restored_from_a_backup_takes_the_work_that_came_after_it() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    scene.client.done(&["start", "tide tables"]).await?;
    scene.client.sync().await?;
    let copy = scene.server.folder().join("copy");
    let named = copy.to_str().context("a path that is no text")?.to_owned();
    scene.server.operate(&["backup", &named], "").await?.with_code(0)?;
    // The disk is lost; what was recorded meanwhile had not gone out yet.
    scene.client.done(&["stop"]).await?;
    scene.server_down().await?;
    for file in fs::read_dir(scene.server.folder())? {
        let file = file?.path();
        if file.to_string_lossy().contains("server.sqlite") {
            fs::remove_file(file)?;
        }
    }
    fs::rename(copy, scene.server.folder().join("server.sqlite"))?;
    scene.server_up().await?;
    scene.client.sync().await?;
    scene.must_be_equal().await.map(drop)
}
