//! npm's `oidc-provider`, and a Node that is new enough for it, in a folder of their own under the target folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::cargo::Workspace;
use crate::npm::Packages;

/// What npm reads: the packages to the letter, and how it is to behave.
const LIST: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Where the tests look for it.
const FOLDER: &str = "oidc-provider";

/// Installs it where it is missing or its list has changed.
///
/// # Errors
/// When npm can't; the first time takes the network.
pub(super) fn provide(workspace: &Workspace) -> Result<()> {
    let source = Path::new(&workspace.root).join("tests/oidc-provider");
    let folder = Path::new(&workspace.target).join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
    for file in LIST {
        fs::copy(source.join(file), folder.join(file))
            .with_context(|| format!("{file} could not be copied"))?;
    }
    Packages::provide(&folder).map(drop)
}
