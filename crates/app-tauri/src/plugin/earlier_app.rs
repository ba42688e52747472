//! The commands of moving over from the earlier app: what of it is there, the import, and what becomes of its file.

use std::path::PathBuf;

use homing_domain::account::CredentialPlace;
use serde::Deserialize;
use tauri::State;

use super::answer::{Answer, answer};
use super::commands::refused;
use super::given::Given;
use super::{CommandError, Shared};
use crate::config::Config;
use crate::installation::Installation;
use crate::json::{EarlierAppJson, LegacyReportJson};
use crate::legacy::{IfOneRuns, LegacyWish, OriginalWish, earlier_key};

/// The argument `wish` of `decide_earlier_original`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub(super) enum WishJson {
    Keep,
    Scrub,
    Delete,
}

/// What of the earlier app is there and waits for a word. Cheap: it looks and reads what is remembered.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn earlier_app(shared: State<'_, Shared>) -> Answer<EarlierAppJson> {
    let Installation { earlier_app, earlier_folders, .. } = shared.installation()?;
    let found = earlier_app.to_offer(earlier_folders).await.map_err(refused)?;
    let original = earlier_app.original_to_decide(false).await.map_err(refused)?;
    answer(&EarlierAppJson::new(&found, original.as_ref().map(|original| original.file.as_path())))
}

/// Imports the earlier app's file, the one that is found where none is named. It may take minutes; one import runs at a
/// time.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn import_earlier_app(
    shared: State<'_, Shared>,
    file: Given<Option<PathBuf>>,
) -> Answer<LegacyReportJson<'static>> {
    let file = file.read()?;
    let installation = shared.installation()?;
    let config = Config::load(&installation.places.config_file()).map_err(refused)?;
    let wish = LegacyWish {
        file,
        folders: installation.earlier_folders.clone(),
        key: earlier_key(),
        server: config.server,
        api: config.profile,
        place: CredentialPlace::Keychain,
        dry_run: false,
        if_one_runs: IfOneRuns::Refuse,
    };
    let report = Box::pin(installation.earlier_app.import(wish, &|_, _| ())).await.map_err(refused)?;
    answer(&LegacyReportJson::from(&report))
}

/// Does with the earlier app's file what a person wants, after another import of it. Where none was imported, `keep`
/// declines those that are found.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn decide_earlier_original(shared: State<'_, Shared>, wish: Given<WishJson>) -> Answer<()> {
    let wish = wish.read()?;
    let Installation { earlier_app, earlier_folders, places, .. } = shared.installation()?;
    match (earlier_app.original_to_decide(false).await.map_err(refused)?, wish) {
        (Some(original), wish) => {
            let config = Config::load(&places.config_file()).map_err(refused)?;
            let again = LegacyWish {
                if_one_runs: IfOneRuns::Refuse,
                ..LegacyWish::again(original.file, config.profile)
            };
            let decided = earlier_app.import_and_decide(again, wish.into(), &|_, _| ());
            Box::pin(decided).await.map_err(refused)?;
        }
        (None, WishJson::Keep) => earlier_app.decline(earlier_folders).await.map_err(refused)?,
        (None, WishJson::Scrub | WishJson::Delete) => return Err(CommandError::NoEarlierFile),
    }
    answer(&())
}

impl From<WishJson> for OriginalWish {
    fn from(wish: WishJson) -> Self {
        match wish {
            WishJson::Keep => Self::Keep,
            WishJson::Scrub => Self::Scrub,
            WishJson::Delete => Self::Delete,
        }
    }
}
