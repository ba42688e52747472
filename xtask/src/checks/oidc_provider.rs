//! npm's `oidc-provider`, and the Node that its tests start it with, in a folder of their own under the target folder.

use std::path::Path;

use anyhow::Result;

use crate::cargo::Workspace;
use crate::npm::{Node, Packages, copy_list};

/// Where the tests look for it.
const FOLDER: &str = "oidc-provider";

/// Installs it where it is missing or its list has changed.
///
/// # Errors
/// When npm can't; the first time takes the network.
pub(super) fn provide(workspace: &Workspace, node: &Node) -> Result<()> {
    let folder = Path::new(&workspace.target).join(FOLDER);
    copy_list(&Path::new(&workspace.root).join("tests/oidc-provider"), &folder)?;
    Packages::provide(node, &folder).map(drop)
}
