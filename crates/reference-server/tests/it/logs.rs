//! What the log never says, whatever its level: asked of the real process, with all its threads.

use serde_json::{Value, json};

use crate::process::Installation;
use crate::raw::{get, post};
use crate::samples::{entry, request, task};

#[tokio::test]
async fn a_line_of_the_log_says_which_request_of_which_account_and_never_its_query() {
    let installation = Installation::new();
    assert!(installation.add_user("ada", "correct horse battery\n").status.success());
    let running = installation.serve_with("info", &["--log-format", "json"]);
    let address = running.address;
    let login = json!({"name": "ada", "password": "correct horse battery"});
    let (_, session) = post(address, "/v1/auth/login", None, &login).await;
    let token = session["access_token"].as_str();
    let batch = serde_json::to_value(request([task(1, entry(1))])).unwrap();
    assert_eq!(post(address, "/v1/sync", token, &batch).await.0, 200);
    get(address, "/v1/secret-path?and=secret-query").await;
    let (_, log) = running.end("TERM");

    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let answered = |route: &str| {
        let of_route = |line: &&Value| line["span"]["route"] == route && line["message"] == "answered";
        lines.iter().find(of_route).unwrap_or_else(|| panic!("no line for {route}: {log}"))
    };
    let sync = answered("/v1/sync");
    assert_eq!((&sync["status"], &sync["span"]["method"]), (&json!(200), &json!("POST")));
    assert_eq!(sync["span"]["user"], session["user"]["id"]);
    assert_eq!(sync["received"], json!(batch.to_string().len()));
    assert!(sync["ms"].is_u64() && sync["sent"].is_u64(), "{sync}");
    assert_eq!(sync["span"]["id"].as_str().map(str::len), Some(36));
    assert_eq!(answered("none")["status"], json!(404));
    for private in ["secret", "ada\"", "\u{1b}["] {
        assert!(!log.contains(private), "{private}: {log}");
    }
}

#[tokio::test]
async fn text_in_a_file_has_no_colours() {
    let installation = Installation::new();
    let running = installation.serve("debug");
    get(running.address, "/healthz").await;
    let (_, log) = running.end("TERM");
    assert!(log.contains("answered") && !log.contains('\u{1b}'), "{log}");
}

#[tokio::test]
async fn neither_passwords_nor_tokens_nor_bodies_are_logged_at_any_level() {
    let installation = Installation::new();
    assert!(installation.add_user("ada", "correct horse\n").status.success());
    let running = installation.serve("trace");
    let address = running.address;
    let text = |body: &Value, member: &str| body[member].as_str().unwrap().to_owned();

    let wrong = json!({"name": "ada", "password": "wrong pony"});
    assert_eq!(post(address, "/v1/auth/login", None, &wrong).await.0, 401);
    let right = json!({"name": "ada", "password": "correct horse"});
    let (_, first) = post(address, "/v1/auth/login", None, &right).await;
    let refresh = json!({"refresh_token": first["refresh_token"]});
    let (_, second) = post(address, "/v1/auth/refresh", None, &refresh).await;
    let access = text(&second, "access_token");
    let batch = serde_json::to_value(request([task(1, entry(1))])).unwrap();
    assert_eq!(post(address, "/v1/sync", Some(&access), &batch).await.0, 200);
    let misshapen = json!({"device": {"said then": 1}});
    assert_eq!(post(address, "/v1/sync", Some(&access), &misshapen).await.0, 400);
    assert_eq!(post(address, "/v1/auth/logout", Some(&access), &json!({})).await.0, 204);

    let (_, log) = running.end("TERM");
    assert!(log.contains("signed in") && log.contains("synced"), "the log was not caught");
    let mut secrets = vec!["correct horse".into(), "wrong pony".into(), "said then".into(), "Flüge".into()];
    for session in [&first, &second] {
        secrets.extend([text(session, "access_token"), text(session, "refresh_token")]);
    }
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "the log says {secret:?}");
    }
}
