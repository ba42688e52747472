//! Exports through the built program: whole files or none, and what was there stays unless it is to go.

use std::fs;

use anyhow::Result;
use homing_tests::{Client, Keep};

async fn with_work() -> Result<Client> {
    let client = Client::new(Keep::File)?;
    let words = ["--project", "harbour", "=cmd()", "Überstunden"];
    client
        .done(&[&["add", "--from", "2026-11-20 09:15", "--to", "2026-11-20 10:30"], &words[..]].concat())
        .await?;
    Ok(client)
}

#[tokio::test]
async fn each_form_goes_to_a_file_and_json_says_what_log_says() -> Result<()> {
    let client = with_work().await?;
    for form in ["json", "csv", "ical"] {
        let said = client.done(&["export", form, "--format", form, "--json"]).await?.json()?;
        assert_eq!((said["entries"].as_u64(), said["format"].as_str()), (Some(1), Some(form)));
    }
    let folder: &std::path::Path = client.as_ref();
    let text = |name: &str| fs::read_to_string(folder.join(name));
    let logged = client.done(&["log", "--all", "--json"]).await?.json()?;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text("json")?)?, logged);
    assert_eq!(client.done(&["export", "--json"]).await?.json()?, logged);
    assert!(text("csv")?.contains("'=cmd() Überstunden"), "{}", text("csv")?);
    assert!(text("ical")?.contains("DTSTART:20261120T081500Z\r\n"), "{}", text("ical")?);
    Ok(())
}

#[tokio::test]
async fn a_file_that_exists_is_replaced_only_when_that_is_said() -> Result<()> {
    let client = with_work().await?;
    let path = client.file("precious.csv", "mine")?;
    let refused = client.run(&["export", &path, "--format", "csv"]).await?.with_code(65)?;
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(&path)?, "mine");
    client.done(&["export", &path, "--format", "csv", "--force"]).await?;
    assert!(fs::read_to_string(&path)?.starts_with("id,interval,"));
    client.run(&["export", "missing/folder.csv", "--format", "csv"]).await?.with_code(74)?;
    client.run(&["export", "--format", "csv", "--json"]).await?.with_code(2)?;
    Ok(())
}
