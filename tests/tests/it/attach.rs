//! Pictures that are attached to entries: recorded offline, brought once, and gone from this machine with their tasks.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use homing_domain::ports::{Blobs as _, chunks_of};
use homing_domain::testing::SequentialIds;
use homing_storage::FileBlobs;
use homing_tests::{Api, Client, Keep, NAME, PASSWORD, Point, Scene, Server};

/// How many screenshots the everyday run sends; `HOMING_PROVE_SCREENSHOTS` asks for more.
const SCREENSHOTS: usize = 100;

const SCREENSHOT_BYTES: usize = 200_000;

/// The most memory over that of a sync without files, in KiB: a third of what the files of the everyday run have.
const MOST_KIB: u64 = 7_000;

/// The same where more are asked for: 30 MB.
const MOST_KIB_OF_MANY: u64 = 30_000;

/// Bytes that begin as a PNG does; each number makes others.
fn picture(number: usize, bytes: usize) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n".iter().copied().chain(number.to_be_bytes());
    head.chain((0..).map(|n: usize| (n.wrapping_mul(31) ^ (n >> 8)) as u8)).take(bytes).collect()
}

fn write_picture(client: &Client, number: usize, bytes: usize) -> Result<String> {
    let path = client.as_ref().join(format!("screen {number}.png"));
    fs::write(&path, picture(number, bytes))?;
    Ok(path.display().to_string())
}

/// The folders of the files that wait beside the databases of the data folder, one for each.
fn folders(client: &Client) -> Result<Vec<PathBuf>> {
    let above = client.data_folder().join("blobs");
    if !above.exists() {
        return Ok(Vec::new());
    }
    fs::read_dir(above)?.map(|entry| Ok(entry?.path())).collect()
}

/// The files that wait there.
fn waiting_files(client: &Client) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in folders(client)? {
        let paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        files.extend(paths.into_iter().filter(|path| !path.ends_with(".key")));
    }
    Ok(files)
}

fn uploads(scene: &Scene) -> usize {
    scene.proxy.exchanges().iter().filter(|exchange| exchange.path().starts_with("/v1/blobs/")).count()
}

#[tokio::test]
async fn a_picture_that_is_attached_offline_arrives_once_and_no_file_is_left() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    scene.server_down().await?;
    scene.client.done(&["start", "Draw the harbour"]).await?;
    let file = write_picture(&scene.client, 1, 150_000)?;
    let attached = scene.client.done(&["attach", &file, "--json"]).await?.json()?;
    let screenshot = &attached["screenshot"];
    let entry = scene.client.local().await?.described("Draw the harbour")?["id"].clone();
    assert_eq!(screenshot["entry"], entry);
    assert_eq!(
        (&screenshot["media_type"], &screenshot["blob"]["bytes"]),
        (&"image/png".into(), &150_000.into())
    );
    // The file is needed no more.
    fs::remove_file(&file)?;
    scene.client.run(&["sync"]).await?.with_code(69)?;
    assert_eq!(waiting_files(&scene.client)?.len(), 1);

    scene.server_up().await?;
    assert_eq!(scene.client.sync().await?.sent, 2);
    let api = scene.api().await?;
    let there = api.screenshots().await?;
    assert_eq!(there.len(), 1, "{there:?}");
    for member in ["id", "entry", "taken_at", "media_type", "file_name", "blob"] {
        assert_eq!(there[0][member], screenshot[member], "{member}");
    }
    assert_eq!(there[0]["file_name"], "screen 1.png");
    assert_eq!(api.blob(&there[0]["blob"]["sha256"]).await?, picture(1, 150_000));
    assert_eq!(waiting_files(&scene.client)?, [] as [PathBuf; 0]);
    scene.client.sync().await?;
    assert_eq!((uploads(&scene), api.screenshots().await?.len()), (1, 1));
    Ok(())
}

