//! What the tray's menu does. Recorded as a page's command is; where a person has to be asked, the window comes up.

use homing_app::Causes;
use homing_app::plugin::CommandError;
use homing_domain::time::{Away, Command, EntryRef, When};
use serde::Serialize;
use tauri::{AppHandle, Emitter as _, Runtime};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::desktop::Desktop;
use crate::tray::Wish;
use crate::window;

/// The event that asks the page to ask. Its payload is what `quit` refuses with.
pub(crate) const QUIT_EVENT: &str = "desktop://quit-asked";

/// The event that tells the page what the tray was refused. Its payload is a [`Refused`].
pub(crate) const REFUSED_EVENT: &str = "desktop://refused";

/// A wish of the tray that was not done: the page says why, or asks what has to be asked first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Refused {
    pub(crate) wish: Wish,
    /// As the plugin's command would have thrown it.
    pub(crate) problem: CommandError,
}

/// What became of a wish.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Became {
    Done,
    /// Nothing was ever recorded: the page asks what it is.
    NeedsWords,
    Refused(Refused),
}

/// Fulfils wishes for as long as the program runs.
pub(crate) async fn fulfil<R: Runtime>(
    app: AppHandle<R>,
    desktop: Desktop,
    mut wishes: UnboundedReceiver<Wish>,
) {
    while let Some(wish) = wishes.recv().await {
        match wish {
            Wish::Open => window::show(&app),
            Wish::HostGone if window::is_seen(&app) => {}
            Wish::HostGone => window::show(&app),
            Wish::Quit => ask_to_quit(&app, &desktop).await,
            Wish::Start | Wish::Pause | Wish::Resume | Wish::Stop => {
                say(&app, record(&desktop, wish).await);
            }
        }
    }
}

/// Ends the program, or has the page ask where work is not sent yet.
pub(crate) async fn ask_to_quit<R: Runtime>(app: &AppHandle<R>, desktop: &Desktop) {
    let Some(unsent) = desktop.unsent().await else {
        desktop.leaving.leave();
        return;
    };
    if desktop.leaving.asks_again(desktop.homing.clock().now()) {
        desktop.leaving.leave();
        return;
    }
    window::show(app);
    if let Err(error) = app.emit(QUIT_EVENT, unsent) {
        tracing::warn!(causes = %Causes(&error), "the window can't ask: Homing ends");
        desktop.leaving.leave();
    }
}

/// Brings the window up where a person is needed, and tells the page why.
pub(crate) fn say<R: Runtime>(app: &AppHandle<R>, became: Became) {
    if became == Became::Done {
        return;
    }
    window::show(app);
    window::go(app, "timer");
    if let Became::Refused(refused) = became
        && let Err(error) = app.emit(REFUSED_EVENT, refused)
    {
        tracing::warn!(causes = %Causes(&error), "the page did not hear what the tray was refused");
    }
}

/// Records it, durably, where that needs no question.
pub(crate) async fn record(desktop: &Desktop, wish: Wish) -> Became {
    let command = match wish {
        Wish::Start => match desktop.homing.sync().tracker().find(&EntryRef::Latest(1)).await {
            Ok(last) => Command::Continue { entry: last.id, when: When::Now },
            Err(_) => return Became::NeedsWords,
        },
        Wish::Pause => Command::Pause(When::Now),
        Wish::Resume => Command::Resume(When::Now),
        Wish::Stop => Command::Stop(When::Now),
        Wish::Open | Wish::Quit | Wish::HostGone => return Became::Done,
    };
    match desktop.homing.sync().enqueue_time_entry_with(&command, Away::Ask).await {
        Ok(_) => Became::Done,
        Err(error) => {
            tracing::info!(causes = %Causes(&error), "the tray's wish needs the window");
            Became::Refused(Refused { wish, problem: error.into() })
        }
    }
}
