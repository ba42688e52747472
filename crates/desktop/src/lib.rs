//! Homing in a window and a tray: the program `homing-desktop`, but for what differs between two builds of it. What it can do
//! is in `homing-app` and in its plugin; here are the opening of both, the window, and the ending.

mod autostart;
mod commands;
mod desktop;
mod display;
mod failure;
mod handover;
mod instance;
mod leaving;
mod notices;
mod opening;
mod preferences;
mod program;
mod session_bus;
#[cfg(test)]
mod status_for_tests;
mod tray;
mod watching;
mod window;
mod wishes;
mod words;

use std::process::ExitCode;
use std::sync::Arc;

use failure::Failure;
use homing_app::Causes;
use instance::Asked;
use program::Start;
use tauri::async_runtime::{block_on, spawn};

/// The program, as it was built: `tauri::generate_context!` has the page, the icons and the bundle identifier.
///
/// It ends with success when a person left it, and else with a code that `docs/desktop.md` lists.
#[must_use]
pub fn main_with(context: tauri::Context) -> ExitCode {
    match run(context) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.say();
            failure.code()
        }
    }
}

fn run(context: tauri::Context) -> Result<(), Failure> {
    display::require()?;
    let places = opening::places()?;
    let mut instance = match instance::ask(&places.data) {
        Asked::First(instance) => instance,
        Asked::Other { shows } => {
            failure::say(if shows {
                "Homing is open on this data already, and shows its window now. Nothing was changed."
            } else {
                "Homing is open on this data already, and does not answer. Nothing was changed."
            });
            return Ok(());
        }
    };
    let homing = Arc::new(opening::open(places.clone())?);
    let mut job = spawn(homing.background_job().run());
    let at_login = std::env::args_os().any(|argument| argument == autostart::AT_LOGIN);
    let shown = program::run(context, &homing, Start { places, door: instance.door(), at_login });
    block_on(async {
        homing.sync().stop_with(&mut job).await;
        // Where it has not ended: as if the process had died, which it is about to.
        job.abort();
        // So that whoever copies the one file copies all. What is recorded is safe without it.
        if let Err(error) = homing.close().await {
            tracing::debug!(causes = %Causes(&error), "the data was not closed");
        }
    });
    shown
}
