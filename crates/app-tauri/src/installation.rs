//! What of an installation lies beside its data: where its folders are and what its environment sets. Not what stands in
//! them.

use std::path::PathBuf;
use std::sync::Arc;

use homing_import::legacy::Folders;

use crate::config::Places;
use crate::legacy::EarlierApp;

/// The folders of one installation, and the earlier app as far as it has to do with that.
#[derive(Clone)]
pub struct Installation {
    /// The folders.
    pub places: Places,
    /// What `HOMING_CA_FILE` names.
    pub ca_file: Option<PathBuf>,
    /// Moving over from the earlier app.
    pub earlier_app: Arc<EarlierApp>,
    /// Where that app's file is looked for.
    pub earlier_folders: Folders,
}
