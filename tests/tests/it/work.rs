//! A person's work: a bit of everything that can be recorded.

use anyhow::Result;
use homing_tests::Client;

/// Rows as `timew export` prints them; what the real program prints is tested with the real program.
const EXPORT: &str = r#"[
{"id":3,"start":"20250101T080800Z","end":"20250101T100830Z","tags":["two words","writing"],"annotation":"said \"yes\", twice"},
{"id":2,"start":"20250101T110000Z","end":"20250101T110000Z"},
{"id":1,"start":"20250102T110000Z","end":"20250102T120000Z","tags":["größe","北京"]}
]
"#;

/// How many entries [`record`] leaves.
pub(crate) const RECORDED: usize = 7;

/// Three timers, of which the last one is paused, a manual entry and an import of three. No network is needed.
pub(crate) async fn record(client: &Client) -> Result<()> {
    client
        .done(&["start", "tide tables", "--project", "harbour", "--tag", "survey", "--tag", "night shift"])
        .await?;
    client.done(&["pause"]).await?;
    client.done(&["resume"]).await?;
    client.done(&["stop"]).await?;
    client.done(&["start", "Ærø, 北京 \"quoted\""]).await?;
    client.done(&["start", "letters"]).await?;
    client.done(&["pause"]).await?;
    let (from, to) = ("2026-03-29T00:30:00Z", "2026-03-29T03:15:00.250Z");
    client
        .done(&["add", "--from", from, "--to", to, "over the change of the clock", "--tag", "night"])
        .await?;
    let export = client.file("export.json", EXPORT)?;
    client.done(&["import", "timewarrior", &export]).await?;
    Ok(())
}

/// That many manual entries, brought in by one import.
pub(crate) async fn many(client: &Client, count: usize) -> Result<()> {
    let row = |number: usize| {
        let (day, hour) = (number / 24 + 1, number % 24);
        format!(
            r#"{{"start":"202406{day:02}T{hour:02}0000Z","end":"202406{day:02}T{hour:02}3000Z","tags":["many"]}}"#
        )
    };
    let rows: Vec<_> = (0..count).map(row).collect();
    let export = client.file("many.json", &format!("[\n{}\n]\n", rows.join(",\n")))?;
    client.done(&["import", "timewarrior", &export]).await.map(drop)
}
