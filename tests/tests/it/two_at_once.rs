//! Two `homing sync` on one data folder: one works, the other leaves.

use anyhow::Result;
use homing_tests::{Point, Scene, Synced};

use crate::work;

#[tokio::test]
async fn of_two_syncs_at_once_one_works_and_the_other_leaves_with_its_code() -> Result<()> {
    let scene = Scene::signed_in().await?;
    work::record(&scene.client).await?;
    let mut hold = scene.proxy.hold_sync(1, Point::BeforeForwarding);
    let first = scene.client.start(&["sync", "--json"])?;
    hold.reached().await?;

    // The first can't go on, so the second ends by itself or never.
    let second = scene.client.run(&["sync"]).await?.with_code(75)?;
    assert!(second.stderr.contains("Another sync is running"), "{}", second.stderr);
    // Recording takes no lock: it works while a sync runs.
    scene.client.done(&["stop"]).await?;

    hold.pass();
    let first = Synced::read(&first.finish().await?.with_code(0)?.json()?)?;
    assert!(first.sent >= work::RECORDED as u64, "{first:?}");
    assert_eq!(scene.proxy.most_syncs_under_way(), 1, "never two cycles");
    scene.client.sync().await?;
    scene.must_be_equal().await.map(drop)
}

#[tokio::test]
async fn of_many_syncs_at_once_never_two_have_a_request_under_way() -> Result<()> {
    let scene = Scene::signed_in().await?;
    work::many(&scene.client, 120).await?;
    let running: Vec<_> = (0..4).map(|_| scene.client.start(&["sync"])).collect::<Result<_>>()?;
    let mut codes = Vec::new();
    for homing in running {
        codes.push(homing.finish().await?.status.code());
    }
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 75))), "{codes:?}");
    assert_eq!(scene.proxy.most_syncs_under_way(), 1, "never two cycles");
    scene.must_be_equal().await.map(drop)
}
