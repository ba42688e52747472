//! The composition root of an examination: the same adapters as [`Homing::open`] takes, each for a look.

use std::path::PathBuf;
use std::sync::Arc;

use homing_auth::{EncryptedFileStore, KeychainStore};
use homing_domain::ports::{DataProbe, WayProbe};
#[cfg(feature = "postgres")]
use homing_storage::PostgresProbe;
use homing_storage::{FileLocks, SqliteProbe};

use super::Homing;
#[cfg(feature = "postgres")]
use super::{machine_id, own_sync_state};
use crate::api::ApiName;
use crate::application::KEYCHAIN_SERVICE;
use crate::config::{Config, Places};
use crate::doctor::{Doctor, DoctorParts};
use crate::network::{self, NetworkSettings};
use crate::storage_url::StorageUrl;
use crate::system::SystemClock;

impl Homing {
    /// An examination of these folders. It opens none of what [`Homing::open`] opens, since that may be what is
    /// wrong.
    #[must_use]
    pub fn doctor(places: &Places, ca_file: Option<PathBuf>) -> Doctor {
        let file = places.config_file();
        let config = file.try_exists().unwrap_or(true).then(|| Config::load(&file));
        let said = config.as_ref().and_then(|config| config.as_ref().ok()).cloned().unwrap_or_default();
        let (data_probe, lock_folder) = data_probe(&said.storage, places);
        let settings = NetworkSettings { proxy: said.proxy, ca_file: ca_file.or(said.ca_file) };
        let way = network::probe(&settings)
            .map(|(probe, certificates)| (Arc::new(probe) as Arc<dyn WayProbe>, certificates));
        let data = places.data.clone();
        Doctor::new(DoctorParts {
            places: places.clone(),
            config,
            storage: said.storage,
            data: data_probe,
            keychain: Arc::new(KeychainStore::new(KEYCHAIN_SERVICE)),
            has_credential_file: Box::new(move |account| EncryptedFileStore::has_file(&data, account)),
            locks: Arc::new(FileLocks::new(lock_folder)),
            way,
            api: said.profile,
            apis: ApiName::ALL.map(|name| (name, name.profile())).into(),
            clock: Arc::new(SystemClock::new()),
        })
    }
}

/// What looks at the storage, and where the locks of this machine are. What is only in a program's memory, none can look
/// at.
fn data_probe(storage: &StorageUrl, places: &Places) -> (Arc<dyn DataProbe>, PathBuf) {
    match storage {
        StorageUrl::Sqlite(Some(file)) => {
            let folder = file.parent().map_or_else(PathBuf::new, Into::into);
            (Arc::new(SqliteProbe::new(file)), folder)
        }
        #[cfg(feature = "postgres")]
        StorageUrl::Postgres(url) => {
            let probe = PostgresProbe::new(url.expose(), &places.data);
            // A folder without a name has opened no database yet, and its engine remembers nothing.
            let machine = machine_id::known(&places.data).ok().flatten();
            let probe = match machine.map(own_sync_state::place_of) {
                Some(Ok(state)) => probe.with_state_at(state),
                _ => probe,
            };
            (Arc::new(probe), places.data.clone())
        }
        _ => (Arc::new(SqliteProbe::new(places.database_file())), places.data.clone()),
    }
}
