//! What Tauri asks of a plugin: the permissions of each command, for the applications that grant them. Without the
//! feature `tauri` there is nothing to do.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "tauri")]
    tauri_plugin::Builder::new(&[
        "accounts",
        "confirm_item",
        "decide_items",
        "discard_tasks",
        "enqueue_time_entry",
        "entries",
        "export_entries",
        "export_tasks",
        "get_sync_status",
        "retry_failed_tasks",
        "review",
        "sign_out",
        "switch_account",
        "sync_queue",
        "suggestions",
        "sync_queue_now",
        "tasks",
        "week",
    ])
    .build();
}
