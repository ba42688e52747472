//! npm's `oidc-provider`, and a Node that is new enough for it, in a folder of their own under the target folder:
//! nothing of the machine's own Node is changed, and it is needed for npm alone.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cargo::Workspace;

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
    let (packages, installed) = (folder.join("node_modules"), folder.join("installed.json"));
    let wanted =
        fs::read(source.join("package-lock.json")).context("the list of npm packages could not be read")?;
    // The copy is written last: an installation that was cut short is made anew.
    if fs::read(&installed).is_ok_and(|there| there == wanted) && packages.is_dir() {
        return Ok(());
    }
    println!("npm's oidc-provider is missing; it is installed under {}, once.", folder.display());
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
    for file in LIST {
        fs::copy(source.join(file), folder.join(file))
            .with_context(|| format!("{file} could not be copied"))?;
    }
    let mut npm = Command::new("npm");
    // No package runs a program of its own here.
    npm.args(["ci", "--ignore-scripts"]).current_dir(&folder);
    let status = npm.status().context("npm could not be started")?;
    ensure!(status.success(), "ended with {status}: {npm:?}");
    fs::write(&installed, wanted).context("the installation could not be completed")
}
