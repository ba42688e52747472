//! The tray: what Homing shows while its window is hidden, and what can be done there. It is there only where the session
//! has something that shows it.

mod face;
#[cfg(target_os = "linux")]
mod item;
mod pictures;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) use face::{Face, Shape, stays, time_of_day};
use tokio::sync::mpsc::UnboundedSender;

use crate::words::Words;

/// What somebody wishes who has no page before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Wish {
    /// To see the window.
    Open,
    /// To start what was done last.
    Start,
    Pause,
    Resume,
    Stop,
    /// To end the program.
    Quit,
    /// Nobody's: there is no tray, or what shows it is gone, and nobody could open a hidden window.
    HostGone,
}

/// Whether the icon can be seen. Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrayPresence(Arc<AtomicBool>);

impl TrayPresence {
    pub(crate) fn is_there(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self, there: bool) {
        self.0.store(there, Ordering::Relaxed);
    }
}

/// The icon, once it was made.
#[derive(Default)]
pub(crate) struct Tray {
    #[cfg(target_os = "linux")]
    shown: Option<ksni::Handle<item::Item>>,
    /// The icon could not be made the last time.
    #[cfg(target_os = "linux")]
    missing: bool,
}

#[cfg(target_os = "linux")]
impl Tray {
    /// Shows the face, and makes the icon where there is none yet.
    pub(crate) async fn show(
        &mut self,
        face: Face,
        words: &'static Words,
        presence: &TrayPresence,
        wishes: &UnboundedSender<Wish>,
    ) {
        if let Some(shown) = self.shown.as_ref().filter(|shown| !shown.is_closed()) {
            shown.update(|item| item.show(face, words)).await;
            return;
        }
        let item = item::Item::new(face, words, presence.clone(), wishes.clone());
        let made = item.spawn().await;
        self.made(made, presence, wishes);
    }

    /// Without an icon nobody could open a hidden window: it is asked for. Once, as a person may make it small then.
    fn made(
        &mut self,
        made: Option<ksni::Handle<item::Item>>,
        presence: &TrayPresence,
        wishes: &UnboundedSender<Wish>,
    ) {
        self.shown = made;
        let missed = std::mem::replace(&mut self.missing, self.shown.is_none());
        if self.missing {
            presence.set(false);
            if !missed {
                // Nobody hears it only while the program ends.
                let _ = wishes.send(Wish::HostGone);
            }
        }
    }

    /// Takes the icon away.
    pub(crate) async fn hide(&mut self, presence: &TrayPresence) {
        presence.set(false);
        if let Some(shown) = self.shown.take() {
            shown.shutdown().await;
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Tray {
    /// No tray yet where there is no session bus.
    pub(crate) async fn show(&mut self, _: Face, _: &Words, _: &TrayPresence, _: &UnboundedSender<Wish>) {}

    pub(crate) async fn hide(&mut self, _: &TrayPresence) {}
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;

    #[test]
    fn an_icon_that_cant_be_made_has_the_window_shown_once() {
        let (wishes, mut heard) = unbounded_channel();
        let (mut tray, presence) = (Tray::default(), TrayPresence::default());
        presence.set(true);
        tray.made(None, &presence, &wishes);
        assert!(!presence.is_there());
        assert_eq!(heard.try_recv().ok(), Some(Wish::HostGone));
        tray.made(None, &presence, &wishes);
        assert_eq!(heard.try_recv().ok(), None, "whoever made it small since is left alone");
    }
}
