//! Signing in from a page.

mod browser;
mod desk;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use homing_domain::account::Active;
use homing_domain::engine::{Bar, SyncState};
use homing_domain::ports::{Accounts as _, Clock as _, CredentialError, MockCredentialStore};
use homing_domain::testing::ManualClock;
use serde_json::{Value, json};
use tauri::async_runtime::block_on;

use self::desk::{Machine, PASSWORD, PLANTED};
use super::stage::Stage;

const SERVER: &str = "https://homing.example.org";

fn sign_in(stage: &Stage, user: &str, more: Value) -> Result<Value, Value> {
    let mut arguments =
        json!({ "server": SERVER, "user": user, "password": PASSWORD, "place": { "kind": "keychain" } });
    if let Value::Object(more) = more {
        arguments.as_object_mut().unwrap().extend(more);
    }
    stage.ask("sign_in", &arguments)
}

fn place_of(stage: &Stage) -> Value {
    stage.ask("sign_in_place", &json!({})).unwrap()
}

fn code(code: &str) -> Result<Value, Value> {
    Err(json!({ "code": code }))
}

#[test]
fn a_page_signs_in_what_was_recorded_before_goes_with_it_and_no_secret_comes_back() {
    let machine = Machine::new();
    let (stage, _) = machine.program();
    assert_eq!(place_of(&stage), json!({ "keychain": "ready", "server": null, "locked_file": false }));
    let choices =
        stage.ask("sign_in_choices", &json!({ "server": " https://homing.example.org/ " })).unwrap();
    let expected = json!({
        "server": SERVER, "password": true, "browser": false, "provider": null, "in_the_clear": false,
    });
    assert_eq!(choices, expected);

    stage.record(json!({ "kind": "start" })).unwrap();
    let signed_in = sign_in(&stage, "anna", json!({})).unwrap();
    let account = json!({
        "server": SERVER, "name": "anna", "user": "id of anna", "signed_in": true, "credentials": "keychain",
    });
    assert_eq!(signed_in, json!({ "account": account, "adopted": 1, "former": null }));
    let status = stage.ask("get_sync_status", &json!({})).unwrap();
    assert_eq!(status["account"], account);
    assert_eq!(place_of(&stage)["server"], SERVER, "the last one is offered again");
    let said = format!("{choices}{signed_in}{status}");
    assert!(!said.contains(PLANTED), "{said}");
}

#[test]
fn a_wrong_password_and_arguments_of_another_shape_sign_nobody_in_and_quote_nothing() {
    let machine = Machine::new();
    let (stage, _) = machine.program();
    let wrong = sign_in(&stage, "anna", json!({ "password": "planted-slip" }));
    assert_eq!(wrong, code("wrong-credentials"));
    for (more, refused) in [
        (json!({ "password": null }), "invalid-input"),
        (json!({ "password": ["planted-slip"] }), "invalid-input"),
        (json!({ "place": "planted-slip" }), "invalid-input"),
        (json!({ "place": { "kind": "planted-slip" } }), "invalid-input"),
        (json!({ "place": { "kind": "encrypted-file" } }), "invalid-input"),
        (json!({ "place": { "kind": "encrypted-file", "passphrase": "" } }), "secret-needed"),
        (json!({ "server": "homing.example.org" }), "server-address"),
        (json!({ "server": "https://anna:planted-slip@homing.example.org" }), "server-address"),
    ] {
        assert_eq!(sign_in(&stage, "anna", more.clone()), code(refused), "{more}");
    }
    let active = tauri::async_runtime::block_on(machine.store.active()).unwrap();
    assert_eq!(active, Active::Local);
}

#[test]
fn to_a_server_that_others_can_listen_to_a_page_signs_in_only_with_the_persons_yes() {
    let machine = Machine::new();
    let (stage, _) = machine.program();
    let server = "http://homing.example.org";
    let choices = stage.ask("sign_in_choices", &json!({ "server": server })).unwrap();
    assert_eq!(choices["in_the_clear"], true);
    assert_eq!(sign_in(&stage, "anna", json!({ "server": server })), code("in-the-clear"));
    let other = sign_in(&stage, "anna", json!({ "server": server, "agreed": ["good-elsewhere"] }));
    assert_eq!(other, code("in-the-clear"), "a yes to something else is none");
    let signed_in = sign_in(&stage, "anna", json!({ "server": server, "agreed": ["in-the-clear"] }));
    assert_eq!(signed_in.unwrap()["account"]["server"], server);
}

#[test]
fn who_would_take_over_from_unsent_work_hears_how_much_and_the_sign_in_is_given_up() {
    let machine = Machine::new();
    let (stage, _) = machine.program();
    sign_in(&stage, "anna", json!({})).unwrap();
    stage.record(json!({ "kind": "start" })).unwrap();
    let unsent = json!({ "code": "unsent-work", "waiting": 1, "attention": 0, "pictures": 0, "timer": true });
    assert_eq!(sign_in(&stage, "bert", json!({})), Err(unsent));
    assert_eq!(machine.ended.load(Ordering::Relaxed), 1, "the server ended what nobody keeps");
    assert_eq!(stage.ask("get_sync_status", &json!({})).unwrap()["account"]["name"], "anna");

    let again = sign_in(&stage, "anna", json!({})).unwrap();
    assert_eq!(again["former"], Value::Null, "who signs in again leaves nobody");
    let taken_over = sign_in(&stage, "bert", json!({ "unsent": "keep" })).unwrap();
    let former = &taken_over["former"];
    assert_eq!((&former["account"]["name"], &former["unsent"]), (&json!("anna"), &json!(1)));
}

