//! What lies beside the data: settings, folders, diagnostics, and the earlier app's file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use homing_app::plugin::PluginParts;
use homing_app::{EarlierApp, Installation, Places};
use homing_domain::ports::{LockName, ProcessLock};
use homing_domain::testing::ManualClock;
use homing_import::legacy::{Folders, known_places};
use homing_import::testing::{Generation, scene};
use homing_storage::MemoryLocks;
use serde_json::{Value, json};
use tauri::async_runtime::block_on;
use tempfile::TempDir;

use super::stage::{Behind, Stage};

struct Desk {
    stage: Stage,
    locks: Arc<dyn ProcessLock>,
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let (behind, folder) = (Behind::new(), tempfile::tempdir().unwrap());
        let store = behind.store.clone();
        let (sync, status, session) = behind.parts();
        let (sync, session) = (Arc::new(sync), Arc::new(session));
        let locks: Arc<dyn ProcessLock> = Arc::new(MemoryLocks::new());
        let places = Places { data: folder.path().join("data"), config: folder.path().join("config") };
        std::fs::create_dir_all(&places.data).unwrap();
        let earlier_app = Arc::new(EarlierApp {
            queue: store.clone(),
            accounts: store,
            clock: Arc::new(ManualClock::default()),
            locks: Arc::clone(&locks),
            sync: Arc::clone(&sync),
            session: Arc::clone(&session),
            data: places.data.clone(),
        });
        let earlier_folders = Folders { home: Some(folder.path().join("home")), ..Folders::default() };
        let installation = Arc::new(Installation { places, ca_file: None, earlier_app, earlier_folders });
        let parts = PluginParts::new(sync, status, session).with_installation(installation);
        let parts = parts.with_downloads(folder.path().join("Downloads"));
        let stage = Stage::on_parts(parts, &["homing:default", "homing:review", "homing:settings"]);
        Self { stage, locks, folder }
    }

    fn ask(&self, command: &str, arguments: &Value) -> Result<Value, Value> {
        self.stage.ask(command, arguments)
    }

    fn setting(&self, key: &str) -> Value {
        let settings = self.ask("settings", &json!({})).unwrap();
        settings.as_array().unwrap().iter().find(|setting| setting["key"] == key).unwrap().clone()
    }

    /// A file of the earlier app, where that keeps it.
    fn earlier_file(&self) -> PathBuf {
        let home = Some(self.folder.path().join("home"));
        let place = known_places(&Folders { home, ..Folders::default() }).pop().unwrap();
        let folder = place.parent().unwrap();
        std::fs::create_dir_all(folder).unwrap();
        block_on(scene(Generation::G1).write(folder)).unwrap()
    }
}

fn bytes(file: &Value) -> Vec<u8> {
    std::fs::read(Path::new(file["file"].as_str().unwrap())).unwrap()
}

#[test]
fn a_page_sees_and_changes_the_settings_and_a_value_that_is_none_changes_nothing() {
    let desk = Desk::new();
    let set = |key: &str, value: Value| desk.ask("change_setting", &json!({ "key": key, "value": value }));
    let server = "https://homing.example.org";
    set("server", json!(server)).unwrap();
    let said = json!({ "key": "server", "value": server, "origin": "file", "variable": null });
    assert_eq!(desk.setting("server"), said);
    let invalid = |because: &str| Err(json!({ "code": "setting-invalid", "because": because }));
    assert_eq!(set("server", json!("ftp://example.org")), invalid("not-understood"));
    assert_eq!(set("log.file", json!("perhaps")), invalid("not-boolean"));
    assert_eq!(set("storage", json!("postgres://anna:s3cret@db/homing")), invalid("password"));
    assert_eq!(set("sever", json!(server)), Err(json!({ "code": "invalid-input" })));
    assert_eq!(desk.setting("server")["value"], server);
    set("server", Value::Null).unwrap();
    assert_eq!(desk.setting("server")["origin"], "default");
}

#[test]
fn no_answer_has_the_password_of_a_proxy() {
    let desk = Desk::new();
    let proxy = json!({ "key": "proxy", "value": "http://anna:s3cret@proxy.example.org:3128" });
    let answer = desk.ask("change_setting", &proxy).unwrap().to_string();
    assert!(answer.contains("proxy.example.org") && !answer.contains("s3cret"), "{answer}");
}

