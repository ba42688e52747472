//! A window that nobody sees, of the origin that the earlier app had: its localStorage is that one's. No capability names
//! it, so its page may ask for nothing.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// An empty page of ours.
const PAGE: &str = "handover.html";

/// So long a webview that hangs is waited for: the sign-in is moved at another start then.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Hidden<R: Runtime>(WebviewWindow<R>);

impl<R: Runtime> Hidden<R> {
    /// Opens it; its page is there when this returns.
    pub(super) async fn open(app: &AppHandle<R>) -> tauri::Result<Self> {
        let (loaded, mut is_loaded) = mpsc::unbounded_channel();
        let window = WebviewWindowBuilder::new(app, "handover", WebviewUrl::App(PAGE.into()))
            .visible(false)
            .focused(false)
            .skip_taskbar(true)
            .on_page_load(move |_, load| {
                if load.event() == PageLoadEvent::Finished {
                    // Nobody waits any more: there is nothing to tell.
                    let _ = loaded.send(());
                }
            })
            .build()?;
        // Without a page each answer is none, and nothing is moved.
        let _ = timeout(PATIENCE, is_loaded.recv()).await;
        Ok(Self(window))
    }

    /// What a script comes to, as JSON. The text is wiped when it goes.
    pub(super) async fn evaluate(&self, script: &str) -> Option<Zeroizing<String>> {
        let (answer, answered) = oneshot::channel();
        let answer = Mutex::new(Some(answer));
        let asked = self.0.eval_with_callback(script, move |said| {
            let said = Zeroizing::new(said);
            if let Some(answer) = answer.lock().unwrap_or_else(PoisonError::into_inner).take() {
                let _ = answer.send(said);
            }
        });
        asked.ok()?;
        timeout(PATIENCE, answered).await.ok()?.ok()
    }

    pub(super) fn close(self) {
        if let Err(error) = self.0.destroy() {
            tracing::warn!(causes = %homing_app::Causes(&error), "a hidden window stays");
        }
    }
}