#[test]
fn who_stays_signed_in_until_the_program_quits_is_asked_again_by_the_next_one() {
    let machine = Machine::new();
    let (window, _) = machine.program();
    let signed_in = sign_in(&window, "anna", json!({ "place": { "kind": "until-quit" } })).unwrap();
    assert_eq!(signed_in["account"]["credentials"], "until-quit");
    window.record(json!({ "kind": "start" })).unwrap();
    let status = window.ask("get_sync_status", &json!({})).unwrap();
    assert_eq!((&status["account"]["signed_in"], &status["headline"]), (&json!(true), &json!("waiting")));
    assert!(std::fs::read_dir(machine.folder()).unwrap().next().is_none(), "nothing is written");

    let (beside, _) = machine.program();
    let synced = beside.ask("sync_queue", &json!({})).unwrap();
    assert_eq!(synced["end"], json!({ "kind": "sign-in-needed" }), "it has no tokens");
    let status = beside.ask("get_sync_status", &json!({})).unwrap();
    assert_eq!(status["headline"], "waiting", "the window sends");
    machine.all_quit();
    let status = beside.ask("get_sync_status", &json!({})).unwrap();
    assert_eq!((&status["headline"], &status["counts"]["waiting"]), (&json!("sign-in-needed"), &json!(1)));
    sign_in(&beside, "anna", json!({ "place": { "kind": "until-quit" } })).unwrap();
    assert_eq!(beside.ask("get_sync_status", &json!({})).unwrap()["headline"], "waiting");
}

#[test]
fn the_file_of_an_earlier_run_is_locked_until_somebody_gives_its_passphrase() {
    let machine = Machine::new();
    let (first, _) = machine.program();
    let file = json!({ "place": { "kind": "encrypted-file", "passphrase": "planted-horse" } });
    sign_in(&first, "anna", file).unwrap();
    assert_eq!(place_of(&first)["locked_file"], false, "who has just given it is not asked again");
    drop(first);

    let (next, _) = machine.program();
    assert_eq!(place_of(&next)["locked_file"], true);
    let unlock = |passphrase: Value| next.ask("unlock", &json!({ "passphrase": passphrase }));
    assert_eq!(unlock(json!("planted-slip")), code("wrong-passphrase"));
    assert_eq!(unlock(json!("")), code("secret-needed"));
    assert_eq!(unlock(json!(7)), code("invalid-input"));
    assert_eq!(place_of(&next)["locked_file"], true, "a wrong one opens nothing and is not kept");
    assert_eq!(unlock(json!("planted-horse")), Ok(Value::Null));
    assert_eq!(place_of(&next)["locked_file"], false);
    assert_eq!(unlock(json!("planted-slip")), code("wrong-passphrase"));
    assert_eq!(place_of(&next)["locked_file"], false, "the right one is still the one");
    let other = json!({ "place": { "kind": "encrypted-file", "passphrase": "planted-slip" } });
    assert_eq!(sign_in(&next, "bert", other), code("wrong-passphrase"), "one passphrase opens them all");
    let out = next.ask("sign_out", &json!({})).unwrap();
    assert_eq!(out["farewell"], "told", "the tokens were read");
    let other = json!({ "place": { "kind": "encrypted-file", "passphrase": "planted-other" } });
    sign_in(&next, "bert", other).unwrap();
    let (last, _) = machine.program();
    let opened = last.ask("unlock", &json!({ "passphrase": "planted-other" }));
    assert_eq!(opened, Ok(Value::Null), "with no file left a new one is chosen, and sealed with");
}

#[test]
fn a_passphrase_that_was_missing_at_a_sync_is_the_headline_of_every_program_until_a_sign_in() {
    let machine = Machine::new();
    let ((one, _), (beside, _)) = (machine.program(), machine.program());
    let file = json!({ "place": { "kind": "encrypted-file", "passphrase": "planted-horse" } });
    sign_in(&one, "anna", file.clone()).unwrap();
    one.record(json!({ "kind": "start" })).unwrap();
    let stands = || {
        [&one, &beside].map(|program| {
            let status = program.ask("get_sync_status", &json!({})).unwrap();
            (status["headline"].clone(), status["barred"].clone())
        })
    };
    block_on(async {
        let account = machine.store.active().await.unwrap().id();
        let now = ManualClock::default().now();
        SyncState::barred(machine.store.as_ref(), account, now, Bar::Passphrase).await.unwrap();
    });
    assert_eq!(stands(), [(json!("barred"), json!("passphrase")), (json!("barred"), json!("passphrase"))]);
    sign_in(&one, "anna", file).unwrap();
    assert_eq!(stands(), [(json!("waiting"), Value::Null), (json!("waiting"), Value::Null)]);
}

#[test]
fn what_the_keychain_says_to_a_try_is_told() {
    type Fault = fn() -> CredentialError;
    let faults: [(Fault, &str, &str); 3] = [
        (|| CredentialError::Missing("no bus".into()), "missing", "keychain-missing"),
        (|| CredentialError::Locked("no one opened it".into()), "locked", "keychain-locked"),
        (|| CredentialError::TimedOut, "fails", "keychain-fails"),
    ];
    for (fault, state, refused) in faults {
        let mut keychain = MockCredentialStore::new();
        keychain.expect_probe().returning(move || Err(fault()));
        let machine = Machine { keychain: Arc::new(keychain), ..Machine::new() };
        let (stage, _) = machine.program();
        assert_eq!(place_of(&stage)["keychain"], state);
        assert_eq!(sign_in(&stage, "anna", json!({})), code(refused));
    }
}
