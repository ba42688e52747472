//! Where a Node is, and how npm is started on one.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The Node among the packages of `folder`, where they hold one for this machine.
pub(super) fn among(folder: &Path) -> Option<PathBuf> {
    let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let node = folder.join(format!("node_modules/node-linux-{architecture}/bin/node"));
    (cfg!(target_os = "linux") && node.is_file()).then_some(node)
}

/// npm, on this Node and on no other, whatever its children are to find in PATH: Debian's npm begins with
/// `env node`, and its parts are found by Debian's own Node alone. An npm that is no script of Node's is left as it is.
pub(super) fn start_of(npm: &Path, node: Option<&Path>) -> Result<Command> {
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
