//! The binary `homing-desktop`: Homing in a window and a tray. What it can do is in `homing-app` and in its plugin; here are
//! the opening of both, the window, and the ending.
//!
//! It ends with 0 when a person left it, and else with a code that `docs/desktop.md` lists.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

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

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.say();
            failure.code()
        }
    }
}

fn run() -> Result<(), Failure> {
    display::require()?;
    let places = opening::places()?;
    let mut instance = match instance::ask(&places.data) {
        Asked::First(instance) => instance,
        Asked::Other => {
            failure::say(
                "Homing is open on this data already, and shows its window now. Nothing was changed.",
            );
            return Ok(());
        }
    };
    let homing = Arc::new(opening::open(places.clone())?);
    let mut job = spawn(homing.background_job().run());
    let at_login = std::env::args_os().any(|argument| argument == autostart::AT_LOGIN);
    let shown = program::run(&homing, Start { places, door: instance.door(), at_login });
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
