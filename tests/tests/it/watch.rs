//! `homing sync --watch`: what other programs record arrives without being asked for, through outages, a stopped
//! process and a machine that sleeps; and it ends as it should.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Result;
use homing_tests::{Client, Keep, Logind, NAME, PASSWORD, Point, Scene, Server, Watch};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

/// A server of something else: it knows no address.
async fn another_server() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            // Whoever hangs up first: the next one is answered too.
            drop(not_found(client).await);
        }
    });
    Ok(address)
}

async fn not_found(mut client: TcpStream) -> std::io::Result<()> {
    client.readable().await?;
    client.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await?;
    client.shutdown().await?;
    // To the end of the request: a connection that is closed over unread bytes is reset.
    tokio::io::copy(&mut client, &mut tokio::io::sink()).await.map(drop)
}

fn address_of(server: &Server) -> Result<SocketAddr> {
    Ok(server.url()?.trim_start_matches("http://").parse()?)
}

#[tokio::test]
async fn what_another_program_records_arrives_without_being_asked_for() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let mut watch = Watch::start(&scene.client).await?;
    scene.client.done(&["start", "tide tables"]).await?;
    watch.until("all-saved", 1).await?;
    scene.client.done(&["stop"]).await?;
    watch.until("all-saved", 2).await?;
    assert_eq!(scene.must_be_equal().await?.described("tide tables")?["state"], "stopped");
    assert_eq!(scene.proxy.syncs().len(), 2, "one request for each, and none beside");
    watch.end().await
}

#[tokio::test]
async fn an_outage_is_one_line_and_what_was_recorded_in_it_arrives_when_it_is_over() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    let mut watch = Watch::start(&scene.client).await?;
    scene.server_down().await?;
    scene.client.done(&["start", "letters"]).await?;
    watch.until("offline", 0).await?;
    scene.client.done(&["stop"]).await?;
    scene.server_up().await?;
    watch.until("all-saved", 1).await?;
    assert_eq!(watch.headlines(), ["all-saved", "offline", "all-saved"]);
    assert_eq!(scene.must_be_equal().await?.described("letters")?["state"], "stopped");
    watch.end().await
}

#[tokio::test]
async fn before_a_sign_in_it_says_so_and_the_sign_in_of_another_program_lets_everything_go() -> Result<()> {
    let mut scene = Scene::with_server_down().await?;
    let mut watch = Watch::start(&scene.client).await?;
    scene.client.done(&["start", "first day"]).await?;
    scene.server_up().await?;
    scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    watch.until("all-saved", 1).await?;
    assert_eq!(
        watch.headlines(),
        ["local-only", "all-saved"],
        "it waits for the tokens, and never says that none are there"
    );
    scene.must_be_equal().await?;

    // Signed out, it waits again, and goes on with the next sign-in.
    scene.client.done(&["logout"]).await?;
    watch.until("sign-in-needed", 1).await?;
    scene.client.done(&["stop"]).await?;
    scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    watch.until("all-saved", 2).await?;
    watch.end().await
}

#[tokio::test]
async fn two_watches_of_one_folder_send_everything_once() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let mut watches = [Watch::start(&scene.client).await?, Watch::start(&scene.client).await?];
    for hour in 8..11 {
        let at = |minute: u8| format!("2026-01-05T{hour:02}:{minute:02}:00Z");
        scene.client.done(&["add", "--from", &at(0), "--to", &at(45), "rounds"]).await?;
    }
    for watch in &mut watches {
        watch.until("all-saved", 3).await?;
    }
    let keys: Vec<_> = scene.proxy.syncs().iter().flat_map(homing_tests::Exchange::keys).collect();
    let once: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!((keys.len(), once.len(), scene.proxy.most_syncs_under_way()), (3, 3, 1));
    for watch in watches {
        watch.end().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_watch_that_was_stopped_sends_what_is_due_with_one_request_once_it_goes_on() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let mut watch = Watch::start(&scene.client).await?;
    watch.homing.signal("STOP").await?;
    for words in [["add", "--from=-3h", "--to=-2h", "one"], ["add", "--from=-2h", "--to=-1h", "two"]] {
        scene.client.done(&words).await?;
    }
    scene.client.done(&["start", "three"]).await?;
    scene.client.done(&["stop"]).await?;
    watch.homing.signal("CONT").await?;
    watch.until("all-saved", 3).await?;
    assert_eq!(scene.proxy.syncs().len(), 1);
    scene.must_be_equal().await?;
    watch.end().await
}

