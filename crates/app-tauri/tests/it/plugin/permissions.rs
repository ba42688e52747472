//! What an application's capability says holds: the plugin has no door beside it.

use std::sync::Arc;

use homing_domain::ports::{MockAccounts, MockAuth, MockProcessLock, MockQueue};
use homing_storage::{MemoryNudges, MemoryStore};
use serde_json::json;

use super::stage::{Behind, Stage, feed};
use crate::syncing::over;

/// Every command, and its permission.
const COMMANDS: [(&str, &str); 5] = [
    ("enqueue_time_entry", "homing:allow-enqueue-time-entry"),
    ("get_sync_status", "homing:allow-get-sync-status"),
    ("retry_failed_tasks", "homing:allow-retry-failed-tasks"),
    ("sync_queue", "homing:allow-sync-queue"),
    ("sync_queue_now", "homing:allow-sync-queue-now"),
];

/// An application with a manager that panics where it is touched.
fn untouchable(permissions: &[&str]) -> Stage {
    let (queue, accounts) = (Arc::new(MockQueue::new()), Arc::new(MockAccounts::new()));
    let sync = over(queue, accounts, Arc::new(MockAuth::new()), MockProcessLock::new());
    let store = Arc::new(MemoryStore::new());
    Stage::with(sync, feed(store.clone(), store, Arc::new(MemoryNudges::new())), permissions)
}

#[test]
fn a_command_that_the_capability_does_not_name_is_refused_and_touches_nothing() {
    for (command, own) in COMMANDS {
        let others: Vec<_> =
            COMMANDS.map(|(_, permission)| permission).into_iter().filter(|p| *p != own).collect();
        let arguments = json!({ "command": { "kind": "start" }, "selection": "all" });
        for permissions in [&others[..], &["homing:default", &own.replace("allow", "deny")]] {
            let refused = untouchable(permissions).ask(command, &arguments).unwrap_err();
            // Tauri's own words: the request has not come to the plugin.
            let refused = refused.as_str().unwrap();
            let says = ["not allowed", "explicitly denied"].iter().any(|words| refused.contains(words));
            assert!(says && refused.contains(command), "{refused}");
        }
    }
}

#[test]
fn the_default_and_each_permission_of_its_own_let_a_command_through() {
    let arguments = json!({ "command": { "kind": "start" }, "selection": "all" });
    for (command, own) in COMMANDS {
        for permission in [own, "homing:default"] {
            let done = Stage::allowed(Behind::new(), &[permission]).ask(command, &arguments);
            assert!(done.is_ok(), "{command} with {permission}: {done:?}");
        }
    }
}
