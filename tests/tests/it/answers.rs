//! How a script is answered: one line of JSON for everything that can happen.

use anyhow::Result;
use homing_tests::{Client, Finished, Keep};
use serde_json::json;

/// The code and the exit that a failure names. It is the only line, and nothing is said beside it.
fn failure(finished: Finished, exit: i32) -> Result<String> {
    let finished = finished.with_code(exit)?;
    let answer = finished.json()?;
    assert_eq!((finished.stdout.lines().count(), finished.stderr.as_str()), (1, ""));
    assert_eq!(answer["error"]["exit"], exit);
    let message = answer["error"]["message"].as_str().unwrap_or_default();
    assert!(message.ends_with('.'), "{message:?}");
    Ok(answer["error"]["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn every_failure_is_one_line_of_json_with_a_name_that_stays() -> Result<()> {
    let client = Client::new(Keep::File)?;
    let cases: [(&[&str], i32, &str); 11] = [
        (&["nonsense", "--json"], 2, "usage"),
        (&["--json"], 2, "usage"),
        (&["--json", "log", "--nonsense"], 2, "usage"),
        (&["stop", "--json"], 65, "nothing-runs"),
        (&["add", "--from", "10:00", "--to", "09:00", "--json"], 65, "entry-invalid"),
        (&["summary", "--zone", "Berlin", "--json"], 2, "usage"),
        (&["log", "--from", "2026-11-02", "--to", "2026-11-01", "--json"], 65, "days-backwards"),
        (&["log", "--remote", "--json"], 77, "sign-in-needed"),
        (&["import", "timewarrior", "missing.json", "--json"], 74, "file-unreadable"),
        (&["import", "timewarrior", "passphrase", "--json"], 65, "not-an-export"),
        (&["login", "--user", "anna", "--json"], 2, "no-server"),
    ];
    for (arguments, exit, code) in cases {
        assert_eq!(failure(client.run(arguments).await?, exit)?, code, "{arguments:?}");
    }
    Ok(())
}

#[tokio::test]
async fn every_command_that_is_done_answers_with_one_line_of_json() -> Result<()> {
    let client = Client::new(Keep::File)?;
    let export = client.file("export.json", r#"[{"start":"20260301T080000Z","end":"20260301T090000Z"}]"#)?;
    let commands: [&[&str]; 11] = [
        &["start", "Report"],
        &["pause"],
        &["resume"],
        &["stop"],
        &["add", "--from", "2026-03-02 09:00", "--to", "2026-03-02 10:00"],
        &["log"],
        &["summary", "--by", "tag", "--all", "--zone", "Asia/Tokyo"],
        &["status"],
        &["queue", "list"],
        &["import", "timewarrior", &export],
        &["logout"],
    ];
    for arguments in commands {
        let done = client.done(&[arguments, &["--json"]].concat()).await?;
        assert!(done.json()?.is_object());
        assert_eq!((done.stdout.lines().count(), done.stderr.as_str()), (1, ""), "{arguments:?}");
    }
    let imported = client.done(&["--json", "import", "timewarrior", &export]).await?.json()?;
    assert_eq!(imported, json!({ "added": 0, "unchanged": 1, "running": null, "not_imported": [] }));
    Ok(())
}

#[tokio::test]
async fn colours_come_only_where_they_are_asked_for() -> Result<()> {
    let client = Client::new(Keep::File)?;
    for (arguments, coloured) in [
        (&["status"][..], false),
        (&["status", "--color", "always"], true),
        (&["--color=never", "status"], false),
        (&["status", "--color", "always", "--json"], false),
    ] {
        let shown = client.done(arguments).await?;
        assert_eq!(shown.stdout.contains('\u{1b}'), coloured, "{arguments:?}: {}", shown.stdout);
    }
    Ok(())
}
