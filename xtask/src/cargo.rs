//! Asks cargo where things are, and starts it as if a person had typed the command.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Where the workspace is and where cargo puts what it builds (`CARGO_TARGET_DIR` and configuration honoured).
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: String,
    /// The target folder, absolute.
    pub(crate) target: String,
}

/// How programs are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quickly, for trying.
    Dev,
    /// As they are given away.
    Release,
}

impl Profile {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Dev => &[],
            Self::Release => &["--release"],
        }
    }
}

impl Workspace {
    /// Asks `cargo metadata`.
    ///
    /// # Errors
    /// When cargo can't be run or answers something else than it documents.
    pub(crate) fn locate() -> Result<Self> {
        let output = command(env!("CARGO_MANIFEST_DIR"))
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .stderr(Stdio::inherit())
            .output()
            .context("cargo could not be started")?;
        ensure!(output.status.success(), "`cargo metadata` ended with {}", output.status);
        let answer: Value =
            serde_json::from_slice(&output.stdout).context("`cargo metadata` gave no JSON")?;
        let text = |name: &str| answer[name].as_str().map(str::to_owned);
        Ok(Self {
            root: text("workspace_root").context("`cargo metadata` names no workspace root")?,
            target: text("target_directory").context("`cargo metadata` names no target folder")?,
        })
    }

    /// Cargo, in the root of the workspace.
    pub(crate) fn cargo(&self) -> Command {
        command(&self.root)
    }

    /// Builds these packages and returns the folder with their programs.
    ///
    /// # Errors
    /// When the build fails, or makes no program.
    pub(crate) fn build_programs(&self, packages: &[&str], profile: Profile) -> Result<String> {
        let mut cargo = self.cargo();
        cargo.args(["build", "--message-format=json-render-diagnostics"]).args(profile.arguments());
        for package in packages {
            cargo.args(["--package", package]);
        }
        println!("$ {}", build_line(packages, profile));
        let output = cargo.stderr(Stdio::inherit()).output().context("cargo could not be started")?;
        ensure!(output.status.success(), "the build failed; what cargo said is above");
        folder_of_programs(&String::from_utf8_lossy(&output.stdout)).context("the build made no program")
    }
}

/// The build as a person would type it.
fn build_line(packages: &[&str], profile: Profile) -> String {
    let packages = packages.iter().flat_map(|package| ["--package", package]);
    let words: Vec<_> =
        ["cargo", "build"].into_iter().chain(profile.arguments().iter().copied()).chain(packages).collect();
    words.join(" ")
}

/// The folder of the programs among cargo's build messages, one JSON object a line. Where it is depends on
/// configuration (profile, target), so that only cargo can tell.
fn folder_of_programs(messages: &str) -> Option<String> {
    let mut parsed = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let program = parsed.find_map(|message| message["executable"].as_str().map(str::to_owned))?;
    Some(Path::new(&program).parent()?.to_str()?.to_owned())
}

/// Cargo without what `cargo run` set for xtask alone: build scripts that watch these variables (ring's does)
/// would be built anew each time that a person and xtask take turns.
fn command(folder: impl AsRef<Path>) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    forget_xtask(&mut command);
    command
}

/// Takes what `cargo run` set for xtask alone out of a command that comes to start cargo.
pub(crate) fn forget_xtask(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_of_this_package) {
            command.env_remove(name);
        }
    }
}

fn is_of_this_package(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_MANIFEST_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_programs_is_where_cargo_says_that_it_put_one() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"homing_domain"},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"homing"},"executable":"/t/debug/homing"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        assert_eq!(folder_of_programs(messages).as_deref(), Some("/t/debug"));
        assert_eq!(folder_of_programs(r#"{"reason":"build-finished","success":true}"#), None);
    }

    #[test]
    fn the_line_that_builds_is_one_that_a_person_can_type() {
        let line = build_line(&["homing-bench"], Profile::Release);
        assert_eq!(line, "cargo build --release --package homing-bench");
        assert_eq!(build_line(&["a", "b"], Profile::Dev), "cargo build --package a --package b");
    }

    #[test]
    fn only_what_describes_xtask_itself_is_taken_from_cargo() {
        assert!(is_of_this_package("CARGO_MANIFEST_DIR"));
        assert!(is_of_this_package("CARGO_PKG_NAME"));
        assert!(!is_of_this_package("CARGO_TARGET_DIR"));
        assert!(!is_of_this_package("CARGO_HOME"));
    }
}
