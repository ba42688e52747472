//! The window's pictures, out of those that its test takes of every screen, made small for a page.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::FOLDER;
use crate::cargo::Workspace;
use crate::checks::tools;
use crate::npm::Node;
use crate::page;

/// Where the test leaves them, in the target folder: `SCREEN-LANGUAGE-THEME.png` (`tests/tests/window/pictures.rs`).
const TAKEN: &str = "tmp/window";
/// Those that are shown, and what they are called then.
const SHOWN: [(&str, &str); 4] = [
    ("timer-en-light", "window-timer"),
    ("history-en-dark", "window-history"),
    ("sync-en-light", "window-sync"),
    ("week-ru-dark", "window-week"),
];
/// Builds the programs that the test starts, then takes the pictures. As the whole workspace: fewer packages would be
/// other features, and so another build.
const LINES: [&str; 2] = ["build --workspace", "test --workspace --test window pictures"];

/// Takes all and copies those that are shown.
pub(super) fn take(workspace: &Workspace) -> Result<()> {
    tools::provide(workspace)?;
    let node = Node::provide(workspace)?;
    page::build(workspace, &node)?;
    for line in LINES {
        println!("$ cargo {line}");
        let mut cargo = workspace.cargo();
        cargo.args(line.split_whitespace()).stdin(Stdio::null()).env("PATH", tools::search_path()?);
        let status = cargo.status().context("cargo could not be started")?;
        ensure!(status.success(), "ended with {status}: cargo {line}");
    }
    for (taken, shown) in SHOWN {
        let from = Path::new(&workspace.target).join(TAKEN).join(format!("{taken}.png"));
        ensure!(from.is_file(), "the test took no {}", from.display());
        // A palette: flat surfaces and text lose nothing that an eye sees, and two thirds of the bytes.
        let to = format!("PNG8:{FOLDER}/{shown}.png");
        let mut convert = Command::new("convert");
        convert.arg(from).args(["-strip", "-colors", "256", "-define", "png:compression-level=9"]).arg(&to);
        let status =
            convert.current_dir(&workspace.root).status().context("ImageMagick could not be started")?;
        ensure!(status.success(), "ended with {status}: {convert:?}");
        println!("Taken: {FOLDER}/{shown}.png");
    }
    Ok(())
}
