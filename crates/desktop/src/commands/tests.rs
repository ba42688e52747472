//! The commands as a page asks for them, past the permissions of the window, on Tauri's mock runtime: no window, no display.
//! Behind them is Homing on a data folder of its own.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod quitting;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use homing_app::plugin::CommandError;
use homing_app::{Homing, NoEvents, NoPassphrase, NoSignals, OpenOptions, Places};
use homing_domain::task::Kinds;
use homing_domain::time::{Command, Draft, EntryState, When};
use serde_json::{Value, json};
use tauri::async_runtime::block_on;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Listener as _, Manager as _, WebviewWindow, WebviewWindowBuilder};
use tempfile::TempDir;

use crate::autostart::Autostart;
use crate::desktop::Desktop;
use crate::leaving::Leaving;
use crate::preferences::KeptPreferences;
use crate::tray::{TrayPresence, Wish};
use crate::wishes::{Became, Refused};
use crate::words::Language;
use crate::{commands, wishes};

/// When a wait for an event is given up: it ends a test that hangs, it measures nothing.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Default)]
struct Remembered(AtomicBool);

impl Autostart for Remembered {
    fn is_on(&self) -> Option<bool> {
        Some(self.0.load(Ordering::Relaxed))
    }

    fn set(&self, wanted: bool) -> Result<(), tauri_plugin_autostart::Error> {
        self.0.store(wanted, Ordering::Relaxed);
        Ok(())
    }
}

struct Stage {
    page: WebviewWindow<MockRuntime>,
    app: App<MockRuntime>,
    desktop: Desktop,
    home: TempDir,
}

impl Stage {
    fn new() -> Self {
        Self::named("main")
    }

    /// With a window of this name: the capability is that of `main`.
    fn named(window: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let places = Places { data: home.path().join("data"), config: home.path().join("config") };
        let options = OpenOptions {
            places: places.clone(),
            ca_file: None,
            passphrase: Arc::new(NoPassphrase),
            kinds: Kinds::new(),
            events: Arc::new(NoEvents),
            signals: Arc::new(NoSignals),
        };
        let desktop = Desktop {
            homing: Arc::new(block_on(Homing::open(options)).unwrap()),
            preferences: Arc::new(KeptPreferences::load(places.config.join("desktop.toml"))),
            places,
            system_language: Language::En,
            autostart: Arc::new(Remembered::default()),
            tray: TrayPresence::default(),
            leaving: Leaving::default(),
            handover: Arc::default(),
        };
        let app = commands::on(mock_builder()).build(tauri::generate_context!(test = true)).unwrap();
        app.manage(desktop.clone());
        let page = WebviewWindowBuilder::new(&app, window, Default::default()).build().unwrap();
        Self { page, app, desktop, home }
    }

    fn ask(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" }.parse().unwrap(),
            body: InvokeBody::Json(arguments),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.page, request).map(|answer| answer.deserialize().unwrap())
    }

    fn change(&self, preferences: &Value) -> Result<Value, Value> {
        self.ask("set_preferences", json!({ "preferences": preferences }))
    }

    fn record(&self, command: &Command) {
        block_on(self.desktop.homing.sync().enqueue_time_entry(command)).unwrap();
    }

    fn state(&self) -> Option<EntryState> {
        block_on(self.desktop.homing.status()).unwrap().timer.map(|entry| entry.state)
    }
}

fn start(description: &str) -> Command {
    let draft = Draft { description: description.to_owned(), ..Draft::default() };
    Command::Start { draft, when: When::Now }
}

#[test]
fn preferences_are_answered_changed_kept_and_told_to_every_window() {
    let stage = Stage::new();
    let asked = stage.ask("preferences", json!({})).unwrap();
    assert_eq!((&asked["language"], &asked["theme"]), (&Value::Null, &Value::Null));
    assert_eq!((&asked["tray"], &asked["autostart_possible"]), (&json!(true), &json!(true)));

    let (heard, told) = mpsc::channel();
    stage.app.listen_any("desktop://preferences", move |event| {
        heard.send(serde_json::from_str::<Value>(event.payload()).unwrap()).unwrap();
    });
    let changed = stage.change(&json!({ "language": "ru", "autostart": true, "tray": false })).unwrap();
    assert_eq!((&changed["language"], &changed["autostart"]), (&json!("ru"), &json!(true)));
    assert_eq!(told.recv_timeout(PATIENCE).unwrap(), changed);
    assert_eq!(stage.ask("preferences", json!({})).unwrap(), changed);
    let kept = std::fs::read_to_string(stage.home.path().join("config/desktop.toml")).unwrap();
    assert!(kept.contains("language = \"ru\"") && kept.contains("tray = false"), "{kept}");
    let back = stage.change(&json!({ "language": null })).unwrap();
    assert_eq!((&back["language"], &back["tray"]), (&Value::Null, &json!(false)));
}

