//! Signing in in the browser from a page: how it begins, and what ends it. The whole way is tried at a real provider.

use std::sync::mpsc::Receiver;
use std::thread::{self, JoinHandle};

use serde_json::{Value, json};
use url::Url;

use super::desk::{Machine, provider};
use super::{SERVER, code};
use crate::plugin::stage::{PATIENCE, Stage};

fn with_a_provider(resource: Option<&str>) -> Machine {
    Machine { provider: Some(provider(resource)), ..Machine::new() }
}

fn arguments(more: Value) -> Value {
    let mut arguments = json!({ "server": SERVER, "place": { "kind": "until-quit" } });
    if let Value::Object(more) = more {
        arguments.as_object_mut().unwrap().extend(more);
    }
    arguments
}

/// Begins one and waits until the browser was opened.
fn begin(stage: &Stage, opens: &Receiver<Url>) -> JoinHandle<Result<Value, Value>> {
    let page = stage.page.clone();
    let waits = thread::spawn(move || page.ask("sign_in_in_browser", &arguments(json!({}))));
    let address = opens.recv_timeout(PATIENCE).unwrap();
    assert_eq!(address.host_str(), Some("127.0.0.1"), "it leads on to the provider");
    waits
}

#[test]
fn a_server_with_a_provider_offers_the_browser_and_one_without_wants_a_name() {
    let machine = with_a_provider(None);
    let (stage, _opens) = machine.program();
    let choices = stage.ask("sign_in_choices", &json!({ "server": SERVER })).unwrap();
    assert_eq!((&choices["browser"], &choices["provider"]), (&json!(true), &json!("https://id.example.org")));
    let machine = Machine::new();
    let (stage, _opens) = machine.program();
    assert_eq!(stage.ask("sign_in_in_browser", &arguments(json!({}))), code("name-needed"));
}

#[test]
fn a_cancel_ends_the_sign_in_that_waits_and_the_next_one_begins_anew() {
    let machine = with_a_provider(None);
    let (stage, opens) = machine.program();
    assert_eq!(stage.ask("cancel_sign_in", &json!({})), Ok(Value::Null), "where none waits, nothing is done");
    for _ in 0..2 {
        let waits = begin(&stage, &opens);
        stage.ask("cancel_sign_in", &json!({})).unwrap();
        assert_eq!(waits.join().unwrap(), code("sign-in-cancelled"));
    }
    assert_eq!(stage.ask("get_sync_status", &json!({})).unwrap()["account"], Value::Null);
}

#[test]
fn at_most_one_waits_the_last_that_was_begun() {
    let machine = with_a_provider(None);
    let (stage, opens) = machine.program();
    let (first, second) = (begin(&stage, &opens), begin(&stage, &opens));
    assert_eq!(first.join().unwrap(), code("sign-in-cancelled"));
    assert!(!second.is_finished());
    stage.ask("cancel_sign_in", &json!({})).unwrap();
    assert_eq!(second.join().unwrap(), code("sign-in-cancelled"));
}

#[test]
fn where_no_browser_can_be_opened_it_ends_at_once() {
    let machine = with_a_provider(None);
    let (stage, opens) = machine.program();
    drop(opens);
    assert_eq!(stage.ask("sign_in_in_browser", &arguments(json!({}))), code("no-browser"));
}

#[test]
fn what_would_be_good_elsewhere_too_is_asked_about_first() {
    let machine = with_a_provider(Some("https://elsewhere.example.org"));
    let (stage, opens) = machine.program();
    let refused = stage.ask("sign_in_in_browser", &arguments(json!({}))).unwrap_err();
    let expected = json!({
        "code": "good-elsewhere", "issuer": "https://id.example.org", "resource": "https://elsewhere.example.org",
    });
    assert_eq!(refused, expected);
    let page = stage.page.clone();
    let agreed = arguments(json!({ "agreed": ["good-elsewhere"] }));
    let waits = thread::spawn(move || page.ask("sign_in_in_browser", &agreed));
    opens.recv_timeout(PATIENCE).unwrap();
    stage.ask("cancel_sign_in", &json!({})).unwrap();
    assert_eq!(waits.join().unwrap(), code("sign-in-cancelled"));
}
