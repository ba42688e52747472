//! The program around the window: Tauri with its plugins, what watches, and the ending.

use std::sync::Arc;

use homing_app::plugin::{self, PluginParts};
use homing_app::{Homing, Places};
use tauri::async_runtime::{block_on, spawn};
use tauri::{Manager as _, Runtime};
use tauri_plugin_window_state::StateFlags;
use tokio::sync::mpsc::unbounded_channel;

use crate::autostart::{AT_LOGIN, SystemAutostart};
use crate::desktop::Desktop;
use crate::failure::Failure;
use crate::instance::Door;
use crate::leaving::Leaving;
use crate::preferences::KeptPreferences;
use crate::tray::TrayPresence;
use crate::words::Language;
use crate::{commands, handover, session_bus, watching, window, wishes};

/// What a start is given.
pub(crate) struct Start {
    pub(crate) places: Places,
    /// Where a second copy knocks.
    pub(crate) door: Door,
    /// The session began, and nobody asked for a window.
    pub(crate) at_login: bool,
}

/// Runs until somebody wishes to leave.
pub(crate) fn run(context: tauri::Context, homing: &Arc<Homing>, start: Start) -> Result<(), Failure> {
    let Start { places, door, at_login } = start;
    let preferences = Arc::new(KeptPreferences::load(places.config.join("desktop.toml")));
    let wanted = preferences.now();
    let hidden = at_login && wanted.start_hidden && wanted.tray && block_on(session_bus::has_tray_host());
    let leaving = Leaving::default();
    let app = commands::on(tauri::Builder::default())
        .plugin(plugin::init(PluginParts::of(homing)))
        .plugin(tauri_plugin_autostart::Builder::new().arg(AT_LOGIN).build())
        .plugin(window_state())
        .setup(move |app| Ok(window::open(app.handle(), hidden)?))
        .build(context)?;
    let desktop = Desktop {
        homing: Arc::clone(homing),
        places,
        preferences,
        system_language: Language::of_system(|name| std::env::var(name).ok()),
        autostart: Arc::new(SystemAutostart(app.handle().clone())),
        tray: TrayPresence::default(),
        leaving: leaving.clone(),
        handover: Arc::default(),
    };
    app.manage(desktop.clone());
    let (wish, wished) = unbounded_channel();
    spawn(watching::watch(app.handle().clone(), desktop.clone(), wish));
    spawn(wishes::fulfil(app.handle().clone(), desktop.clone(), wished));
    let handle = app.handle().clone();
    spawn(async move { handover::run(&handle, &desktop).await });
    let handle = app.handle().clone();
    let answering = spawn(door.answer(move || window::show(&handle)));
    spawn(ended_from_outside(leaving.clone()));
    let handle = app.handle().clone();
    spawn(async move {
        leaving.wished().await;
        // Who starts Homing from here on waits for its end, and is not told of a window that goes.
        answering.abort();
        let _ = answering.await;
        handle.exit(0);
    });
    app.run_return(|_, _| {});
    Ok(())
}

/// Size and place survive; a place that no screen shows any more is not taken. Not whether it was hidden: a start shows it.
fn window_state<R: Runtime>() -> tauri::plugin::TauriPlugin<R> {
    let kept = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    tauri_plugin_window_state::Builder::default().with_state_flags(kept).with_denylist(&["handover"]).build()
}

/// The session ends, or somebody at a terminal: work is safe, so nobody is asked.
#[cfg(unix)]
async fn ended_from_outside(leaving: Leaving) {
    use tokio::signal::unix::{SignalKind, signal};
    let heard = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()].map(signal);
    let [Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)] = heard else {
        tracing::warn!("an end from outside is a sudden one");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hangup.recv() => {}
    }
    leaving.leave();
}

#[cfg(not(unix))]
async fn ended_from_outside(_: Leaving) {}
