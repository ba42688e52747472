//! The way to a server, and the way in.

use anyhow::Result;
use homing_tests::bad_input::{Answer, Case, Said, Stage};
use homing_tests::{NAME, PASSWORD};
use serde_json::json;

pub(super) fn cases() -> Vec<Case> {
    let to = |number, done, code, url: fn(&Stage) -> String| {
        Case::new(number, done, code, move |stage| login(stage, &url(stage)))
    };
    let answered = |number, done, code, answer: fn() -> Answer| {
        Case::new(number, done, code, move |stage| {
            stage.server_says(move |request| (request.path == "/v1/auth/login").then(answer));
            stage.sign_in()
        })
    };
    vec![
        to(801, "A server whose name does not resolve", 69, |_| "http://homing.invalid".to_owned()),
        to(802, "A server where nothing listens", 69, |_| "http://127.0.0.1:1".to_owned()),
        to(803, "`https://` to a server that speaks plain HTTP", 69, |stage| {
            stage.url().replace("http://", "https://")
        }),
        to(804, "An address that is none", 78, |_| "example".to_owned()),
        to(805, "`ftp://example.org`", 78, |_| "ftp://example.org".to_owned()),
        to(806, "An address with a password in it", 78, |_| format!("https://anna:{PASSWORD}@example.org")),
        to(807, "An address with a query", 78, |_| "https://example.org/?a=1".to_owned()),
        to(808, "A port that is none", 78, |_| "https://example.org:99999".to_owned()),
        answered(811, "Sign-in: the password is wrong", 77, || Answer::problem(401, "invalid-credentials")),
        answered(812, "Sign-in: 401 of something on the way", 69, || Answer::status(401)),
        answered(813, "Sign-in: 403", 69, || Answer::status(403)),
        answered(814, "Sign-in: 404", 69, || Answer::status(404)),
        answered(815, "Sign-in: 429", 69, || Answer::status(429)),
        answered(816, "Sign-in: 429 with `Retry-After: 30`", 69, || {
            Answer::With(429, "text/plain", "Retry-After: 30\r\n", Vec::new())
        }),
        answered(817, "Sign-in: 500", 69, || Answer::status(500)),
        answered(818, "Sign-in: HTML", 69, || {
            Answer::Http(200, "text/html", b"<title>Welcome</title>".to_vec())
        }),
        answered(819, "Sign-in: tokens that are empty", 69, || session("", "")),
        answered(820, "Sign-in: a token with a line break", 69, || session("a\nX-Evil: 1", "b")),
        answered(821, "Sign-in: no answer", 69, || Answer::Nothing),
        answered(822, "Sign-in: 200 MB", 69, || Answer::Huge(200 << 20)),
        answered(823, "Sign-in: a name that would clear the screen", 0, || {
            Answer::json(&json!({
                "user": {"id": "7", "name": "\u{1b}[2Janna"}, "access_token": "a", "refresh_token": "b",
                "expires_in_seconds": 60,
            }))
        }),
        Case::words(831, "`homing sync`, and nobody has ever signed in", 77, &["sync"]),
        Case::words(832, "`homing log --remote`, and nobody has ever signed in", 77, &["log", "--remote"]),
        Case::words(833, "`homing logout`, and nobody is signed in", 0, &["logout"]),
        Case::new(834, "`homing sync` after a sign-out", 77, |stage| {
            stage.signed_in()?;
            stage.homing_unlocked(&["logout"]).run()?.with_code(0)?;
            stage.homing(&["sync"]).run()
        }),
        Case::new(835, "`homing log --remote` of a list that is HTML", 69, |stage| {
            stage.server_says(|request| {
                let html = || Answer::Http(200, "text/html", b"<title>Welcome</title>".to_vec());
                (request.path == "/v1/time-entries").then(html)
            });
            stage.sign_in()?.with_code(0)?;
            stage.homing_unlocked(&["log", "--remote"]).run()
        }),
        Case::new(836, "`homing log --remote`, and the server has trouble", 69, |stage| {
            stage.server_says(|request| (request.path == "/v1/time-entries").then(|| Answer::status(500)));
            stage.sign_in()?.with_code(0)?;
            stage.homing_unlocked(&["log", "--remote"]).run()
        }),
    ]
}

fn login(stage: &Stage, url: &str) -> Result<Said> {
    let words = ["login", "--server", url, "--user", NAME, "--store", "file", "--password-stdin", "--yes"];
    stage.homing_unlocked(&words).input(format!("{PASSWORD}\n")).run()
}

fn session(access: &str, refresh: &str) -> Answer {
    Answer::json(&json!({
        "user": {"id": "7", "name": "anna"}, "access_token": access, "refresh_token": refresh,
        "expires_in_seconds": 60,
    }))
}
