//! Quitting with work that is not sent yet: somebody is signed in, at a server that answers their sign-in and nothing else.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;

use homing_domain::account::CredentialPlace;
use secrecy::SecretString;

use super::*;

/// Answers one request with a session, and gives the server's address.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = BufReader::new(stream.try_clone().unwrap());
        let (mut line, mut length) = (String::new(), 0);
        while asked.read_line(&mut line).unwrap() > 2 {
            if let Some(said) = line.to_lowercase().strip_prefix("content-length:") {
                length = said.trim().parse().unwrap();
            }
            line.clear();
        }
        asked.read_exact(&mut vec![0; length]).unwrap();
        let session = json!({
            "user": { "id": "0191f0a0-0000-7000-8000-000000000001", "name": "anna" },
            "access_token": "access-1",
            "refresh_token": "refresh-1",
            "expires_in_seconds": 900,
        });
        let body = session.to_string();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
        write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    });
    address
}

fn sign_in(stage: &Stage) {
    let (server, password) = (server().parse().unwrap(), SecretString::from("correct horse"));
    let session = stage.desktop.homing.session();
    block_on(async {
        let granted = session.sign_in(&server, "anna", &password, CredentialPlace::UntilQuit).await;
        session.complete(granted.unwrap()).await.unwrap();
    });
}

#[test]
fn quitting_with_unsent_work_is_refused_with_its_numbers_and_done_anyway() {
    let stage = Stage::new();
    sign_in(&stage);
    for description in ["Report", "Harbour survey"] {
        stage.record(&start(description));
        stage.record(&Command::Stop(When::Now));
    }
    let refused = stage.ask("quit", json!({ "anyway": false })).unwrap_err();
    let numbers =
        json!({ "code": "unsent-work", "waiting": 2, "attention": 0, "pictures": 0, "timer": false });
    assert_eq!(refused, numbers);
    assert!(!stage.desktop.leaving.is_wished(), "it stays");
    stage.ask("quit", json!({ "anyway": true })).unwrap();
    assert!(stage.desktop.leaving.is_wished());
}
