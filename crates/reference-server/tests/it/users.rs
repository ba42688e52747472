//! Accounts that are disabled, enabled, given another password and listed: what their sign-ins see of it.

use homing_server::account::{UserError, disable_user, enable_user, set_password, users};
use homing_server::ports::System;
use homing_wire::Session;
use serde_json::{Value, json};

use crate::process::Installation;
use crate::raw::post;
use crate::server::{NAME, PASSWORD, Server};

async fn statuses(server: &Server, session: &Session) -> (u16, u16) {
    let listing = server.get("/v1/time-entries", Some(session.access_token.expose())).await;
    (listing.status, server.refresh(session.refresh_token.expose()).await.status)
}

async fn login(server: &Server, name: &str, password: &str) -> u16 {
    server.post("/v1/auth/login", None, &json!({"name": name, "password": password})).await.status
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_everywhere_and_nobody_else_is() {
    let server = Server::start().await;
    server.add_user("bob").await;
    let (here, elsewhere, bobs) = (server.login().await, server.login().await, server.login_as("bob").await);
    let store = server.store().await;
    let disabled = disable_user(&store, &*server.clock, NAME).await.unwrap();
    for session in [&here, &elsewhere] {
        assert_eq!(statuses(&server, session).await, (401, 401));
    }
    assert_eq!(statuses(&server, &bobs).await, (200, 200));
    assert_eq!(login(&server, NAME, PASSWORD).await, 401);
    assert!(disabled.disabled_at.is_some());

    server.clock.advance(std::time::Duration::from_secs(60));
    let again = disable_user(&store, &*server.clock, NAME).await.unwrap();
    assert_eq!(again.disabled_at, disabled.disabled_at);
    enable_user(&store, NAME).await.unwrap();
    assert_eq!(login(&server, NAME, PASSWORD).await, 200);
    assert_eq!(statuses(&server, &here).await, (401, 401), "what was ended stays so");
    store.close().await;
}

#[tokio::test]
async fn another_password_ends_every_sign_in_and_the_old_one_is_good_for_nothing() {
    let server = Server::start().await;
    let before = server.login().await;
    let store = server.store().await;
    set_password(&store, &System, NAME, &"a better horse".into()).await.unwrap();
    assert_eq!(statuses(&server, &before).await, (401, 401));
    assert_eq!(login(&server, NAME, PASSWORD).await, 401);
    assert_eq!(login(&server, NAME, "a better horse").await, 200);
    let short = set_password(&store, &System, NAME, &"horse".into()).await;
    assert!(matches!(short, Err(UserError::PasswordLength)));
    assert_eq!(login(&server, NAME, "a better horse").await, 200);
    store.close().await;
}

#[tokio::test]
async fn who_is_not_there_is_not_changed() {
    let server = Server::start().await;
    let store = server.store().await;
    let password = "correct horse".into();
    assert!(matches!(disable_user(&store, &System, "bob").await, Err(UserError::Unknown)));
    assert!(matches!(enable_user(&store, "bob").await, Err(UserError::Unknown)));
    assert!(matches!(set_password(&store, &System, "bob", &password).await, Err(UserError::Unknown)));
    let names: Vec<_> = users(&store).await.unwrap().into_iter().map(|user| user.name).collect();
    assert_eq!(names, [NAME]);
    store.close().await;
}

#[tokio::test]
async fn the_commands_reach_a_server_that_runs() {
    let installation = Installation::new();
    assert!(installation.add_user("ada", "correct horse\n").status.success());
    let running = installation.serve("info");
    let login = |password: &'static str| {
        let body = json!({"name": "ada", "password": password});
        async move { post(running.address, "/v1/auth/login", None, &body).await }
    };
    let run = |arguments: &[&str], input: &str| {
        let output = installation.with_input(arguments, input);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let (_, session) = login("correct horse").await;
    let said = run(&["user", "disable", "ada"], "");
    assert_eq!(said, "The account is disabled and signed out everywhere: ada\n");
    let refresh = json!({"refresh_token": session["refresh_token"]});
    assert_eq!(post(running.address, "/v1/auth/refresh", None, &refresh).await.0, 401);
    assert_eq!(login("correct horse").await.0, 401);
    assert!(run(&["user", "list"], "").ends_with("  ada  (disabled)\n"));
    run(&["user", "enable", "ada"], "");
    run(&["user", "passwd", "ada"], "a better horse\n");
    assert_eq!(login("a better horse").await.0, 200);
    let listed: Value = serde_json::from_str(&run(&["user", "list", "--json"], "")).unwrap();
    assert_eq!(
        (&listed["users"][0]["name"], &listed["users"][0]["disabled_at"]),
        (&json!("ada"), &json!(null))
    );
    assert_eq!(installation.with_input(&["user", "disable", "bob"], "").status.code(), Some(65));
}
