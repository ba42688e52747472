//! The picture of a terminal, drawn from what the main job really prints.
//!
//! The main job runs as its own process, with colours on, and its standard output becomes the
//! picture. What names this machine's folders is left out.

use std::env;
use std::fs;
use std::process::{Command, Stdio};

use anstyle_svg::Term;
use anyhow::{Context, Result, ensure};

use super::FOLDER;
use crate::cargo::Workspace;

/// What the picture is called.
const PICTURE: &str = "main-job.svg";
/// How wide the terminal is, in columns: what fits a README.
const COLUMNS: u16 = 100;
/// The sections of the main job that the picture shows, by how their headings begin.
const SHOWN: [&str; 4] = ["Work is recorded", "What waited is sent", "Where the time went", "The two sides"];
/// Begins a heading of the main job.
const HEADING: &str = "==> ";

/// Runs the main job and draws it.
///
/// # Errors
/// When the main job fails, or the picture can't be written.
pub(super) fn draw(workspace: &Workspace) -> Result<()> {
    let shown = shown(&main_job()?);
    let path = format!("{}/{FOLDER}/{PICTURE}", workspace.root);
    let drawn = Term::new().render_svg(&shown);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    fs::create_dir_all(folder).with_context(|| format!("could not be made: {folder}"))?;
    fs::write(&path, drawn).with_context(|| format!("could not be written: {path}"))?;
    println!("Drawn from {} lines: {FOLDER}/{PICTURE}", shown.lines().count());
    Ok(())
}

/// What the main job prints without a terminal, so that it ends by itself, but in colour.
fn main_job() -> Result<String> {
    let itself = env::current_exe().context("xtask can't find itself")?;
    let mut command = Command::new(itself);
    command.args(["run", "--terminal"]).stdin(Stdio::null()).stderr(Stdio::inherit());
    command.env("CLICOLOR_FORCE", "1").env("COLUMNS", COLUMNS.to_string()).env_remove("NO_COLOR");
    let output = command.output().context("the main job could not be started")?;
    ensure!(output.status.success(), "the main job ended with {}", output.status);
    String::from_utf8(output.stdout).context("the main job's output is not UTF-8")
}

/// The sections that the picture shows: headings bold, what is typed in a colour of its own.
fn shown(printed: &str) -> String {
    let mut picked = String::new();
    let mut inside = false;
    for line in printed.lines() {
        if let Some(heading) = line.strip_prefix(HEADING) {
            inside = SHOWN.iter().any(|shown| heading.starts_with(shown));
            if inside {
                picked.push_str(&format!("\x1b[1m{HEADING}{heading}\x1b[0m\n"));
            }
        } else if line.starts_with("There is no terminal") {
            break;
        } else if inside && line.starts_with("$ ") {
            picked.push_str(&format!("\x1b[36m{line}\x1b[0m\n"));
        } else if inside {
            picked.push_str(line);
            picked.push('\n');
        }
    }
    picked.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sections_without_folders_are_shown() {
        let printed = "==> Homing is built.\n$ cd /home/anna\n\n==> What waited is sent.\n$ homing sync\nSent 3.\n\n\
                       There is no terminal, so the server was stopped.\n";
        assert_eq!(
            shown(printed),
            "\x1b[1m==> What waited is sent.\x1b[0m\n\x1b[36m$ homing sync\x1b[0m\nSent 3."
        );
    }
}
