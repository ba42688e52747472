//! What the window, the tray and the commands share.

use std::sync::Arc;

use homing_app::{Homing, Places};
use homing_domain::account::Active;

use crate::autostart::Autostart;
use crate::commands::UnsentJson;
use crate::leaving::Leaving;
use crate::preferences::KeptPreferences;
use crate::tray::TrayPresence;
use crate::words::{Language, Words};

/// The parts.
#[derive(Clone)]
pub(crate) struct Desktop {
    pub(crate) homing: Arc<Homing>,
    pub(crate) places: Places,
    pub(crate) preferences: Arc<KeptPreferences>,
    /// The language where none is preferred.
    pub(crate) system_language: Language,
    pub(crate) autostart: Arc<dyn Autostart>,
    pub(crate) tray: TrayPresence,
    pub(crate) leaving: Leaving,
    /// Held by the one handover that runs.
    pub(crate) handover: Arc<tokio::sync::Mutex<()>>,
}

impl Desktop {
    /// What the tray and the notifications say.
    pub(crate) fn words(&self) -> &'static Words {
        self.preferences.now().language.unwrap_or(self.system_language).words()
    }

    /// Whether closing the window leaves Homing running.
    pub(crate) fn closing_hides(&self) -> bool {
        self.preferences.now().tray && self.tray.is_there()
    }

    /// What the active account has that the server does not have yet, where there is any. Nothing of the local account's
    /// is ever to be sent. Data that can't be read keeps nobody here.
    pub(crate) async fn unsent(&self) -> Option<UnsentJson> {
        let status = self.homing.status().await.ok()?;
        let Active::Account { account, .. } = status.active else { return None };
        let known = self.homing.accounts().await.ok()?.accounts;
        let held = known.into_iter().find(|known| known.account.id == account.id)?.holdings;
        (held.unsent() > 0).then(|| UnsentJson {
            waiting: held.waiting(),
            attention: held.counts.attention,
            pictures: held.pictures,
            timer: held.timer.is_some(),
        })
    }
}
