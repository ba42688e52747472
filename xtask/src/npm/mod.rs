//! A folder of npm packages, and programs out of it. Nothing of the machine's own Node is changed.
//!
//! Two Nodes take part. The one that the machine has runs npm itself, and Debian's 18 is new enough for that;
//! everything that npm starts, and everything else, runs on the one among the packages.

mod node;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::system::on_path;

/// The list of packages to the letter, with what each must hash to.
const LOCK: &str = "package-lock.json";
/// A copy of the list that the packages were installed from; in their folder, so that it goes with them.
const INSTALLED: &str = "node_modules/.installed-from.json";

/// A folder with packages that are there as its list says.
#[derive(Debug)]
pub(crate) struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// Installs the packages of `folder` where they are missing or their list has changed.
    ///
    /// # Errors
    /// When npm can't; the first time takes the network.
    pub(crate) fn provide(folder: &Path) -> Result<Self> {
        let packages = Self { folder: folder.to_owned() };
        let wanted = fs::read(folder.join(LOCK)).context("the list of npm packages could not be read")?;
        let installed = folder.join(INSTALLED);
        // The copy is written last: an installation that was cut short is made anew.
        if fs::read(&installed).is_ok_and(|there| there == wanted) {
            return Ok(packages);
        }
        println!("npm packages are missing or changed; they are installed in {}, once.", folder.display());
        // No package runs a program of its own here.
        packages.must_run(&["ci", "--ignore-scripts"])?;
        fs::write(&installed, wanted).context("the installation could not be completed")?;
        Ok(packages)
    }

    /// npm with these arguments, which must succeed.
    ///
    /// # Errors
    /// When it can't be started or does not succeed; what it said is above.
    pub(crate) fn must_run(&self, arguments: &[&str]) -> Result<()> {
        let mut npm = self.npm(arguments)?;
        let status = npm.status().context("npm could not be started")?;
        ensure!(status.success(), "`npm {}` ended with {status}", arguments.join(" "));
        Ok(())
    }

    /// npm with these arguments, on the machine's own Node; its children find the one among the packages.
    ///
    /// # Errors
    /// When there is no npm, or it can't be read.
    pub(crate) fn npm(&self, arguments: &[&str]) -> Result<Command> {
        let npm = on_path("npm").context("there is no npm")?;
        let own = on_path("node").or_else(|| node::among(&self.folder));
        let mut command = node::start_of(&npm, own.as_deref())?;
        command.args(arguments);
        self.at_home(command)
    }

    /// A program among the packages, by its file below `node_modules`, on the Node among the packages.
    ///
    /// # Errors
    /// When the list has no Node for this machine, and it has none either.
    pub(crate) fn program(&self, file: &str) -> Result<Command> {
        let node = node::among(&self.folder).or_else(|| on_path("node"));
        let mut command = Command::new(node.context("there is no Node for this machine")?);
        command.arg(self.folder.join("node_modules").join(file));
        self.at_home(command)
    }

    /// Nothing may wait for a person: npm has no standard input.
    fn at_home(&self, mut command: Command) -> Result<Command> {
        let brought = node::among(&self.folder).and_then(|node| node.parent().map(Path::to_owned));
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = brought.into_iter().chain(env::split_paths(&path));
        let path = env::join_paths(folders).context("PATH can't be extended")?;
        command.current_dir(&self.folder).stdin(Stdio::null()).env("PATH", path);
        Ok(command)
    }
}
