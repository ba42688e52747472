//! The real binary: `user add`, `serve`, and the signals that end it.

use serde_json::json;

use crate::process::Installation;
use crate::raw::{get, post};

#[tokio::test]
async fn an_account_made_by_the_command_signs_in_and_either_signal_ends_the_server_well() {
    let installation = Installation::new();
    let made = installation.add_user("ada", "correct horse\nnot this\n");
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    assert!(made.stdout.starts_with(b"The account was made: ada ("));

    for signal in ["TERM", "INT"] {
        let running = installation.serve("info");
        let login = json!({"name": "ada", "password": "correct horse"});
        let (status, _) = post(running.address, "/v1/auth/login", None, &login).await;
        assert_eq!(status, 200);
        let (code, log) = running.end(signal);
        assert_eq!(code, Some(0), "after SIG{signal}: {log}");
        for side_file in ["server.sqlite-wal", "server.sqlite-shm"] {
            assert!(!installation.file(side_file).exists(), "the database was not closed: {side_file}");
        }
    }
}

#[test]
fn what_cannot_be_an_account_is_refused_with_its_code_and_a_sentence() {
    let installation = Installation::new();
    assert_eq!(installation.add_user("ada", "correct horse\n").status.code(), Some(0));
    for (name, input, sentence) in [
        ("ada", "another horse\n", "There is an account of this name already."),
        ("bob", "", "A password has 8 to 1,000 characters."),
        ("bob", "\ncorrect horse\n", "A password has 8 to 1,000 characters."),
        (" bob", "correct horse\n", "A name has 1 to 64 characters"),
    ] {
        let refused = installation.add_user(name, input);
        assert_eq!(refused.status.code(), Some(65), "{name:?} {input:?}");
        assert!(refused.stderr.starts_with(sentence.as_bytes()), "{refused:?}");
        assert!(refused.stdout.is_empty(), "{refused:?}");
    }
}

/// A server of somebody's own may have the port that is taken where none is named.
fn on_a_free_port<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let names_none = arguments.first() == Some(&"serve") && !arguments.contains(&"--listen");
    let free: &[&str] = if names_none { &["--listen", "127.0.0.1:0"] } else { &[] };
    [arguments, free].concat()
}

#[test]
fn each_way_to_fail_has_its_documented_code() {
    let installation = Installation::new();
    let run = |arguments: &[&str]| {
        let output = installation.command().args(on_a_free_port(arguments)).output().unwrap();
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{output:?}");
        output.status.code()
    };
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    assert_eq!(run(&["serve", "--listen", "nowhere"]), Some(2));
    assert_eq!(run(&["serve", "--refresh-grace-seconds", "59"]), Some(2));
    assert_eq!(run(&["serve", "--listen", &taken]), Some(69));
    assert_eq!(run(&["serve", "--database", "/dev/null/server.sqlite"]), Some(74));
    assert_eq!(run(&["serve", "--database", "/nowhere/server.sqlite"]), Some(74));
    assert_eq!(run(&["user", "list"]), Some(74));
    assert_eq!(run(&["serve", "--database", "mysql://host/base"]), Some(78));
    assert_eq!(run(&["serve", "--database", "postgres://host"]), Some(78));
    assert_eq!(run(&["backup", "copy", "--database", "postgres://host/base"]), Some(78));
    assert_eq!(run(&["serve", "--database", "postgres://homing@127.0.0.1:1/base"]), Some(75));
    assert_eq!(run(&["serve", "--config", "/nowhere/homing-server.toml"]), Some(78));
    assert_eq!(run(&["serve", "--listen", "0.0.0.0:0"]), Some(78));
    let running = installation.serve("error");
    assert_eq!(run(&["serve", "--listen", "127.0.0.1:0"]), Some(75));
    let there = installation.file("server.sqlite");
    assert_eq!(run(&["backup", there.to_str().unwrap()]), Some(73));
    assert_eq!(running.end("TERM").0, Some(0));
}

#[test]
fn what_keeps_the_server_from_starting_is_said_in_a_sentence() {
    let installation = Installation::new();
    let notes = installation.file("notes.txt");
    std::fs::write(&notes, "these are notes, ".repeat(100)).unwrap();
    let notes = notes.to_str().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (arguments, sentence) in [
        (["--refresh-grace-seconds", "59"], "a refresh grace has 60 to 3600 seconds"),
        (["--listen", &taken], "The address can't be listened on. Choose another with --listen"),
        (["--database", "/dev/null/server.sqlite"], "that its folder can be written"),
        (["--database", "/nowhere/server.sqlite"], "The data file's folder is not there. Make it first"),
        (["--listen", "0.0.0.0:0"], "passwords and tokens could be read on the way"),
        (["--limits-batch-tasks", "101"], "limits.batch_tasks is \"101\" by --limits-batch-tasks"),
        (["--database", notes], "This file is no database. It was not changed"),
        (["--database", "mysql://host/base"], "This is no database that can be used: name a path"),
        (["--database", "postgres://host"], "The address of the database can't be used. It is not repeated"),
    ] {
        let arguments = ["serve", arguments[0], arguments[1]];
        let output = installation.command().args(on_a_free_port(&arguments)).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(sentence), "{arguments:?}: {said}");
    }
}

#[tokio::test]
async fn the_grace_of_the_command_line_is_announced() {
    let installation = Installation::new();
    let running = installation.serve_with("info", &["--refresh-grace-seconds", "90"]);
    let (status, capabilities) = get(running.address, "/v1/capabilities").await;
    assert_eq!((status, &capabilities["refresh_grace_seconds"]), (200, &json!(90)));
    assert_eq!(running.end("TERM").0, Some(0));
}
