//! The terminal program on a queue in PostgreSQL, and what it says where it can't use one.

use anyhow::Result;
use homing_tests::{Client, Keep, Scene, Watch, files_that_hold};
use serde_json::Value;

use super::on_postgres;

async fn scene_on(storage: &str) -> Result<Scene> {
    let scene = Scene::with_server_down().await?;
    scene.client.configure(&format!("storage = '{storage}'\n"))?;
    scene.come_up_and_sign_in().await
}

async fn headline(client: &Client) -> Result<Value> {
    Ok(client.done(&["status", "--json"]).await?.json()?["headline"].clone())
}

#[tokio::test]
async fn work_in_a_database_on_a_server_is_recorded_and_sent() -> Result<()> {
    let mut scene = scene_on(&on_postgres()).await?;
    scene.server_down().await?;
    scene.client.done(&["start", "Report"]).await?;
    scene.client.done(&["pause"]).await?;
    scene.client.done(&["resume"]).await?;
    scene.client.done(&["stop"]).await?;
    scene.client.run(&["sync"]).await?.with_code(69)?;
    scene.server_up().await?;
    assert_eq!(scene.client.sync().await?.sent, 1);
    assert_eq!(scene.must_be_equal().await?.len(), 1);
    assert!(!scene.client.data_folder().join("homing.db").exists(), "no file stands in for it");
    Ok(())
}

#[tokio::test]
async fn what_one_program_records_in_a_database_on_a_server_another_that_watches_sends() -> Result<()> {
    let scene = scene_on(&on_postgres()).await?;
    // Its first word says that it watches, and that it has nothing to do.
    let watching = Watch::start(&scene.client).await?;
    let mut sent = scene.proxy.hold_sync(1, homing_tests::Point::BeforeForwarding);
    scene.client.done(&["start", "Report"]).await?;
    sent.reached().await?;
    sent.pass();
    watching.end().await
}

#[tokio::test]
async fn a_machine_that_shares_the_queue_and_has_no_tokens_asks_its_own_person_and_holds_no_other()
-> Result<()> {
    let storage = on_postgres();
    let scene = scene_on(&storage).await?;
    let stranger = Client::new(Keep::File)?;
    stranger.configure(&format!("storage = '{storage}'\n"))?;
    let early = ["add", "--from", "2026-01-05T08:00:00Z", "--to", "2026-01-05T09:00:00Z", "early"];
    stranger.done(&early).await?;
    stranger.run(&["sync"]).await?.with_code(77)?;
    assert_eq!(headline(&stranger).await?, "sign-in-needed");
    assert_ne!(headline(&scene.client).await?, "sign-in-needed");
    let examined = stranger.run(&["doctor", "--json"]).await?.json()?.to_string();
    assert!(examined.contains("sign-in-ended"), "{examined}");

    let mut watch = Watch::begin(&scene.client)?;
    watch.until("all-saved", 1).await?;
    let late = ["add", "--from", "2026-01-05T10:00:00Z", "--to", "2026-01-05T11:00:00Z", "late"];
    scene.client.done(&late).await?;
    watch.until("all-saved", 2).await?;
    watch.end().await?;
    assert_eq!(scene.must_be_equal().await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_file_is_backed_up_and_a_database_on_a_server_is_left_to_its_own_tool() -> Result<()> {
    let scene = scene_on(&on_postgres()).await?;
    let refused = scene.client.run(&["backup", "copy.db"]).await?.with_code(65)?;
    assert!(refused.stderr.contains("pg_dump"), "{}", refused.stderr);
    Ok(())
}

#[tokio::test]
async fn a_picture_is_refused_where_no_other_worker_could_send_it() -> Result<()> {
    let scene = scene_on(&on_postgres()).await?;
    scene.client.done(&["start", "Draw"]).await?;
    let file = scene.client.as_ref().join("screen.png");
    std::fs::write(&file, b"\x89PNG\r\n\x1a\nand so on")?;
    let refused = scene.client.run(&["attach", &file.display().to_string()]).await?.with_code(78)?;
    assert!(refused.stderr.contains("takes no pictures"), "{}", refused.stderr);
    Ok(())
}

#[tokio::test]
async fn the_doctor_looks_at_a_database_on_a_server_too() -> Result<()> {
    let scene = scene_on(&on_postgres()).await?;
    let examined = scene.client.run(&["doctor", "--json"]).await?.json()?.to_string();
    assert!(examined.contains("database-sound"), "{examined}");
    assert!(examined.contains("signed-in"), "{examined}");
    Ok(())
}

#[tokio::test]
async fn a_databases_password_is_in_nothing_that_homing_says_or_writes_elsewhere() -> Result<()> {
    let scene = Scene::with_server_down().await?;
    let password = "brittle-compass-password";
    let storage = on_postgres().replace("postgres@", &format!("postgres:{password}@"));
    // Every word of every library.
    let client = scene.client.with_env("HOMING_LOG", "trace");
    client.configure(&format!("storage = '{storage}'\n[log]\nlevel = 'trace'\n"))?;
    let bundle = client.data_folder().join("bundle.zip").display().to_string();
    for arguments in [
        &["status"][..],
        &["start", "Report"],
        &["config", "show"],
        &["config", "get", "storage"],
        &["doctor"],
        &["diagnostics", &bundle, "--yes"],
    ] {
        let said = client.run(arguments).await?;
        let told = format!("{}{}", said.stdout, said.stderr);
        assert!(!told.contains(password), "{arguments:?}: {told}");
    }
    assert_eq!(
        files_that_hold(&client.data_folder(), &[password.to_owned()])?,
        Vec::<std::path::PathBuf>::new()
    );
    Ok(())
}
