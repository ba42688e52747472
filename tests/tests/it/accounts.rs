//! Several people on one machine, and who is signed in and out. What they leave behind: `leaving`.

use anyhow::Result;
use homing_tests::{NAME, PASSWORD, Point, Scene, Synced};

use crate::work;

const OTHER: &str = "bert";
const OTHERS_PASSWORD: &str = "nine-lighthouses-password";

#[tokio::test]
async fn who_signs_in_as_someone_else_is_asked_and_nobodys_work_goes_out_of_sight() -> Result<()> {
    let scene = Scene::signed_in().await?;
    scene.server.add_user(OTHER, OTHERS_PASSWORD).await?;
    let client = &scene.client;
    client.done(&["start", "tide tables"]).await?;
    client
        .done(&["add", "--from", "2026-01-05T08:00:00Z", "--to", "2026-01-05T09:00:00Z", "letters"])
        .await?;

    let url = scene.proxy.url();
    let asked = client.login(&url, OTHER, OTHERS_PASSWORD).await?.with_code(65)?;
    for words in
        ["records for anna", "2 unsent changes of anna stay here", "The timer that runs since", "--yes"]
    {
        assert!(asked.stderr.contains(words), "{words:?} is missing in: {}", asked.stderr);
    }
    assert_eq!(scene.status().await?["account"]["name"], NAME);
    assert_eq!(scene.status().await?["account"]["signed_in"], true);

    let taken = client.login_with(&url, OTHER, OTHERS_PASSWORD, &["--yes"]).await?.with_code(0)?;
    assert!(taken.stdout.contains("anna at"), "{}", taken.stdout);
    client.done(&["start", "nets"]).await?;
    assert_eq!(client.sync().await?.sent, 1, "nothing of anna goes out as bert");
    let status = client.done(&["status"]).await?;
    assert!(status.stdout.contains("1 other account on this machine still has 2 unsent changes"));
    let others = &scene.status().await?["others"];
    assert_eq!(
        (&others["accounts"], &others["unsent"], &others["timers"]),
        (&1.into(), &2.into(), &1.into())
    );

    let known = client.done(&["accounts", "--json"]).await?.json()?;
    assert!(known["local"].is_null());
    let seen = |place: usize, field: &str| known["accounts"][place][field].clone();
    assert_eq!(
        (seen(0, "name"), seen(0, "active"), seen(0, "signed_in")),
        (NAME.into(), false.into(), true.into()),
        "a sign-in ends no other"
    );
    assert_eq!((seen(0, "waiting"), &seen(0, "timer")["state"]), (2.into(), &"running".into()));
    assert!(seen(0, "timer")["since"].is_string(), "{known}");
    assert!(!known.to_string().contains("tide tables"), "anna's words are none of bert's: {known}");
    assert_eq!(
        (seen(1, "name"), seen(1, "active"), seen(1, "waiting")),
        (OTHER.into(), true.into(), 0.into())
    );

    client.login_with(&url, NAME, PASSWORD, &["--yes"]).await?.with_code(0)?;
    assert_eq!(client.sync().await?.sent, 2);
    scene.must_be_equal().await.map(drop)
}

#[tokio::test]
async fn a_sign_out_without_the_passphrase_says_so_and_stops_a_sync_that_runs() -> Result<()> {
    let scene = Scene::signed_in().await?;
    work::many(&scene.client, 40).await?;
    let mut hold = scene.proxy.hold_sync(1, Point::BeforeAnswer);
    let syncing = scene.client.start(&["sync", "--json"])?;
    hold.reached().await?;

    let out = scene.client.run_without_passphrase(&["logout"]).await?.with_code(0)?;
    assert!(out.stdout.contains("The stored sign-in could not be opened"), "{}", out.stdout);
    hold.pass();
    let synced = Synced::read(&syncing.finish().await?.with_code(77)?.json()?)?;
    assert_eq!((synced.sent, synced.waiting), (10, 30), "the request under way is the last");
    assert_eq!(scene.proxy.syncs().len(), 1);

    // The forgotten passphrase took nothing along.
    scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    assert_eq!(scene.client.sync().await?.sent, 30);
    scene.must_be_equal().await.map(drop)
}
