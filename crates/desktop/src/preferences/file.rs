//! `desktop.toml`: how the preferences stand in a file of their own, beside `homing.toml`.

use std::io;
use std::path::Path;

use homing_app::replace_file;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use toml_edit::{DocumentMut, Item, value};

use super::Preferences;

/// The file can't be read or written. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnusableError {
    /// It can't be read.
    #[error("the preferences can't be read")]
    Unreadable(#[source] io::Error),
    /// It is no TOML.
    #[error("the preferences are not understood")]
    NotUnderstood(#[source] toml_edit::TomlError),
    /// It can't be written.
    #[error("the preferences can't be written")]
    NotWritable(#[source] io::Error),
}

/// What the file says; without one, all have their defaults. A value that is none of the key's has its default too, and
/// the log says which key.
pub(super) fn read(place: &Path) -> Result<Preferences, UnusableError> {
    let file = parse(place)?;
    let usual = Preferences::default();
    Ok(Preferences {
        language: named(&file, "language"),
        theme: named(&file, "theme"),
        tray: said(&file, "tray").unwrap_or(usual.tray),
        start_hidden: said(&file, "start_hidden").unwrap_or(usual.start_hidden),
    })
}

/// Puts them into the file, whole or not at all; its other keys and its remarks stay.
pub(super) fn write(place: &Path, wanted: Preferences) -> Result<(), UnusableError> {
    let mut file = parse(place)?;
    put(&mut file, "language", wanted.language);
    put(&mut file, "theme", wanted.theme);
    file["tray"] = kept(&file, "tray", wanted.tray);
    file["start_hidden"] = kept(&file, "start_hidden", wanted.start_hidden);
    replace_file(place, file.to_string().as_bytes()).map_err(UnusableError::NotWritable)
}

fn parse(place: &Path) -> Result<DocumentMut, UnusableError> {
    match std::fs::read_to_string(place) {
        Ok(text) => text.parse().map_err(UnusableError::NotUnderstood),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(DocumentMut::new()),
        Err(error) => Err(UnusableError::Unreadable(error)),
    }
}

fn said(file: &DocumentMut, key: &str) -> Option<bool> {
    let item = file.get(key)?;
    let said = item.as_bool();
    if said.is_none() {
        tracing::warn!(key, "a preference is not understood: it has its default");
    }
    said
}

fn named<T: DeserializeOwned>(file: &DocumentMut, key: &str) -> Option<T> {
    let item = file.get(key)?;
    let text = item.as_str().map(IntoDeserializer::into_deserializer);
    let named = text.and_then(|text: StrDeserializer<'_, ValueError>| T::deserialize(text).ok());
    if named.is_none() {
        tracing::warn!(key, "a preference is not understood: it has its default");
    }
    named
}

/// The value, or no key where the system decides.
fn put<T: serde::Serialize>(file: &mut DocumentMut, key: &str, wanted: Option<T>) {
    let text = wanted.and_then(|wanted| match serde_json::to_value(wanted) {
        Ok(serde_json::Value::String(text)) => Some(text),
        _ => None,
    });
    match text {
        Some(text) if file.get(key).and_then(Item::as_str) == Some(&text) => {}
        Some(text) => file[key] = value(text),
        None => drop(file.remove(key)),
    }
}

/// The item that is there, with its remark, where it says so already.
fn kept(file: &DocumentMut, key: &str, wanted: bool) -> Item {
    match file.get(key) {
        Some(item) if item.as_bool() == Some(wanted) => item.clone(),
        _ => value(wanted),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::path::PathBuf;

    use super::*;
    use crate::preferences::{Change, KeptPreferences, Theme};
    use crate::words::Language;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("new").join("desktop.toml");
        (folder, place)
    }

    #[test]
    fn what_was_preferred_is_preferred_after_a_restart() {
        let (_folder, place) = folder();
        let kept = KeptPreferences::load(place.clone());
        assert_eq!(kept.now(), Preferences::default());
        let change = Change {
            language: Some(Some(Language::Ru)),
            theme: Some(Some(Theme::Dark)),
            tray: Some(false),
            ..Change::default()
        };
        let changed = kept.change(change).unwrap();
        assert_eq!(changed.language, Some(Language::Ru));
        assert_eq!(KeptPreferences::load(place.clone()).now(), changed);
        kept.change(Change { language: Some(None), ..Change::default() }).unwrap();
        let again = KeptPreferences::load(place).now();
        assert_eq!((again.language, again.theme, again.tray), (None, Some(Theme::Dark), false));
    }

    #[test]
    fn keys_of_others_and_remarks_stay() {
        let (_folder, place) = folder();
        let text = "# mine\ntray = false # no panel here\nlater = { key = 1 }\n";
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(&place, text).unwrap();
        KeptPreferences::load(place.clone()).change(Change::default()).unwrap();
        let written = std::fs::read_to_string(&place).unwrap();
        assert!(written.starts_with(text), "{written}");
    }

    #[test]
    fn a_value_that_is_none_has_its_default_and_the_others_count() {
        let (_folder, place) = folder();
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(&place, "tray = 'yes'\nlanguage = 'xx'\ntheme = 'dark'\n").unwrap();
        let read = KeptPreferences::load(place).now();
        assert_eq!(read, Preferences { theme: Some(Theme::Dark), ..Preferences::default() });
    }

    #[test]
    fn a_broken_file_is_not_written_over() {
        let (_folder, place) = folder();
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(&place, "tray = ").unwrap();
        let kept = KeptPreferences::load(place.clone());
        assert_eq!(kept.now(), Preferences::default());
        let refused = kept.change(Change { tray: Some(false), ..Change::default() });
        assert!(matches!(refused, Err(UnusableError::NotUnderstood(_))), "{refused:?}");
        assert_eq!(std::fs::read_to_string(&place).unwrap(), "tray = ");
        assert_eq!(kept.now(), Preferences::default());
    }

    #[test]
    fn what_was_written_by_hand_since_the_start_stays() {
        let (_folder, place) = folder();
        let kept = KeptPreferences::load(place.clone());
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(&place, "theme = 'dark'\n").unwrap();
        let changed = kept.change(Change { tray: Some(false), ..Change::default() }).unwrap();
        assert_eq!((changed.theme, changed.tray), (Some(Theme::Dark), false));
        assert_eq!((kept.now(), KeptPreferences::load(place).now()), (changed, changed));
    }

    #[test]
    fn of_two_changes_at_once_both_stay() {
        let (_folder, place) = folder();
        let kept = KeptPreferences::load(place.clone());
        let together = std::sync::Barrier::new(2);
        for tray in [false, true].repeat(10) {
            let theme = Some(if tray { Theme::Dark } else { Theme::Light });
            let change = |change: Change| {
                together.wait();
                kept.change(change).unwrap();
            };
            std::thread::scope(|threads| {
                threads.spawn(|| change(Change { tray: Some(tray), ..Change::default() }));
                threads.spawn(|| change(Change { theme: Some(theme), ..Change::default() }));
            });
            let now = KeptPreferences::load(place.clone()).now();
            assert_eq!((now.tray, now.theme), (tray, theme));
            assert_eq!(kept.now(), now);
        }
    }

    #[test]
    fn whoever_watches_hears_of_a_change() {
        let (_folder, place) = folder();
        let kept = KeptPreferences::load(place);
        let mut watched = kept.watch();
        assert!(!watched.has_changed().unwrap());
        kept.change(Change { tray: Some(false), ..Change::default() }).unwrap();
        assert!(watched.has_changed().unwrap());
        assert!(!watched.borrow_and_update().tray);
    }
}
