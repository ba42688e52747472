//! `homing doctor`: right about an installation in whatever state, and without a trace of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use homing_tests::{Client, Conduct, Finished, ForwardProxy, Keep, Scene};
use serde_json::Value;

/// Each finding's code and level.
fn codes(examined: &Finished) -> Result<BTreeMap<String, String>> {
    let json = examined.json()?;
    let findings = json["findings"].as_array().context("no findings")?;
    let pair =
        |finding: &Value| Some((finding["code"].as_str()?.to_owned(), finding["level"].as_str()?.to_owned()));
    findings.iter().map(|finding| pair(finding).context("a finding without code or level")).collect()
}

/// The files of a folder, with what is in them.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    if !folder.exists() {
        return Ok(BTreeMap::new());
    }
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry?;
        let bytes = if entry.file_type()?.is_file() { fs::read(entry.path())? } else { Vec::new() };
        Ok((entry.file_name().to_string_lossy().into_owned(), bytes))
    };
    fs::read_dir(folder)?.map(read).collect()
}

/// Examines, and holds the folder against what it was.
async fn examine(client: &Client, code: i32) -> Result<BTreeMap<String, String>> {
    let before = files(&client.data_folder())?;
    let examined = client.run(&["doctor", "--json"]).await?.with_code(code)?;
    let after = files(&client.data_folder())?;
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&after), names(&before), "the examination left a trace");
    // The index of the log is shared memory, where each reader says that it reads.
    let changed = before.iter().filter(|(name, bytes)| !name.ends_with("-shm") && after[*name] != **bytes);
    let changed: Vec<_> = changed.map(|(name, _)| name).collect();
    assert!(changed.is_empty(), "the examination changed {changed:?}");
    client.run(&["doctor"]).await?.with_code(code)?;
    codes(&examined)
}

fn assert_has(found: &BTreeMap<String, String>, wanted: &[(&str, &str)]) {
    for (code, level) in wanted {
        assert_eq!(found.get(*code).map(String::as_str), Some(*level), "{code} in {found:#?}");
    }
}

#[tokio::test]
async fn a_new_machine_has_no_problem_and_stays_new() -> Result<()> {
    let client = Client::new(Keep::File)?;
    let found = examine(&client, 0).await?;
    assert_has(&found, &[("folder-absent", "ok"), ("configuration-absent", "ok"), ("server-unknown", "ok")]);
    assert!(!client.data_folder().exists());
    Ok(())
}

#[tokio::test]
async fn a_machine_that_is_signed_in_and_reaches_its_server_is_well() -> Result<()> {
    let scene = Scene::signed_in().await?;
    scene.client.done(&["start", "survey"]).await?;
    let found = examine(&scene.client, 0).await?;
    assert_has(
        &found,
        &[
            ("database-sound", "ok"),
            ("signed-in", "ok"),
            ("credential-file-there", "ok"),
            ("queue-has-room", "ok"),
            ("lock-free", "ok"),
            ("proxy-none", "ok"),
            ("tls-not-needed", "ok"),
            ("server-answers", "ok"),
            ("api-found", "ok"),
            ("clock-agrees", "ok"),
        ],
    );
    let told = scene.client.run(&["doctor"]).await?.stdout;
    assert!(!told.contains("survey"), "{told}");
    Ok(())
}

#[tokio::test]
async fn without_a_network_everything_else_is_examined_all_the_same() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    scene.server_down().await?;
    let found = examine(&scene.client, 69).await?;
    assert_has(
        &found,
        &[("database-sound", "ok"), ("server-unreachable", "problem"), ("clock-unchecked", "ok")],
    );
    scene.client.done(&["logout"]).await?;
    assert_has(&examine(&scene.client, 69).await?, &[("signed-out", "warning")]);
    Ok(())
}

#[tokio::test]
async fn a_damaged_database_is_told_and_left_alone() -> Result<()> {
    let client = Client::new(Keep::File)?;
    client.done(&["start", "survey"]).await?;
    let file = client.data_folder().join("homing.db");
    let mut bytes = fs::read(&file)?;
    bytes[..4096].fill(7);
    fs::write(&file, &bytes)?;
    assert_has(&examine(&client, 74).await?, &[("database-damaged", "problem"), ("space-enough", "ok")]);
    fs::write(&file, "")?;
    assert_has(&examine(&client, 74).await?, &[("database-emptied", "problem")]);
    Ok(())
}

#[tokio::test]
async fn another_website_at_the_servers_address_is_told_as_such() -> Result<()> {
    let page =
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>";
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let website = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4096];
            drop(tokio::io::AsyncReadExt::read(&mut stream, &mut head).await);
            drop(tokio::io::AsyncWriteExt::write_all(&mut stream, page.as_bytes()).await);
        }
    });
    let client = Client::new(Keep::File)?;
    client.configure(&format!("server = '{url}'\n"))?;
    let found = examine(&client, 78).await?;
    assert_has(&found, &[("server-answers", "ok"), ("api-elsewhere", "problem")]);
    website.abort();
    Ok(())
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_told_without_their_secrets() -> Result<()> {
    let client = Client::new(Keep::File)?;
    client.configure("server = 'https://homing.test'\nca_file = 'gone.pem'\n")?;
    assert_has(&examine(&client, 78).await?, &[("network-unusable", "problem")]);

    client.configure("proxy = 'ftp://anna:quiet-lantern@proxy'\n")?;
    let examined = client.run(&["doctor"]).await?.with_code(78)?;
    assert!(examined.stdout.contains("is not understood in line 1"), "{}", examined.stdout);
    assert!(!examined.stdout.contains("quiet-lantern"), "{}", examined.stdout);

    let address = "127.0.0.1:9".parse()?;
    let strict = Conduct { wants_sign_in: true, ..Conduct::default() };
    let proxy = ForwardProxy::start(address, strict).await?;
    let url = proxy.url("anna:quiet-lantern");
    client.configure(&format!("server = 'https://homing.test'\nproxy = '{url}'\n"))?;
    let examined = client.run(&["doctor", "--json"]).await?.with_code(69)?;
    assert_has(&codes(&examined)?, &[("proxy-fails", "problem"), ("name-left-to-proxy", "ok")]);
    assert!(!examined.stdout.contains("quiet-lantern"), "{}", examined.stdout);
    Ok(())
}

#[tokio::test]
async fn a_sync_under_way_shows_by_its_lock() -> Result<()> {
    let scene = Scene::signed_in().await?;
    scene.client.done(&["start", "survey"]).await?;
    let mut hold = scene.proxy.hold_sync(1, homing_tests::Point::BeforeAnswer);
    let sync = scene.client.start(&["sync"])?;
    hold.reached().await?;
    let examined = scene.client.run(&["doctor", "--json"]).await?.with_code(0)?.json()?;
    let locks = examined["findings"].as_array().context("no findings")?.iter();
    let held: Vec<_> = locks.filter(|one| one["code"] == "lock-held").map(|one| &one["lock"]).collect();
    assert_eq!(held, ["sync"]);
    hold.pass();
    sync.finish().await?.with_code(0)?;
    Ok(())
}
