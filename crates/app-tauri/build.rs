//! What Tauri asks of a plugin: the permissions of each command, for the applications that grant them. Without the
//! feature `tauri` there is nothing to do.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "tauri")]
    tauri_plugin::Builder::new(&[
        "accounts",
        "cancel_sign_in",
        "confirm_item",
        "decide_items",
        "enqueue_time_entry",
        "get_sync_status",
        "retry_failed_tasks",
        "review",
        "sign_in",
        "sign_in_choices",
        "sign_in_in_browser",
        "sign_in_place",
        "sign_out",
        "switch_account",
        "sync_queue",
        "sync_queue_now",
        "unlock",
    ])
    .build();
}
