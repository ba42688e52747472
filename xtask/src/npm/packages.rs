//! A folder of npm packages, and programs out of it, on a Node that was brought.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::Node;

/// The list of packages to the letter, with what each must hash to.
const LOCK: &str = "package-lock.json";
/// A copy of the list that the packages were installed from; in their folder, so that it goes with them.
const INSTALLED: &str = "node_modules/.installed-from.json";
/// No package runs a program of its own while it is installed.
const INSTALL: [&str; 2] = ["ci", "--ignore-scripts"];

/// A folder with packages that are there as its list says.
#[derive(Debug)]
pub(crate) struct Packages<'a> {
    node: &'a Node,
    folder: PathBuf,
}

impl<'a> Packages<'a> {
    /// Installs the packages of `folder` where they are missing or their list has changed.
    ///
    /// # Errors
    /// When npm can't; the first time takes the network.
    pub(crate) fn provide(node: &'a Node, folder: &Path) -> Result<Self> {
        let packages = Self { node, folder: folder.to_owned() };
        install_once(folder, || packages.npm(&INSTALL))?;
        Ok(packages)
    }

    /// npm with these arguments.
    ///
    /// # Errors
    /// When a folder's name can't be part of PATH.
    pub(crate) fn npm(&self, arguments: &[&str]) -> Result<Command> {
        let mut npm = self.node.npm(&self.folder)?;
        npm.args(arguments);
        Ok(npm)
    }

    /// A program among the packages, by its file below `node_modules`.
    ///
    /// # Errors
    /// When a folder's name can't be part of PATH.
    pub(crate) fn program(&self, file: &str) -> Result<Command> {
        let mut command = self.node.start(&self.folder)?;
        command.arg(self.folder.join("node_modules").join(file));
        Ok(command)
    }

    /// npm with these arguments, which must succeed.
    ///
    /// # Errors
    /// When it can't be started or does not succeed; what it said is above.
    pub(crate) fn must_run(&self, arguments: &[&str]) -> Result<()> {
        must_succeed(self.npm(arguments)?)
    }
}

/// Runs this npm, which installs what the list of a folder says, where that was not done yet.
pub(super) fn install_once(folder: &Path, npm: impl FnOnce() -> Result<Command>) -> Result<()> {
    let wanted = fs::read(folder.join(LOCK)).context("the list of npm packages could not be read")?;
    let installed = folder.join(INSTALLED);
    // The copy is written last: an installation that was cut short is made anew.
    if fs::read(&installed).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    println!("npm packages are missing or changed; they are installed in {}, once.", folder.display());
    must_succeed(npm()?)?;
    fs::write(&installed, wanted).context("the installation could not be completed")
}

fn must_succeed(mut npm: Command) -> Result<()> {
    let status = npm.status().context("npm could not be started")?;
    ensure!(status.success(), "npm ended with {status}: {npm:?}");
    Ok(())
}

/// Puts a list of packages where they are to be installed.
///
/// # Errors
/// When a file of it can't be copied.
pub(crate) fn copy_list(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("{} could not be made", to.display()))?;
    for file in ["package.json", LOCK, ".npmrc"] {
        fs::copy(from.join(file), to.join(file)).with_context(|| format!("{file} could not be copied"))?;
    }
    Ok(())
}
