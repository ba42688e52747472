//! The window: the page that is built in, shown, hidden and closed.

use homing_app::Causes;
use tauri::async_runtime::spawn;
use tauri::{
    AppHandle, Emitter as _, Manager as _, Runtime, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};

use crate::desktop::Desktop;
use crate::wishes;

/// The name of the one window, as `tauri.conf.json` and the capability have it.
const MAIN: &str = "main";

/// The event that takes the page to a screen. Its payload is the screen's name.
pub(crate) const GO_EVENT: &str = "desktop://go";

/// Makes the window as it is configured, and shows it unless it is to begin hidden.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, hidden: bool) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let config = config.ok_or(tauri::Error::WindowNotFound)?.clone();
    let window = WebviewWindowBuilder::from_config(app, &config)?.visible(false).build()?;
    let (of_app, of_window) = (app.clone(), window.clone());
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            closing(&of_app, &of_window);
        }
    });
    if !hidden {
        show(app);
    }
    Ok(())
}

/// The window goes only with the program; a wish to close it hides it where a tray brings it back.
fn closing<R: Runtime>(app: &AppHandle<R>, window: &WebviewWindow<R>) {
    let desktop = app.state::<Desktop>().inner().clone();
    if desktop.closing_hides() {
        done(window.hide(), "the window can't be hidden");
        return;
    }
    let app = app.clone();
    spawn(async move { wishes::ask_to_quit(&app, &desktop).await });
}

/// Brings it before the person.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    done(window.unminimize(), "the window stays small");
    done(window.show(), "the window can't be shown");
    done(window.set_focus(), "the window is not before the others");
}

/// Whether it is on the screen.
pub(crate) fn is_seen<R: Runtime>(app: &AppHandle<R>) -> bool {
    let window = app.get_webview_window(MAIN);
    window
        .is_some_and(|window| window.is_visible().unwrap_or(true) && !window.is_minimized().unwrap_or(false))
}

/// Takes the page to a screen.
pub(crate) fn go<R: Runtime>(app: &AppHandle<R>, screen: &str) {
    done(app.emit(GO_EVENT, screen), "the page did not hear where to go");
}

fn done(result: tauri::Result<()>, otherwise: &str) {
    if let Err(error) = result {
        tracing::debug!(causes = %Causes(&error), "{otherwise}");
    }
}
