//! What happens without anybody at the page: the tray's face, the notifications, the question after a time away. All of it
//! follows the snapshots; between two of them nothing runs, save that a running timer's tray counts its minutes.

use std::time::Duration;

use homing_app::{Causes, Status};
use homing_domain::Timestamp;
use jiff::tz::TimeZone;
use tauri::{AppHandle, Runtime};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::timeout;

use crate::desktop::Desktop;
use crate::notices;
use crate::tray::{Face, Tray, Wish, stays};
use crate::window;

/// Watches for as long as the program runs. Where the system lets nobody watch there is no tray: it would lie;
/// a start without a window shows it then.
pub(crate) async fn watch<R: Runtime>(app: AppHandle<R>, desktop: Desktop, wishes: UnboundedSender<Wish>) {
    let mut watch = match desktop.homing.watch_status().await {
        Ok(watch) => watch,
        Err(error) => {
            tracing::warn!(causes = %Causes(&error), "there is no tray, as changes can't be watched");
            // Nobody hears it only while the program ends.
            let _ = wishes.send(Wish::HostGone);
            return;
        }
    };
    let mut preferences = desktop.preferences.watch();
    let (mut tray, mut memory) = (Tray::default(), notices::recall(&desktop.places.data));
    let (mut status, mut away) = (watch.next().await, None);
    loop {
        let now = desktop.homing.clock().now();
        let wanted = preferences.borrow_and_update().tray;
        let words = desktop.words();
        if wanted {
            let face = Face::of(&status, now, &TimeZone::system(), words);
            tray.show(face, words, &desktop.tray, &wishes).await;
        } else {
            tray.hide(&desktop.tray).await;
        }
        let hidden = !window::is_seen(&app);
        ask_of_time_away(&app, &status, &mut away, hidden);
        let again = notices::tell(&mut memory, &status, now, hidden, words).await;
        let minute = stays(&status, now).filter(|_| desktop.closing_hides());
        let next = async {
            tokio::select! {
                next = watch.next() => Some(next),
                _ = preferences.changed() => None,
            }
        };
        if let Some(Some(next)) = within(again.into_iter().chain(minute).min(), next).await {
            status = next;
        }
    }
}

/// Takes the window to its question where there is a new time away and somebody sees the window.
fn ask_of_time_away<R: Runtime>(
    app: &AppHandle<R>,
    status: &Status,
    asked: &mut Option<Timestamp>,
    hidden: bool,
) {
    let end = status.away.last().map(|gap| gap.to);
    if end.is_some() && end != *asked && !hidden {
        window::go(app, "timer");
    }
    *asked = end;
}

async fn within<T>(left: Option<Duration>, next: impl Future<Output = T>) -> Option<T> {
    match left {
        Some(left) => timeout(left, next).await.ok(),
        None => Some(next.await),
    }
}
