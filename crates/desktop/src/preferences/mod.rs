//! What a person prefers of the program itself: language, theme, tray. Not the settings of `homing.toml`, which the
//! terminal shares, and nothing of their work.

mod file;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

pub(crate) use file::UnusableError;

use crate::words::Language;

/// A theme that is not the system's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Theme {
    Light,
    Dark,
}

/// What is preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Preferences {
    /// None: the system's.
    pub(crate) language: Option<Language>,
    /// None: the system's.
    pub(crate) theme: Option<Theme>,
    /// Whether the tray is wanted, where there can be one.
    pub(crate) tray: bool,
    /// Whether a start with the session shows no window, where there is a tray.
    pub(crate) start_hidden: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { language: None, theme: None, tray: true, start_hidden: true }
    }
}

/// What is to be another; `None` leaves it as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(default)]
pub(crate) struct Change {
    #[serde(deserialize_with = "given")]
    #[cfg_attr(test, specta(type = Option<Language>))]
    pub(crate) language: Option<Option<Language>>,
    #[serde(deserialize_with = "given")]
    #[cfg_attr(test, specta(type = Option<Theme>))]
    pub(crate) theme: Option<Option<Theme>>,
    pub(crate) tray: Option<bool>,
    pub(crate) start_hidden: Option<bool>,
    /// The system keeps this one: see `crate::autostart`.
    pub(crate) autostart: Option<bool>,
}

/// A field that is there, be it null.
fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

impl Preferences {
    fn changed(self, change: Change) -> Self {
        Self {
            language: change.language.unwrap_or(self.language),
            theme: change.theme.unwrap_or(self.theme),
            tray: change.tray.unwrap_or(self.tray),
            start_hidden: change.start_hidden.unwrap_or(self.start_hidden),
        }
    }
}

/// The file, and what it says now. Whoever watches hears of a change.
#[derive(Debug)]
pub(crate) struct KeptPreferences {
    place: PathBuf,
    /// Held over the whole of a change, so that of two at once none is lost.
    changing: Mutex<()>,
    now: watch::Sender<Preferences>,
}

impl KeptPreferences {
    /// Reads the file; what can't be read has its default, and the log says so.
    pub(crate) fn load(place: PathBuf) -> Self {
        let now = file::read(&place).unwrap_or_else(|error| {
            tracing::warn!(causes = %homing_app::Causes(&error), "the preferences can't be read: all have their defaults");
            Preferences::default()
        });
        Self { place, changing: Mutex::default(), now: watch::Sender::new(now) }
    }

    /// What is preferred now.
    pub(crate) fn now(&self) -> Preferences {
        *self.now.borrow()
    }

    /// Hears of each change.
    pub(crate) fn watch(&self) -> watch::Receiver<Preferences> {
        self.now.subscribe()
    }

    /// Writes it down, durably, before anybody hears of it. What else stands in the file stays as it is, also what somebody
    /// wrote there since the start.
    ///
    /// # Errors
    /// [`UnusableError`]: all is as it was.
    pub(crate) fn change(&self, change: Change) -> Result<Preferences, UnusableError> {
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = file::read(&self.place)?.changed(change);
        file::write(&self.place, wanted)?;
        self.now.send_replace(wanted);
        Ok(wanted)
    }
}
