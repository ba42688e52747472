//! The settings of the real binary: what `config` shows of them, and that `serve` uses them.

use std::fs;

use serde_json::{Value, json};

use crate::process::Installation;
use crate::raw::get;

const FILE: &str = "refresh_grace_seconds = 90\n[limits]\nbatch_tasks = 50\n";

#[tokio::test]
async fn what_the_file_and_the_environment_say_is_in_effect_and_shown_with_who_said_it() {
    let installation = Installation::new();
    let file = installation.file("homing-server.toml");
    fs::write(&file, FILE).unwrap();
    let file = file.to_str().unwrap();
    let command = |arguments: &[&str]| {
        let mut command = installation.command();
        command.args(["--config", file]).args(arguments);
        command.env("HOMING_SERVER_LIMITS_BODY_BYTES", "100000").env("HOMING_SERVER_PORT", "tcp://x");
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let shown: Value =
        serde_json::from_str(&command(&["config", "--json", "--access-token-seconds", "60"])).unwrap();
    let setting = |name: &str| {
        let settings = shown["settings"].as_array().unwrap();
        let found = settings.iter().find(|setting| setting["name"] == name).unwrap();
        (found["value"].clone(), found["source"].clone())
    };
    assert_eq!(setting("access_token_seconds"), (json!("60"), json!("--access-token-seconds")));
    assert_eq!(setting("limits.body_bytes"), (json!("100000"), json!("HOMING_SERVER_LIMITS_BODY_BYTES")));
    assert_eq!(setting("refresh_grace_seconds"), (json!("90"), json!(file)));
    assert_eq!(setting("listen"), (json!("127.0.0.1:8787"), json!("default")));
    assert_eq!(setting("tls.key"), (json!(null), json!("default")));
    assert_eq!(shown["ignored_variables"], json!(["HOMING_SERVER_PORT"]));

    // What is shown is itself a configuration that says the same.
    let as_file = installation.file("shown.toml");
    fs::write(&as_file, command(&["config"])).unwrap();
    let running = installation.serve_with("info", &["--config", as_file.to_str().unwrap()]);
    let (status, capabilities) = get(running.address, "/v1/capabilities").await;
    assert_eq!((status, &capabilities["refresh_grace_seconds"]), (200, &json!(90)));
    assert_eq!(capabilities["batch"], json!({"max_tasks": 50, "max_bytes": 100_000}));
    assert_eq!(running.end("TERM").0, Some(0));
}

#[test]
fn a_file_in_the_usual_place_is_read_and_one_with_a_typing_error_stops_everything() {
    let installation = Installation::new();
    let folder = installation.file("config/homing-server");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("homing-server.toml"), "[limits]\nbatch_taks = 50\n").unwrap();
    for arguments in [&["config"][..], &["serve"], &["user", "list"]] {
        let output = installation.command().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(78), "{output:?}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("\"limits.batch_taks\" in "));
    }
}

#[test]
fn the_usual_data_file_gets_its_folder_and_that_is_said() {
    let installation = Installation::new();
    let run = |arguments: &[&str]| {
        let mut command = installation.command();
        command.env_remove("HOMING_SERVER_DATABASE").args(arguments).output().unwrap()
    };
    let made = run(&["project", "add", "books"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    assert!(String::from_utf8(made.stderr).unwrap().contains("a new one was made"));
    assert!(installation.file("data/homing-server/server.sqlite").exists());
    assert!(run(&["project", "add", "films"]).stderr.is_empty());
}
