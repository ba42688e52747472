//! Several accounts, as a page sees them and leaves them.

use homing_domain::account::Account;
use homing_domain::names::AccountId;
use homing_domain::ports::Accounts as _;
use serde_json::{Value, json};
use uuid::Uuid;

use super::stage::{Behind, Stage};
use crate::syncing::account;

/// Two have signed in; the second is active.
fn both() -> Stage {
    let behind = Behind::new();
    let second = Account {
        id: AccountId::new(Uuid::from_u128(2_222)),
        user: "second".to_owned(),
        name: "second".to_owned(),
        ..account()
    };
    tauri::async_runtime::block_on(async {
        behind.store.sign_in(&account()).await.unwrap();
        behind.store.sign_in(&second).await.unwrap();
    });
    Stage::allowed(behind, &["homing:default", "homing:accounts"])
}

fn whose(user: &str) -> Value {
    json!({ "server": account().server.to_string(), "user": user })
}

#[test]
fn a_page_sees_who_is_known_and_switches_and_signs_out() {
    let stage = both();
    let known = stage.ask("accounts", &json!({})).unwrap();
    let seen = |user: &str| {
        let accounts = known["accounts"].as_array().unwrap();
        accounts.iter().find(|account| account["user"] == user).unwrap().clone()
    };
    assert_eq!((&seen("second")["active"], &seen("second")["signed_in"]), (&json!(true), &json!(true)));
    let first = account().user;
    assert_eq!((&seen(&first)["active"], &seen(&first)["signed_in"]), (&json!(false), &json!(true)));

    let switched = stage.ask("switch_account", &json!({ "account": whose(&first) })).unwrap();
    assert_eq!((&switched["switched"], &switched["account"]["user"]), (&json!(true), &json!(first)));
    assert_eq!(switched["former"]["account"]["user"], "second");
    let out = stage.ask("sign_out", &json!({ "account": whose("second") })).unwrap();
    assert_eq!((&out["account"]["user"], &out["farewell"]), (&json!("second"), &json!("nothing-to-end")));
    let again = stage.ask("sign_out", &json!({ "account": whose("second") })).unwrap();
    assert_eq!(again["account"], Value::Null);
    assert_eq!(stage.ask("get_sync_status", &json!({})).unwrap()["account"]["signed_in"], true);
}

#[test]
fn a_page_that_would_leave_unsent_work_hears_how_much_and_has_to_say_that_it_is_kept() {
    let stage = both();
    stage.record(json!({ "kind": "start" })).unwrap();
    let unsent = json!({ "code": "unsent-work", "waiting": 1, "attention": 0, "pictures": 0, "timer": true });
    let first = whose(&account().user);
    assert_eq!(stage.ask("switch_account", &json!({ "account": first })), Err(unsent.clone()));
    assert_eq!(stage.ask("sign_out", &json!({})), Err(unsent));
    let switched = stage.ask("switch_account", &json!({ "account": first, "unsent": "keep" })).unwrap();
    assert_eq!((&switched["former"]["unsent"], &switched["former"]["timer"]), (&json!(1), &json!(true)));
    assert_eq!(stage.ask("get_sync_status", &json!({})).unwrap()["others"]["unsent"], 1);
}

#[test]
fn a_page_sees_that_a_timer_of_another_account_runs_and_none_of_its_words() {
    let stage = both();
    stage.record(json!({ "kind": "start", "description": "planted words", "tags": ["planted"] })).unwrap();
    let known = stage.ask("accounts", &json!({})).unwrap().to_string();
    assert!(known.contains("planted words"), "the active account sees its own: {known}");
    let first = whose(&account().user);
    stage.ask("switch_account", &json!({ "account": first, "unsent": "keep" })).unwrap();
    let known = stage.ask("accounts", &json!({})).unwrap();
    assert!(!known.to_string().contains("planted"), "{known}");
    let accounts = known["accounts"].as_array().unwrap();
    let timer = &accounts.iter().find(|account| account["user"] == "second").unwrap()["timer"];
    assert_eq!(timer["state"], "running");
    assert!(timer["since"].is_string(), "{timer}");
}

#[test]
fn who_is_unknown_is_no_account() {
    let stage = both();
    for command in ["switch_account", "sign_out"] {
        let refused = stage.ask(command, &json!({ "account": whose("nobody") }));
        assert_eq!(refused, Err(json!({ "code": "no-such-account" })), "{command}");
    }
}
