//! Years of work out of the real Timewarrior: imported while no server answers, then synced.

use anyhow::{Context, Result};
use homing_tests::{Scene, Timewarrior};
use serde_json::Value;

/// More than fits into one page, one batch or one transaction.
const INTERVALS: usize = 2_000;

#[tokio::test]
async fn an_export_of_two_thousand_intervals_arrives_whole_and_once() -> Result<()> {
    let timewarrior = Timewarrior::with_intervals(INTERVALS)?;
    let mut scene = Scene::signed_in().await?;
    scene.server_down().await?;
    let export = scene.client.file("export.json", &timewarrior.export)?;
    scene.client.done(&["import", "timewarrior", &export]).await?;
    scene.client.run(&["sync"]).await?.with_code(69)?;

    scene.server_up().await?;
    assert_eq!(scene.client.sync().await?.sent, INTERVALS as u64);
    let synced = scene.must_be_equal().await?;
    assert_eq!(synced.len(), INTERVALS);
    let mut arrived: Vec<_> = synced.iter().map(of_entry).collect::<Result<_>>()?;
    let mut exported: Vec<_> = timewarrior.rows.iter().map(of_row).collect::<Result<_>>()?;
    arrived.sort();
    exported.sort();
    assert_eq!(arrived, exported, "times, tags and annotations are those of the export");

    scene.client.done(&["import", "timewarrior", &export]).await?;
    assert_eq!(scene.client.sync().await?.sent, 0);
    synced.must_equal(&scene.must_be_equal().await?, ("before the second import", "after it"))?;

    // The interval that was open is the running timer now.
    scene.client.done(&["stop"]).await?;
    assert_eq!(scene.client.sync().await?.sent, 1);
    let stopped = scene.must_be_equal().await?;
    let open = timewarrior.rows.iter().filter(|row| row.get("end").is_none()).count();
    assert_eq!((open, stopped.iter().filter(|entry| entry["revision"] == 2).count()), (1, 1));
    Ok(())
}

/// Start, end, tags and annotation, in one form for both sides.
type Said = (String, String, Vec<String>, String);

fn of_entry(entry: &Value) -> Result<Said> {
    let [interval] = entry["intervals"].as_array().context("no intervals")?.as_slice() else {
        anyhow::bail!("an imported entry has one interval: {entry}");
    };
    let annotation = entry.pointer("/annotations/0/text").map(text).transpose()?.unwrap_or_default();
    // 2025-01-01T08:08:00.000Z, as Timewarrior writes it: 20250101T080800Z.
    let instant = |value: &Value| {
        let digits = value.as_str().unwrap_or_default().replace(['-', ':'], "");
        digits.replace(".000Z", "Z")
    };
    let tags = entry["tags"].as_array().context("no tags")?.iter().map(text).collect::<Result<_>>()?;
    Ok((instant(&interval["start"]), instant(&interval["end"]), tags, annotation))
}

fn of_row(row: &Value) -> Result<Said> {
    let member = |name: &str| row.get(name).map(text).transpose().map(Option::unwrap_or_default);
    let tags = row["tags"].as_array().into_iter().flatten().map(text).collect::<Result<_>>()?;
    Ok((member("start")?, member("end")?, tags, member("annotation")?))
}

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().with_context(|| format!("this is no text: {value}"))?.to_owned())
}
