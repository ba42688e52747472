//! What an application's capability says holds: the plugin has no door beside it.

use std::sync::Arc;

use homing_domain::ports::{MockAccounts, MockAuth, MockProcessLock, MockQueue};
use homing_storage::{MemoryNudges, MemoryStore};
use serde_json::json;

use super::stage::{Behind, Stage, feed, session};
use crate::syncing::over;

/// What a window needs.
const DEFAULT: &str = "homing:default";
/// What a window of several accounts needs beside it.
const ACCOUNTS: &str = "homing:accounts";
/// What a window with a review needs.
const REVIEW: &str = "homing:review";

/// Those that do nothing without an argument of their own.
const NAMES_SOMETHING: [&str; 7] = [
    "switch_account",
    "sign_in",
    "sign_in_choices",
    "sign_in_in_browser",
    "unlock",
    "confirm_item",
    "decide_items",
];

/// Every command, its permission, and the set that has it.
const COMMANDS: [(&str, &str, &str); 17] = [
    ("accounts", "homing:allow-accounts", ACCOUNTS),
    ("sign_out", "homing:allow-sign-out", ACCOUNTS),
    ("switch_account", "homing:allow-switch-account", ACCOUNTS),
    ("cancel_sign_in", "homing:allow-cancel-sign-in", ACCOUNTS),
    ("sign_in", "homing:allow-sign-in", ACCOUNTS),
    ("sign_in_choices", "homing:allow-sign-in-choices", ACCOUNTS),
    ("sign_in_in_browser", "homing:allow-sign-in-in-browser", ACCOUNTS),
    ("sign_in_place", "homing:allow-sign-in-place", ACCOUNTS),
    ("unlock", "homing:allow-unlock", ACCOUNTS),
    ("enqueue_time_entry", "homing:allow-enqueue-time-entry", DEFAULT),
    ("get_sync_status", "homing:allow-get-sync-status", DEFAULT),
    ("retry_failed_tasks", "homing:allow-retry-failed-tasks", DEFAULT),
    ("sync_queue", "homing:allow-sync-queue", DEFAULT),
    ("sync_queue_now", "homing:allow-sync-queue-now", DEFAULT),
    ("review", "homing:allow-review", REVIEW),
    ("confirm_item", "homing:allow-confirm-item", REVIEW),
    ("decide_items", "homing:allow-decide-items", REVIEW),
];

/// An application with a manager that panics where it is touched.
fn untouchable(permissions: &[&str]) -> Stage {
    let (queue, accounts) = (Arc::new(MockQueue::new()), Arc::new(MockAccounts::new()));
    let session = session(queue.clone(), accounts.clone());
    let sync = over(queue, accounts, Arc::new(MockAuth::new()), MockProcessLock::new());
    let store = Arc::new(MemoryStore::new());
    Stage::with(sync, feed(store.clone(), store, Arc::new(MemoryNudges::new())), session, permissions)
}

#[test]
fn a_command_that_the_capability_does_not_name_is_refused_and_touches_nothing() {
    for (command, own, set) in COMMANDS {
        let others: Vec<_> =
            COMMANDS.map(|(_, permission, _)| permission).into_iter().filter(|p| *p != own).collect();
        let arguments = json!({ "command": { "kind": "start" }, "selection": "all" });
        for permissions in [&others[..], &[set, &own.replace("allow", "deny")]] {
            let refused = untouchable(permissions).ask(command, &arguments).unwrap_err();
            // Tauri's own words: the request has not come to the plugin.
            let refused = refused.as_str().unwrap();
            let says = ["not allowed", "explicitly denied"].iter().any(|words| refused.contains(words));
            assert!(says && refused.contains(command), "{refused}");
        }
    }
}

#[test]
fn its_set_and_each_permission_of_its_own_let_a_command_through() {
    let arguments = json!({ "command": { "kind": "start" }, "selection": "all", "account": null });
    for (command, own, set) in COMMANDS {
        for permission in [own, set] {
            match Stage::allowed(Behind::new(), &[permission]).ask(command, &arguments) {
                Ok(_) => {}
                // The plugin's own answer: nothing is named.
                Err(refused) => {
                    assert_eq!(refused["code"], "invalid-input");
                    assert!(NAMES_SOMETHING.contains(&command), "{command}");
                }
            }
        }
    }
}

#[test]
fn the_default_lets_no_page_touch_the_accounts_or_the_review() {
    for (command, _, _) in COMMANDS.iter().filter(|(_, _, set)| *set != DEFAULT) {
        let refused = untouchable(&[DEFAULT]).ask(command, &json!({})).unwrap_err();
        assert!(refused.as_str().unwrap().contains("not allowed"), "{refused}");
    }
}

#[test]
fn the_guide_has_a_row_for_every_command_and_every_set() {
    let guide = include_str!("../../../../../docs/tauri.md");
    for (command, _, set) in COMMANDS {
        for row in [command, set].map(|name| format!("| `{name}` |")) {
            assert!(guide.contains(&row), "docs/tauri.md has no {row}");
        }
    }
}