#[tokio::test]
async fn a_sync_that_is_killed_behind_an_upload_sends_the_picture_once() -> Result<()> {
    let scene = Scene::signed_in().await?;
    scene.client.done(&["start", "Draw"]).await?;
    scene.client.sync().await?;
    for (number, point) in
        [Point::BeforeForwarding, Point::BeforeAnswer, Point::HalfOfAnswer].into_iter().enumerate()
    {
        let file = write_picture(&scene.client, number, 50_000)?;
        scene.client.done(&["attach", &file]).await?;
        let mut hold = scene.proxy.hold_sync(1, point);
        let homing = scene.client.start(&["sync"])?;
        hold.reached().await?;
        homing.kill().await?;
        drop(hold);
        assert_eq!(waiting_files(&scene.client)?.len(), 1, "{point:?}");
        let synced = scene.client.sync().await?;
        assert_eq!((synced.attention, synced.waiting), (0, 0), "{point:?}");
        assert_eq!(waiting_files(&scene.client)?, [] as [PathBuf; 0], "{point:?}");
        assert_eq!(scene.api().await?.screenshots().await?.len(), number + 1, "{point:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_picture_whose_bytes_the_server_has_already_is_not_lost_between_the_two() -> Result<()> {
    let mut server = Server::new()?;
    server.add_user(NAME, PASSWORD).await?;
    server.start().await?;
    // Past any proxy: the server answers before it has read what it does not need.
    let client = Client::new(Keep::File)?;
    client.login(&server.url()?, NAME, PASSWORD).await?.with_code(0)?;
    client.done(&["start", "Draw"]).await?;
    let file = write_picture(&client, 1, 15_000_000)?;
    let attached = client.done(&["attach", &file, "--json"]).await?.json()?;
    let api = Api::login(server.url()?, NAME, PASSWORD).await?;
    api.bring_blob(&attached["screenshot"]["blob"]["sha256"], picture(1, 15_000_000)).await?;
    let synced = client.sync().await?;
    assert_eq!((synced.sent, synced.attention, synced.waiting), (2, 0, 0));
    assert_eq!(api.screenshots().await?.len(), 1);
    assert_eq!(waiting_files(&client)?, [] as [PathBuf; 0]);
    Ok(())
}

#[tokio::test]
async fn what_a_killed_process_left_beside_the_queue_goes_with_the_next_sync() -> Result<()> {
    let scene = Scene::signed_in().await?;
    scene.client.done(&["start", "Draw"]).await?;
    // What is there where it dies between the file and its task, or between the end of a task and that of its file;
    // and where it dies in the middle of a file.
    let file = write_picture(&scene.client, 2, 1_000)?;
    scene.client.done(&["attach", &file]).await?;
    let [folder] = &folders(&scene.client)?[..] else { anyhow::bail!("not one folder") };
    let blobs = FileBlobs::new(folder, Arc::new(SequentialIds::new(1)));
    drop(blobs.store(chunks_of(picture(1, 1_000)), 1_000).await?);
    fs::write(folder.join(".new-killed"), "half of a pict")?;
    assert_eq!(waiting_files(&scene.client)?.len(), 3);
    scene.client.sync().await?;
    assert_eq!(waiting_files(&scene.client)?, [] as [PathBuf; 0]);
    assert_eq!(scene.api().await?.screenshots().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_picture_waits_for_its_database_whatever_other_one_is_used_meanwhile() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    scene.client.done(&["start", "Draw"]).await?;
    let file = write_picture(&scene.client, 1, 1_000)?;
    scene.server_down().await?;
    scene.client.done(&["attach", &file]).await?;
    scene.server_up().await?;
    let other = scene.client.data_folder().join("other.db");
    scene.client.configure(&format!("storage = 'sqlite:{}'\n", other.display()))?;
    scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    scene.client.sync().await?;
    scene.client.configure("")?;
    scene.client.sync().await?;
    assert_eq!(scene.api().await?.screenshots().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_picture_whose_file_was_deleted_here_waits_for_a_person_and_holds_up_nothing() -> Result<()> {
    let scene = Scene::signed_in().await?;
    scene.client.done(&["start", "Draw"]).await?;
    let file = write_picture(&scene.client, 1, 1_000)?;
    scene.client.done(&["attach", &file]).await?;
    let [file] = &waiting_files(&scene.client)?[..] else { anyhow::bail!("not one file") };
    fs::remove_file(file)?;
    let synced = scene.client.run(&["sync", "--json"]).await?.with_code(65)?;
    assert!(synced.stdout.contains("\"attention\":1"), "{}", synced.stdout);
    let listed = scene.client.done(&["queue", "list", "--json"]).await?;
    assert!(listed.stdout.contains("blob-missing"), "{}", listed.stdout);
    assert_eq!(scene.api().await?.entries().await?.len(), 1);
    // The same picture again; the one that is lost is given up.
    scene.client.done(&["attach", &file]).await?;
    scene.client.done(&["queue", "discard", "@2", "--yes"]).await?;
    scene.client.sync().await?;
    assert_eq!(scene.api().await?.screenshots().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_picture_that_is_discarded_leaves_no_file() -> Result<()> {
    let client = Client::new(Keep::File)?;
    client.done(&["start", "Draw"]).await?;
    let (first, same) = (write_picture(&client, 1, 1_000)?, write_picture(&client, 1, 1_000)?);
    client.done(&["attach", &first]).await?;
    client.done(&["attach", &same]).await?;
    assert_eq!(waiting_files(&client)?.len(), 1, "the same bytes are kept once");
    let shown = client.done(&["queue", "show", "@2"]).await?;
    assert!(shown.stdout.contains("screen 1.png, 1 kB"), "{}", shown.stdout);
    client.done(&["queue", "discard", "@2", "--yes"]).await?;
    assert_eq!(waiting_files(&client)?.len(), 1, "the other one still needs it");
    client.done(&["queue", "discard", "@3", "--yes"]).await?;
    assert_eq!(waiting_files(&client)?, [] as [PathBuf; 0]);
    Ok(())
}

#[tokio::test]
async fn what_is_no_picture_or_belongs_to_nothing_is_refused_in_a_clear_sentence() -> Result<()> {
    let client = Client::new(Keep::File)?;
    let picture = write_picture(&client, 1, 1_000)?;
    let refused = async |arguments: &[&str], words: &str| -> Result<()> {
        let finished = client.run(arguments).await?;
        ensure!(finished.stderr.contains(words), "{words:?} is missing in: {}", finished.stderr);
        ensure!(finished.stderr.contains("Nothing was recorded"), "{}", finished.stderr);
        Ok(())
    };
    refused(&["attach", &picture], "There is no entry yet that the picture could belong to").await?;
    client.done(&["start", "Draw"]).await?;
    let folder = client.as_ref().display().to_string();
    refused(&["attach", &folder], "a folder or no file at all").await?;
    refused(&["attach", &format!("{folder}/none.png")], "no such file").await?;
    refused(&["attach", &client.file("empty.png", "")?], "is empty").await?;
    refused(&["attach", &client.file("text.png", "no picture")?], "no picture that Homing knows").await?;
    let large = write_picture(&client, 1, 20_000_001)?;
    refused(&["attach", &large], "too large").await?;
    assert_eq!(waiting_files(&client)?, [] as [PathBuf; 0]);
    Ok(())
}

/// What a sync had in memory at its greatest, once it has brought so many files.
async fn peak_kib(scene: &Scene, files: usize) -> Result<u64> {
    let before = uploads(scene);
    let mut hold = scene.proxy.hold_sync(1, Point::BeforeAnswer);
    let homing = scene.client.start(&["sync"])?;
    loop {
        hold.reached().await?;
        if uploads(scene) - before == files {
            break;
        }
        // Armed before this one goes on: none slips through.
        let next = scene.proxy.hold_sync(1, Point::BeforeAnswer);
        std::mem::replace(&mut hold, next).pass();
    }
    let peak = homing.peak_kib()?;
    hold.pass();
    homing.finish().await?.with_code(0)?;
    Ok(peak)
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "whoever asks for many wants the figures")]
async fn many_screenshots_are_sent_in_little_memory_and_no_file_is_left() -> Result<()> {
    let asked = std::env::var("HOMING_PROVE_SCREENSHOTS").ok();
    let count = asked.as_ref().map_or(Ok(SCREENSHOTS), |number| number.parse());
    let count = count.context("HOMING_PROVE_SCREENSHOTS is no number")?;
    // Each picture is a request of its own, and a server that wants rest gets it.
    let server = Server::new()?.with_requests_per_minute(100_000);
    let scene = Scene::of(Client::new(Keep::File)?, server).await?.come_up_and_sign_in().await?;
    scene.client.done(&["start", "Draw"]).await?;
    let idle = peak_kib(&scene, 0).await?;
    for number in 0..count {
        let file = write_picture(&scene.client, number, SCREENSHOT_BYTES)?;
        scene.client.done(&["attach", &file]).await?;
        fs::remove_file(file)?;
    }
    assert_eq!(waiting_files(&scene.client)?.len(), count);
    let peak = peak_kib(&scene, count).await?;
    println!("{count} screenshots: {peak} KiB, and {idle} KiB without one");
    assert_eq!(waiting_files(&scene.client)?, [] as [PathBuf; 0]);
    assert_eq!(scene.api().await?.screenshots().await?.len(), count);
    let most = if asked.is_some() { MOST_KIB_OF_MANY } else { MOST_KIB };
    assert!(peak.saturating_sub(idle) <= most, "{peak} KiB, and {idle} KiB without a file");
    Ok(())
}