#[test]
fn a_page_sees_where_the_files_are() {
    let desk = Desk::new();
    let folders = desk.ask("folders", &json!({})).unwrap();
    let folder = |below: &str| json!(desk.folder.path().join(below).display().to_string());
    assert_eq!(
        folders,
        json!({ "data": folder("data"), "config": folder("config"), "logs": folder("data/logs") })
    );
}

#[test]
fn diagnostics_are_written_under_a_new_name_each_time_and_hold_nothing_that_was_written() {
    let desk = Desk::new();
    desk.stage.record(json!({ "kind": "start", "description": "planted words" })).unwrap();
    let write = || desk.ask("write_diagnostics", &json!({ "showNames": false })).unwrap();
    let (first, second) = (write(), write());
    assert_ne!(first["file"], second["file"]);
    let (first, downloads) = (bytes(&first), desk.folder.path().join("Downloads"));
    assert!(first.starts_with(b"PK") && !String::from_utf8_lossy(&first).contains("planted"));
    assert_eq!(std::fs::read_dir(downloads).unwrap().count(), 2);
}

#[test]
fn the_earlier_apps_file_is_offered_imported_once_and_offered_no_more() {
    let desk = Desk::new();
    assert_eq!(desk.ask("earlier_app", &json!({})).unwrap(), json!({ "found": [], "original": null }));
    assert_eq!(desk.ask("import_earlier_app", &json!({})), Err(json!({ "code": "no-earlier-file" })));
    let file = desk.earlier_file();
    assert_eq!(desk.ask("earlier_app", &json!({})).unwrap()["found"], json!([file]));

    let report = desk.ask("import_earlier_app", &json!({ "file": file })).unwrap();
    assert_eq!((&report["file"], &report["dry_run"]), (&json!(file), &json!(false)));
    assert_eq!(report["sign_in"], json!({ "state": "none" }));
    let items = desk.ask("review", &json!({})).unwrap()["items"].as_array().unwrap().len();
    assert!(items > 0 && report["taken_in"]["review"].as_u64().unwrap() > 0, "{report}");
    assert_eq!(desk.ask("earlier_app", &json!({})).unwrap()["found"], json!([]));
    let again = desk.ask("import_earlier_app", &json!({})).unwrap();
    assert_eq!((&again["taken_in"]["review"], &again["taken_in"]["imported"]), (&json!(0), &json!(0)));
}

#[test]
fn a_file_that_a_person_does_not_want_is_kept_and_offered_no_more() {
    let desk = Desk::new();
    let file = desk.earlier_file();
    for wish in ["scrub", "delete"] {
        let refused = desk.ask("decide_earlier_original", &json!({ "wish": wish }));
        assert_eq!(refused, Err(json!({ "code": "no-earlier-file" })), "{wish}");
    }
    desk.ask("decide_earlier_original", &json!({ "wish": "keep" })).unwrap();
    assert_eq!(desk.ask("earlier_app", &json!({})).unwrap()["found"], json!([]));
    assert!(file.is_file());
}

#[test]
fn while_an_import_runs_a_second_one_is_refused() {
    let desk = Desk::new();
    desk.earlier_file();
    let running = block_on(desk.locks.acquire(LockName::Import)).unwrap();
    assert_eq!(desk.ask("import_earlier_app", &json!({})), Err(json!({ "code": "import-already-running" })));
    drop(running);
    desk.ask("import_earlier_app", &json!({})).unwrap();
}

#[test]
fn a_file_that_is_no_database_of_the_earlier_app_has_a_code() {
    let desk = Desk::new();
    let file = desk.folder.path().join("notes.txt");
    std::fs::write(&file, "notes").unwrap();
    let import = |file: &Path| desk.ask("import_earlier_app", &json!({ "file": file }));
    assert_eq!(import(&file), Err(json!({ "code": "not-an-export" })));
    assert_eq!(import(&desk.folder.path().join("none.db")), Err(json!({ "code": "file-unreadable" })));
}

#[test]
fn a_plugin_without_an_installation_says_so() {
    let stage = Stage::allowed(Behind::new(), &["homing:review", "homing:settings"]);
    for command in ["settings", "folders", "earlier_app", "import_earlier_app"] {
        assert_eq!(stage.ask(command, &json!({})), Err(json!({ "code": "no-installation" })), "{command}");
    }
}
