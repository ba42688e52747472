//! A Node that is new enough, and an npm that runs on it, in a folder of their own under the target folder.
//!
//! The machine's npm is asked for these two and for nothing else: Debian's runs on Debian's Node 18 alone, and there it
//! leaves out, without a word, what the page is built with, because that asks for a newer one.

use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::packages::{copy_list, install_once};
use crate::cargo::Workspace;
use crate::system::on_path;

/// Their list, from the root of the workspace.
const LIST: &str = "xtask/node";
/// Where they are, in the target folder.
const FOLDER: &str = "node";

/// The two, as files.
#[derive(Debug)]
pub(crate) struct Node {
    node: PathBuf,
    npm: PathBuf,
    /// What leads PATH, so that scripts find both.
    folders: [PathBuf; 2],
}

impl Node {
    /// Installs both where they are missing or their list has changed.
    ///
    /// # Errors
    /// When the machine's npm can't; the first time takes the network.
    pub(crate) fn provide(workspace: &Workspace) -> Result<Self> {
        let folder = Path::new(&workspace.target).join(FOLDER);
        copy_list(&Path::new(&workspace.root).join(LIST), &folder)?;
        install_once(&folder, || {
            let npm = on_path("npm").context("there is no npm")?;
            // It would warn of each package that asks for a newer Node than the one it runs on.
            let mut npm = start_of(&npm, on_path("node").as_deref())?;
            npm.args(["ci", "--ignore-scripts", "--loglevel=error"])
                .current_dir(&folder)
                .stdin(Stdio::null());
            Ok(npm)
        })?;
        let packages = folder.join("node_modules");
        // The list has none for another system than Linux: there the machine's own has to do.
        let node =
            among(&packages).or_else(|| on_path("node")).context("there is no Node for this machine")?;
        let beside = node.parent().context("Node is in no folder")?.to_owned();
        Ok(Self { node, npm: packages.join("npm/bin/npm-cli.js"), folders: [beside, packages.join(".bin")] })
    }

    /// Node, in a folder; its arguments are still to come.
    ///
    /// # Errors
    /// When a folder's name can't be part of PATH.
    pub(super) fn start(&self, folder: &Path) -> Result<Command> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&path));
        let path = env::join_paths(folders).context("PATH can't be extended")?;
        let mut command = Command::new(&self.node);
        // Nothing may wait for a person.
        command.current_dir(folder).stdin(Stdio::null()).env("PATH", path);
        Ok(command)
    }

    /// npm, in a folder.
    ///
    /// # Errors
    /// As [`Node::start`].
    pub(super) fn npm(&self, folder: &Path) -> Result<Command> {
        let mut command = self.start(folder)?;
        command.arg(&self.npm);
        Ok(command)
    }
}

/// The Node among these packages, where they hold one for this machine.
fn among(packages: &Path) -> Option<PathBuf> {
    let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let node = packages.join(format!("node-linux-{architecture}/bin/node"));
    (cfg!(target_os = "linux") && node.is_file()).then_some(node)
}

/// The machine's npm, on the machine's Node: an npm begins with `env node`, and another Node may lead PATH. An npm that
/// is no script of Node's is left as it is.
fn start_of(npm: &Path, node: Option<&Path>) -> Result<Command> {
    if !is_for_node(npm)? {
        return Ok(Command::new(npm));
    }
    let node = node.context("npm is there, but no Node that runs it; Debian's is in the package nodejs")?;
    let mut command = Command::new(node);
    command.arg(npm);
    Ok(command)
}

fn is_for_node(script: &Path) -> Result<bool> {
    let file = File::open(script).with_context(|| format!("{} could not be read", script.display()))?;
    let mut first = Vec::new();
    BufReader::new(file).read_until(b'\n', &mut first).context("npm could not be read")?;
    let first = String::from_utf8_lossy(&first);
    let interpreter = first.strip_prefix("#!").and_then(|line| line.split_whitespace().last());
    Ok(interpreter.is_some_and(|word| word == "node" || word.ends_with("/node")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;

    use super::*;

    /// The words that start an npm of this content where there is a Node.
    fn start(npm: &str) -> Vec<String> {
        let folder = std::env::temp_dir().join(format!("homing-npm-{}-{}", std::process::id(), npm.len()));
        fs::create_dir_all(&folder).unwrap();
        let script = folder.join("npm");
        fs::write(&script, npm).unwrap();
        let command = start_of(&script, Some(Path::new("/old/node"))).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        words.map(|word| word.to_str().unwrap().rsplit_once('/').unwrap().1.to_owned()).collect()
    }

    #[test]
    fn an_npm_that_would_look_for_a_node_is_given_the_one_of_the_machine() {
        assert_eq!(start("#!/usr/bin/env node\nrequire('../lib/cli.js')"), ["node", "npm"]);
        assert_eq!(start("#!/usr/bin/node\n"), ["node", "npm"]);
    }

    #[test]
    fn an_npm_that_is_anything_else_starts_itself() {
        assert_eq!(start("#!/bin/sh\nexec node npm-cli.js \"$@\"\n"), ["npm"]);
        assert_eq!(start("\x7fELF"), ["npm"]);
    }
}
