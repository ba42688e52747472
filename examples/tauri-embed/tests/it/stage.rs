//! The application on Tauri's mock runtime, with its own capability, and a page in it that asks.

use homing_app::{Homing, Places};
use homing_domain::account::ServerUrl;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewWindow, WebviewWindowBuilder};
use tempfile::TempDir;

/// The application. Its folder goes with it.
pub(crate) struct Stage {
    pub(crate) notebook: Homing,
    app: App<MockRuntime>,
    page: WebviewWindow<MockRuntime>,
    folder: TempDir,
}

impl Stage {
    /// In a new folder.
    pub(crate) async fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap()).await
    }

    async fn in_folder(folder: TempDir) -> Self {
        let places = Places { data: folder.path().join("data"), config: folder.path().join("config") };
        // Whatever proxy the machine has.
        std::fs::create_dir_all(&places.config).unwrap();
        std::fs::write(places.config_file(), "proxy = 'none'").unwrap();
        let notebook = tauri_embed::open(places).await.unwrap();
        let app = tauri_embed::app(mock_builder(), &notebook).unwrap();
        let page = WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap();
        Self { notebook, app, page, folder }
    }

    /// The same folder, opened by the next process.
    pub(crate) async fn again(self) -> Self {
        let Self { notebook, app, page, folder } = self;
        drop((page, app));
        notebook.close().await.unwrap();
        drop(notebook);
        Self::in_folder(folder).await
    }

    /// What the page gets where it asks.
    pub(crate) fn ask(&self, command: &str, arguments: &Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" }.parse().unwrap(),
            body: InvokeBody::Json(arguments.clone()),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.page, request).map(|answer| answer.deserialize().unwrap())
    }

    /// `add_note`.
    pub(crate) fn adds(&self, text: &str) -> Value {
        self.ask("add_note", &json!({ "text": text })).unwrap()
    }

    /// `change_note`, with this text.
    pub(crate) fn changes(&self, note: &Value, text: &str) {
        let note = json!({ "id": note["id"], "text": text, "deleted": false });
        self.ask("change_note", &json!({ "note": note })).unwrap();
    }

    /// `change_note`, into the bin.
    pub(crate) fn deletes(&self, note: &Value) {
        let note = json!({ "id": note["id"], "text": note["text"], "deleted": true });
        self.ask("change_note", &json!({ "note": note })).unwrap();
    }

    /// The texts of all notes.
    pub(crate) fn texts(&self) -> Vec<String> {
        let notes = self.ask("notes", &json!({})).unwrap();
        let texts = notes.as_array().unwrap().iter().map(|note| note["text"].as_str().unwrap().to_owned());
        texts.collect()
    }

    /// A count of `get_sync_status`.
    pub(crate) fn count(&self, of: &str) -> u64 {
        let status = self.ask("plugin:homing|get_sync_status", &json!({})).unwrap();
        status["counts"][of].as_u64().unwrap()
    }

    /// Anna, as the page signs people in, until the program quits.
    pub(crate) fn signs_in(&self, server: &ServerUrl) {
        let given = json!({
            "server": server,
            "user": "anna",
            "password": "a password",
            "place": { "kind": "until-quit" },
        });
        self.ask("plugin:homing|sign_in", &given).unwrap();
    }
}
