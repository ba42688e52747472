//! The logs: there, its owner's alone, and without a secret or a word that someone wrote.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use anyhow::Result;
use homing_tests::bad_input::{Answer, Hostile, sql};
use homing_tests::{Client, Keep, NAME, PASSPHRASE, PASSWORD, Scene, Server, files_that_hold};

use crate::work;

/// What [`work::record`] wrote, and what is wrong in the files below.
const CONTENTS: [&str; 10] = [
    "tide tables",
    "harbour",
    "survey",
    "night shift",
    "Ærø",
    "letters",
    "change of the clock",
    "two words",
    "größe",
    "plan of the bank",
];

async fn story(scene: &Scene, said: &mut String) -> Result<()> {
    let client = &scene.client;
    let broken = r#"[{"start":"20250101T080800Z","annotation":{"plan of the bank":1}},"plan of the bank"]"#;
    let broken = client.file("broken.json", broken)?;
    let mangled = client.file("mangled.json", r#"{"plan of the bank": ["plan of the bank"#)?;
    let commands: [&[&str]; 15] = [
        &["start", "tide tables", "--project", "harbour", "--tag", "survey"],
        &["stop"],
        &["stop"],
        &["add", "--from", "plan of the bank", "--to", "09:00", "letters"],
        &["add", "--from", "2026-01-01T10:00:00Z", "--to", "2026-01-01T09:00:00Z", "plan of the bank"],
        &["import", "timewarrior", &broken],
        &["import", "timewarrior", &mangled],
        &["status"],
        &["log", "--all"],
        &["log", "--remote"],
        &["projects"],
        &["queue", "list"],
        &["sync"],
        &["config", "set", "proxy", "http://anna:plan-of-the-bank@127.0.0.1:9"],
        &["config", "unset", "proxy"],
    ];
    for command in commands {
        said.push_str(&client.run(command).await?.stderr);
    }
    said.push_str(&client.login(&scene.proxy.url(), NAME, "not-the-password").await?.stderr);
    said.push_str(&client.run(&["logout"]).await?.stderr);
    said.push_str(&client.login(&scene.proxy.url(), NAME, PASSWORD).await?.stderr);
    said.push_str(&client.run(&["sync"]).await?.stderr);
    Ok(())
}

#[tokio::test]
async fn at_the_highest_level_no_log_holds_a_secret_or_a_word_that_someone_wrote() -> Result<()> {
    let client = Client::new(Keep::File)?.with_env("HOMING_LOG", "trace");
    client.configure(
        "[log]
level = 'trace'
",
    )?;
    let scene = Scene::of(client, Server::new()?).await?.come_up_and_sign_in().await?;
    work::record(&scene.client).await?;
    let mut said = String::new();
    story(&scene, &mut said).await?;

    let mut words: Vec<_> = scene.proxy.exchanges().iter().flat_map(|exchange| exchange.tokens()).collect();
    assert!(words.len() >= 3, "the tokens were seen");
    words.extend([PASSWORD, PASSPHRASE, "not-the-password", "plan-of-the-bank"].map(str::to_owned));
    words.extend(CONTENTS.map(str::to_owned));
    let logs = scene.client.data_folder().join("logs");
    assert_eq!(files_that_hold(&logs, &words)?, Vec::<std::path::PathBuf>::new());
    // What a command answers a person is no log: only what stands in lines of the log counts.
    let logged: Vec<_> =
        said.lines().filter(|line| line.contains("TRACE") || line.contains("DEBUG")).collect();
    assert!(logged.len() > 100, "there is a log: {}", logged.len());
    let found: Vec<_> = words.iter().filter(|word| logged.iter().any(|line| line.contains(*word))).collect();
    assert_eq!(found, Vec::<&String>::new());

    // What is looked for would be found, and a helper finds what they need.
    let log = fs::read_to_string(logs.join("homing.log"))?;
    for words in ["recorded", "the sync ended", "sent=", "settled", "signed in", "the command was not done"] {
        assert!(log.contains(words), "{words:?} is missing in the log");
    }
    let mode = fs::metadata(logs.join("homing.log"))?.permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    Ok(())
}

#[tokio::test]
async fn a_damaged_record_and_a_senseless_answer_leave_no_word_of_theirs_in_the_log() -> Result<()> {
    const WORDS: &str = "plan of the bank";
    let client = Client::new(Keep::File)?.with_env("HOMING_LOG", "trace");
    client.configure("[log]\nlevel = 'trace'\n")?;
    let hostile = Hostile::new()?;
    hostile.tell(1, |request| {
        let senseless = || Answer::json(&serde_json::json!({ "projects": WORDS }));
        (request.path.starts_with("/v1/projects")).then(senseless)
    });
    client.login(&hostile.url(1), NAME, PASSWORD).await?.with_code(0)?;
    client.done(&["sync"]).await?;
    client.run(&["projects", "--refresh"]).await?;
    client.done(&["start"]).await?;
    let database = client.data_folder().join("homing.db");
    let damage =
        format!("UPDATE homing_records SET body = CAST('\"{WORDS}\"' AS BLOB) WHERE collection = 'timer'");
    tokio::task::spawn_blocking(move || sql(&database, &damage)).await??;
    let mut follower = client.start(&["status", "--follow", "--json"])?;
    assert!(follower.next_line().await?.contains("storage-problem"));
    follower.signal("INT").await?;
    follower.finish().await?;

    let logs = client.data_folder().join("logs");
    assert_eq!(files_that_hold(&logs, &[WORDS.to_owned()])?, Vec::<std::path::PathBuf>::new());
    let log = fs::read_to_string(logs.join("homing.log"))?;
    for words in ["the projects were not fetched", "the status can't be read"] {
        assert!(log.contains(words), "{words:?} is missing in the log");
    }
    Ok(())
}

#[tokio::test]
async fn the_log_is_kept_by_default_and_can_be_turned_off() -> Result<()> {
    let client = Client::new(Keep::File)?;
    client.done(&["start", "letters"]).await?;
    let log = client.data_folder().join("logs/homing.log");
    let before = fs::read_to_string(&log)?;
    assert!(before.contains("INFO") && before.contains("recorded"), "{before}");
    client.done(&["config", "set", "log.file", "false"]).await?;
    let before = fs::read_to_string(&log)?;
    client.done(&["stop"]).await?;
    assert_eq!(fs::read_to_string(&log)?, before);
    Ok(())
}

#[tokio::test]
async fn a_log_that_can_t_be_written_stops_nobody() -> Result<()> {
    let client = Client::new(Keep::File)?;
    fs::create_dir_all(client.data_folder())?;
    fs::write(client.data_folder().join("logs"), "a file is in the way")?;
    client.done(&["start", "letters"]).await?;
    client.done(&["stop"]).await.map(drop)
}
