//! Whom an OpenID provider signs in: the account that they get, what it is called, who may change that.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header;
use homing_server::Settings;
use homing_server::account::{disable_user, enable_user, set_password};
use homing_server::ports::{Clock as _, System};
use homing_wire::{Capabilities, OidcProvider, Outcome, Secret, Session, SignInMethods, User};
use serde_json::{Value, json};

use crate::process::Installation;
use crate::provider::{AUDIENCE, CLIENT, Gate, Key, Provider, SUBJECT};
use crate::raw::{get, get_as};
use crate::samples::{entry, request, task};
use crate::server::{NAME, PASSWORD, Server};

/// A provider with one key, and a server that takes its tokens.
pub(crate) async fn both() -> (Key, Provider, Server) {
    let key = Key::new("one");
    let provider = Provider::start(&key).await;
    let server = Server::start_with(provider.settings()).await;
    (key, provider, server)
}

/// Who the server says the bearer is.
pub(crate) async fn who(server: &Server, token: &str) -> User {
    let answer = server.get("/v1/user", Some(token)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.read()
}

/// A token of the person of this subject.
pub(crate) fn token_of(key: &Key, provider: &Provider, subject: &str) -> String {
    key.bent_token(provider.issuer(), |_, claims| claims["sub"] = json!(subject))
}

async fn accounts(server: &Server) -> i64 {
    server.number("SELECT count(*) FROM homing_server_users").await
}

#[tokio::test]
async fn who_comes_for_the_first_time_gets_an_account_and_has_it_from_then_on() {
    let (key, provider, server) = both().await;
    provider.change(|said| said.person = Some(json!({"sub": SUBJECT, "preferred_username": "anna"})));
    let token = key.token(provider.issuer());
    let anna = who(&server, &token).await;
    assert_eq!(anna.name, "anna");
    let session = Session {
        user: anna.clone(),
        access_token: Secret::new(token.as_str()),
        refresh_token: Secret::new("none"),
        expires_in_seconds: 1,
    };
    assert_eq!(server.sync(&session, &request([task(1, entry(1))])).await, [Outcome::Applied]);

    // The provider may call her something else: here she stays who she is.
    provider.change(|said| said.person = Some(json!({"sub": SUBJECT, "preferred_username": "anne"})));
    let server = server.restart().await;
    assert_eq!(who(&server, &token).await, anna);
    assert_eq!(server.entries(&session).await, [entry(1)]);
    assert_ne!(who(&server, &token_of(&key, &provider, "another")).await.id, anna.id);
    assert_eq!(accounts(&server).await, 3);
}

#[tokio::test]
async fn the_provider_is_asked_for_a_name_once_and_never_where_the_token_has_one() {
    let (key, provider, server) = both().await;
    provider.change(|said| said.person = Some(json!({"sub": SUBJECT, "email": "anna@example.org"})));
    let token = key.token(provider.issuer());
    let answers = futures_util::future::join_all((0..10).map(|_| who(&server, &token))).await;
    assert!(answers.iter().all(|user| user.name == "anna@example.org" && user.id == answers[0].id));
    assert_eq!((provider.person_asked(), accounts(&server).await), (1, 2));

    let named = key.bent_token(provider.issuer(), |_, claims| {
        (claims["sub"], claims["preferred_username"]) = (json!("2"), json!("bob"));
    });
    assert_eq!(who(&server, &named).await.name, "bob");
    assert_eq!(provider.person_asked(), 1);
}

#[tokio::test]
async fn a_newcomer_of_whom_the_provider_says_nothing_yet_holds_up_nobody_else() {
    let (key, provider, server) = both().await;
    let (slow, other) = (token_of(&key, &provider, "1"), token_of(&key, &provider, "2"));
    let gate = Arc::new(Gate::default());
    provider.change(|said| {
        said.person = Some(json!({"sub": "1", "preferred_username": "anna"}));
        said.silent_of = Some((slow.clone(), Arc::clone(&gate)));
    });
    let gets_in = async {
        gate.asked.notified().await;
        let user = who(&server, &other).await;
        gate.go_on.notify_one();
        user
    };
    let (slow, other) = tokio::join!(who(&server, &slow), gets_in);
    // Called by the subject, had the answer come after the server's patience.
    assert_eq!((slow.name.as_str(), other.name.as_str()), ("anna", "2"));
}

#[tokio::test]
async fn without_a_word_of_the_provider_that_can_be_used_the_subject_is_the_name() {
    let (key, provider, server) = both().await;
    for (subject, person) in [
        ("nothing-said", None),
        ("somebody-else", Some(json!({"sub": "another", "preferred_username": "mallory"}))),
        ("no-text", Some(json!({"sub": "no-text", "preferred_username": 7, "name": ["a"]}))),
        ("no-line", Some(json!({"sub": "no-line", "preferred_username": "a\nb", "email": " "}))),
    ] {
        provider.change(|said| said.person = person);
        assert_eq!(who(&server, &token_of(&key, &provider, subject)).await.name, subject);
    }
    assert_eq!(provider.person_asked(), 4);
}

#[tokio::test]
async fn a_name_that_somebody_has_stays_theirs() {
    let (key, provider, server) = both().await;
    let ada = server.login().await;
    let mut seen = vec![];
    for subject in ["1", "2", "3"] {
        provider.change(|said| said.person = Some(json!({"sub": subject, "preferred_username": NAME})));
        seen.push(who(&server, &token_of(&key, &provider, subject)).await);
    }
    let names: Vec<_> = seen.iter().map(|user| user.name.as_str()).collect();
    assert_eq!(names, ["ada (2)", "ada (3)", "ada (4)"]);
    assert!(seen.iter().all(|user| user.id != ada.user.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_that_meet_somebody_new_at_once_one_makes_the_account_and_both_know_it() {
    let key = Key::new("one");
    let provider = Provider::start(&key).await;
    let one = Server::start_with(provider.settings()).await;
    let two = Server::beside_with(&one, provider.settings()).await;
    for round in 0..10 {
        let subject = format!("person-{round}");
        provider.change(|said| said.person = Some(json!({"sub": subject, "name": "Anna"})));
        let token = token_of(&key, &provider, &subject);
        let seen = tokio::join!(who(&one, &token), who(&two, &token), who(&one, &token), who(&two, &token));
        assert!(seen.0 == seen.1 && seen.0 == seen.2 && seen.0 == seen.3, "{seen:?}");
    }
    assert_eq!(accounts(&one).await, 11);
    assert_eq!(one.number("SELECT count(*) FROM homing_server_identities").await, 10);
}

#[tokio::test]
async fn a_disabled_account_is_out_at_its_next_request_whoever_signs_it_in() {
    let (key, provider, server) = both().await;
    let token = key.token(provider.issuer());
    let name = who(&server, &token).await.name;
    let store = server.store().await;
    disable_user(&store, &*server.clock, &name).await.unwrap();
    let answer = server.get("/v1/time-entries", Some(&token)).await;
    assert_eq!((answer.status, answer.problem()), (401, "access-token-refused"));
    assert_eq!(accounts(&server).await, 2, "no second account is made");
    enable_user(&store, &name).await.unwrap();
    assert_eq!(who(&server, &token).await.name, name);
    store.close().await;
}

#[tokio::test]
async fn no_password_is_that_of_an_account_that_a_provider_signs_in_until_the_operator_gives_it_one() {
    let (key, provider, server) = both().await;
    let anna = who(&server, &key.token(provider.issuer())).await;
    let login = async |password: &str| {
        server.post("/v1/auth/login", None, &json!({"name": anna.name, "password": password})).await
    };
    for password in ["", "!", PASSWORD, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let answer = login(password).await;
        assert_eq!((answer.status, answer.problem()), (401, "wrong-credentials"), "{password}");
    }
    let store = server.store().await;
    set_password(&store, &System, &anna.name, &PASSWORD.into()).await.unwrap();
    store.close().await;
    assert_eq!(login(PASSWORD).await.read::<Session>().user, anna);
    assert_eq!(who(&server, &key.token(provider.issuer())).await, anna);
}

#[tokio::test]
async fn signing_out_of_a_sign_in_of_the_providers_ends_nothing_here() {
    let (key, provider, server) = both().await;
    let token = key.token(provider.issuer());
    let own = server.login().await;
    let refresh_token = json!({"refresh_token": own.refresh_token.expose()});
    for body in [json!({}), refresh_token] {
        assert_eq!(server.post("/v1/auth/logout", Some(&token), &body).await.status, 204);
    }
    who(&server, &token).await;
    who(&server, own.access_token.expose()).await;
}

#[tokio::test]
async fn a_server_says_how_people_sign_in_and_takes_no_password_where_it_says_so() {
    let key = Key::new("one");
    let provider = Provider::start(&key).await;
    let by_both = Server::start_with(provider.settings()).await;
    let session = by_both.login().await;
    let settings = Settings { password_sign_in: false, ..provider.settings() };
    let server = Server::beside_with(&by_both, settings).await;
    let oidc = OidcProvider {
        issuer: provider.issuer().into(),
        client_id: CLIENT.into(),
        scopes: vec!["openid".into(), "offline_access".into()],
        resource: Some(AUDIENCE.into()),
    };
    for (server, password) in [(&by_both, true), (&server, false)] {
        let capabilities: Capabilities = server.get("/v1/capabilities", None).await.read();
        assert_eq!(capabilities.sign_in, Some(SignInMethods { password, oidc: Some(oidc.clone()) }));
    }
    let login = server.post("/v1/auth/login", None, &json!({"name": NAME, "password": PASSWORD})).await;
    assert_eq!((login.status, login.problem()), (403, "password-sign-in-off"));
    assert!(!login.headers.contains_key(header::WWW_AUTHENTICATE));
    // What was signed in before goes on.
    assert_eq!(server.refresh(session.refresh_token.expose()).await.status, 200);
    who(&server, &key.token(provider.issuer())).await;
}

#[tokio::test]
async fn a_token_of_a_provider_counts_under_the_limit_of_its_account() {
    let key = Key::new("one");
    let provider = Provider::start(&key).await;
    let mut settings = provider.settings();
    settings.limits.syncs_per_minute = std::num::NonZeroU32::MIN;
    let server = Server::start_with(settings).await;
    let token = key.token(provider.issuer());
    who(&server, &token).await;
    let answer = server.get("/v1/user", Some(&token)).await;
    assert_eq!((answer.status, answer.problem()), (429, "rate-limited"));
    assert_eq!(server.get("/v1/user", Some(&token_of(&key, &provider, "2"))).await.status, 200);
    server.clock.advance(Duration::from_secs(60));
    who(&server, &token).await;
}

#[tokio::test]
async fn the_program_takes_a_provider_by_its_settings_and_neither_tokens_nor_names_are_in_its_log() {
    let key = Key::new("one");
    let provider = Provider::start(&key).await;
    let installation = Installation::new();
    assert!(installation.add_user("ada", "correct horse\n").status.success());
    let issuer = provider.issuer().to_owned();
    let arguments = ["--oidc-issuer", &issuer, "--oidc-client-id", CLIENT, "--oidc-audience", AUDIENCE];
    let running = installation.serve_with("trace", &arguments);
    let (_, capabilities) = get(running.address, "/v1/capabilities").await;
    assert_eq!(capabilities["sign_in"]["oidc"]["scopes"], json!(["openid", "offline_access", "profile"]));

    // The process has a clock of its own.
    let now = System.now().as_second();
    let token = |subject: &str| {
        key.bent_token(&issuer, |_, claims| {
            (claims["sub"], claims["iat"], claims["exp"]) = (json!(subject), json!(now), json!(now + 600));
        })
    };
    provider.change(|said| said.person = Some(json!({"sub": "canary-1", "name": "Canary Name"})));
    let (first, second) = (token("canary-1"), token("canary-2"));
    assert_eq!(get_as(running.address, "/v1/user", &first).await.1["name"], "Canary Name");
    assert_eq!(get_as(running.address, "/v1/user", &format!("{second}x")).await.0, 401);
    let link = ["user", "link", "ada", "--subject", "canary-1", "--issuer", &issuer];
    let linked = installation.with_input(&link, "");
    let said = String::from_utf8(linked.stdout).unwrap();
    assert_eq!(
        said,
        "The account has this identity at the provider: ada; it was Canary Name's before, which keeps what it holds. \
         Whoever is signed in must sign in again on each of their machines before anything more is recorded there.\n"
    );
    assert_eq!(get_as(running.address, "/v1/user", &first).await.1["name"], "ada");
    let listed = installation.with_input(&["user", "list", "--json"], "");
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed["users"][1]["identities"], json!([{"issuer": issuer, "subject": "canary-1"}]));
    let lines = installation.with_input(&["user", "list"], "").stdout;
    assert!(String::from_utf8(lines).unwrap().ends_with(&format!("  ada\n    canary-1 at {issuer}\n")));
    let nowhere = installation.with_input(&["user", "link", "ada", "--subject", "1"], "");
    assert_eq!(nowhere.status.code(), Some(78));

    let (_, log) = running.end("TERM");
    assert!(log.contains("an account was made"), "the log was not caught");
    let parts = first.split('.').chain(second.split('.'));
    for secret in parts.skip(1).filter(|part| part.len() > 40).chain(["Canary Name"]) {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "the log says {secret:?}");
    }
}