#[test]
fn a_preference_that_is_none_changes_nothing() {
    let stage = Stage::new();
    let refused = stage.change(&json!({ "tray": false, "theme": "sepia" })).unwrap_err();
    assert_eq!(refused, json!({ "code": "invalid-input" }));
    assert_eq!(stage.ask("preferences", json!({})).unwrap()["tray"], true);
}

#[test]
fn preferences_whose_file_is_broken_are_not_written_over() {
    let stage = Stage::new();
    let config = stage.home.path().join("config");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("desktop.toml"), "tray = ").unwrap();
    let refused = stage.change(&json!({ "tray": false })).unwrap_err();
    assert_eq!(refused, json!({ "code": "preferences-unusable" }));
}

#[test]
fn about_names_the_version_the_licences_and_the_data() {
    let stage = Stage::new();
    let about = stage.ask("about", json!({})).unwrap();
    assert_eq!(about["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(about["licences"], "MIT OR Apache-2.0");
    assert_eq!(about["data"], stage.home.path().join("data").display().to_string());
}

#[test]
fn quitting_with_nothing_unsent_is_a_wish_to_leave() {
    let stage = Stage::new();
    // What is recorded before anybody signed in is never to be sent.
    stage.record(&start("Report"));
    assert!(!stage.desktop.leaving.is_wished());
    stage.ask("quit", json!({ "anyway": false })).unwrap();
    assert!(stage.desktop.leaving.is_wished());
}

#[test]
fn a_file_that_is_not_homings_is_not_shown() {
    let stage = Stage::new();
    let private = stage.home.path().join("private.txt");
    std::fs::write(&private, "").unwrap();
    let refused = stage.ask("show_file", json!({ "path": private })).unwrap_err();
    assert_eq!(refused, json!({ "code": "not-ours" }));
    let refused = stage.ask("show_file", json!({ "path": stage.home.path().join("data/gone") })).unwrap_err();
    assert_eq!(refused, json!({ "code": "no-such-file" }));
}

#[test]
fn a_build_of_our_own_identifier_has_nothing_to_hand_over() {
    let stage = Stage::new();
    assert_eq!(stage.ask("get_auth_tokens", json!({})).unwrap(), json!({ "moved": false }));
    assert_eq!(stage.app.webview_windows().len(), 1, "no hidden window was opened");
}

#[test]
fn another_window_than_the_main_one_may_ask_for_nothing() {
    let stage = Stage::named("handover");
    for command in ["about", "preferences", "get_auth_tokens"] {
        let refused = stage.ask(command, json!({})).unwrap_err();
        assert!(refused.to_string().contains("not allowed"), "{command}: {refused}");
    }
}

#[test]
fn the_tray_records_as_the_page_does() {
    let stage = Stage::new();
    let record = |wish| block_on(wishes::record(&stage.desktop, wish));
    assert_eq!(
        record(Wish::Start),
        Became::NeedsWords,
        "nothing was ever recorded, so the page has to ask what it is"
    );
    stage.record(&start("Harbour survey"));
    assert_eq!(record(Wish::Pause), Became::Done);
    assert_eq!(stage.state(), Some(EntryState::Paused));
    assert_eq!(record(Wish::Resume), Became::Done);
    assert_eq!(stage.state(), Some(EntryState::Running));
    assert_eq!(record(Wish::Stop), Became::Done);
    assert_eq!(stage.state(), None);
    let problem = CommandError::NothingRuns;
    assert_eq!(record(Wish::Stop), Became::Refused(Refused { wish: Wish::Stop, problem }));
    assert_eq!(record(Wish::Start), Became::Done);
    let timer = block_on(stage.desktop.homing.status()).unwrap().timer.unwrap();
    assert_eq!(timer.description, "Harbour survey");
}

#[test]
fn what_the_tray_is_refused_the_page_is_told() {
    let stage = Stage::new();
    let (heard, told) = mpsc::channel();
    stage.app.listen_any("desktop://refused", move |event| {
        heard.send(serde_json::from_str::<Value>(event.payload()).unwrap()).unwrap();
    });
    let refused = block_on(wishes::record(&stage.desktop, Wish::Stop));
    wishes::say(stage.app.handle(), refused);
    let told = told.recv_timeout(PATIENCE).unwrap();
    assert_eq!(told, json!({ "wish": "stop", "problem": { "code": "nothing-runs" } }));
}

#[test]
fn closing_hides_only_where_a_tray_is_there_and_wanted() {
    let stage = Stage::new();
    assert!(!stage.desktop.closing_hides());
    stage.desktop.tray.set(true);
    assert!(stage.desktop.closing_hides());
    stage.change(&json!({ "tray": false })).unwrap();
    assert!(!stage.desktop.closing_hides());
}
