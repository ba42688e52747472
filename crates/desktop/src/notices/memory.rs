//! `desktop-told.json` in the data folder: what was told. Lost, it is told once more; broken, it counts as lost.

use std::path::PathBuf;

use homing_app::replace_file;

use super::policy::Told;

#[derive(Debug)]
pub(crate) struct Memory {
    place: PathBuf,
    pub(super) told: Told,
}

impl Memory {
    pub(super) fn load(place: PathBuf) -> Self {
        let kept = std::fs::read(&place).ok().and_then(|kept| serde_json::from_slice(&kept).ok());
        Self { place, told: kept.unwrap_or_default() }
    }

    /// Remembers it, durably. Nothing is written where nothing is new.
    pub(super) fn keep(&mut self, told: Told) {
        if told == self.told {
            return;
        }
        self.told = told;
        let kept = serde_json::to_vec(&self.told).map_err(std::io::Error::from);
        if let Err(error) = kept.and_then(|kept| replace_file(&self.place, &kept)) {
            tracing::debug!(%error, "what was told is not remembered");
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_was_told_is_known_after_a_restart_and_a_broken_memory_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("desktop-told.json");
        let told = Told { account: "anna".to_owned(), attention: true, ..Told::default() };
        Memory::load(place.clone()).keep(told.clone());
        assert_eq!(Memory::load(place.clone()).told, told);
        std::fs::write(&place, "{").unwrap();
        assert_eq!(Memory::load(place).told, Told::default());
    }

    #[test]
    fn nothing_is_written_where_nothing_is_new() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("desktop-told.json");
        Memory::load(place.clone()).keep(Told::default());
        assert!(!place.exists());
    }
}