#[tokio::test]
async fn a_wait_that_ended_while_the_watch_was_stopped_is_over_at_once() -> Result<()> {
    let mut scene = Scene::signed_in().await?;
    let mut watch = Watch::start(&scene.client).await?;
    scene.server_down().await?;
    scene.client.done(&["start", "letters"]).await?;
    watch.until("offline", 0).await?;
    watch.homing.signal("STOP").await?;
    scene.server_up().await?;
    // Another program shows when the wait is over.
    let mut follower = scene.client.start(&["status", "--follow", "--json"])?;
    while serde_json::from_str::<Value>(&follower.next_line().await?)?["headline"] != "waiting" {}
    follower.kill().await?;
    watch.homing.signal("CONT").await?;
    watch.until("all-saved", 1).await?;
    assert_eq!(scene.proxy.syncs().len(), 1);
    watch.end().await
}

#[tokio::test]
async fn a_machine_that_wakes_tries_at_once_what_would_wait_for_a_quarter_of_an_hour() -> Result<()> {
    let logind = Logind::start().await?;
    let client = Client::new(Keep::File)?.with_env("DBUS_SYSTEM_BUS_ADDRESS", logind.bus());
    let mut scene = Scene::of(client, Server::new()?).await?.come_up_and_sign_in().await?;
    let mut watch = Watch::start(&scene.client).await?;

    scene.proxy.down().await?;
    scene.proxy.up(another_server().await?)?;
    scene.client.done(&["start", "night train"]).await?;
    watch.until("stopped", 0).await?;
    scene.proxy.down().await?;
    scene.proxy.up(address_of(&scene.server)?)?;
    let before = scene.proxy.syncs().len();

    logind.sleep_and_wake().await?;
    watch.until("all-saved", 1).await?;
    assert_eq!(scene.proxy.syncs().len() - before, 1, "one wake is one request");
    scene.must_be_equal().await?;
    watch.end().await
}

#[tokio::test]
async fn a_signal_ends_it_with_zero_and_a_reader_that_goes_away_does_too() -> Result<()> {
    let scene = Scene::with_server_down().await?;
    for signal in ["INT", "TERM", "HUP"] {
        let mut watch = Watch::start(&scene.client).await?;
        watch.homing.signal(signal).await?;
        watch.homing.finish().await?.with_code(0)?;
    }
    let mut unread = Watch::start(&scene.client).await?;
    unread.homing.stop_listening();
    unread.homing.finish().await?.with_code(0).map(drop)
}

#[tokio::test]
async fn an_answer_that_does_not_come_keeps_nobody_waiting_and_the_next_sync_sends_the_same_key() -> Result<()>
{
    let scene = Scene::signed_in().await?;
    let mut hold = scene.proxy.hold_sync(1, Point::BeforeAnswer);
    let mut watch = Watch::start(&scene.client).await?;
    scene.client.done(&["start", "letters"]).await?;
    hold.reached().await?;
    watch.homing.signal("INT").await?;
    watch.homing.finish().await?.with_code(0)?;
    drop(hold);
    assert_eq!(scene.client.sync().await?.sent, 1);
    let keys: Vec<_> = scene.proxy.syncs().iter().flat_map(homing_tests::Exchange::keys).collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    scene.must_be_equal().await.map(drop)
}

#[tokio::test]
async fn for_people_it_says_in_sentences_what_happens() -> Result<()> {
    let scene = Scene::signed_in().await?;
    let mut homing = scene.client.start(&["sync", "--watch"])?;
    assert!(homing.next_line().await?.ends_with(" Nothing waits to be sent."));
    scene.client.done(&["start", "letters"]).await?;
    let line = homing.next_line().await?;
    assert!(line.ends_with(" Sent 1. All saved on the server."), "{line}");
    homing.signal("INT").await?;
    let finished = homing.finish().await?.with_code(0)?;
    assert_eq!(
        finished.stderr,
        "What is recorded on this machine is sent by itself. Ctrl-C ends it.\nEnded. Nothing is lost.\n"
    );
    Ok(())
}
