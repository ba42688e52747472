//! What Tauri asks of a plugin: the permissions of each command, for the applications that grant them. Without the
//! feature `tauri` there is nothing to do.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "tauri")]
    tauri_plugin::Builder::new(&[
        "accounts",
        "change_setting",
        "cancel_sign_in",
        "confirm_item",
        "decide_earlier_original",
        "decide_items",
        "earlier_app",
        "enqueue_time_entry",
        "folders",
        "discard_tasks",
        "entries",
        "export_entries",
        "export_tasks",
        "get_sync_status",
        "import_earlier_app",
        "retry_failed_tasks",
        "review",
        "settings",
        "sign_in",
        "sign_in_choices",
        "sign_in_in_browser",
        "sign_in_place",
        "sign_out",
        "switch_account",
        "sync_queue",
        "suggestions",
        "sync_queue_now",
        "write_diagnostics",
        "unlock",
        "tasks",
        "week",
    ])
    .build();
}
