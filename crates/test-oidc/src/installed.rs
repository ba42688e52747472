//! Where `cargo xtask test` installed the provider, with a Node of its own.

use std::env;
use std::path::{Path, PathBuf};

/// Names the folder with `node_modules`, where it is elsewhere.
const FOLDER: &str = "HOMING_OIDC_PROVIDER";

/// Its name below the target folder.
const BELOW_TARGET: &str = "oidc-provider";

/// It is not there.
#[derive(Debug, thiserror::Error)]
#[error("the OpenID provider of the tests is not installed: run `cargo xtask oidc-provider` once")]
pub struct NotInstalledError;

/// A folder with the provider's packages.
#[derive(Clone, Debug)]
pub(crate) struct Installed {
    pub(crate) folder: PathBuf,
    pub(crate) node: PathBuf,
}

impl Installed {
    pub(crate) fn find() -> Result<Self, NotInstalledError> {
        let named = env::var_os(FOLDER).map(PathBuf::from);
        let folder = named.or_else(below_target).ok_or(NotInstalledError)?;
        let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
        let node = folder.join(format!("node_modules/node-linux-{architecture}/bin/node"));
        if node.exists() { Ok(Self { folder, node }) } else { Err(NotInstalledError) }
    }
}

/// Tests run somewhere below the target folder.
fn below_target() -> Option<PathBuf> {
    let program = env::current_exe().ok()?;
    let mut folders = program.ancestors().map(|folder: &Path| folder.join(BELOW_TARGET));
    folders.find(|folder| folder.join("node_modules").is_dir())
}
