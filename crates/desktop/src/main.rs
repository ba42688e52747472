//! The binary `homing-desktop`: Homing in one bare window. What it can do is in `homing-app` and in its plugin;
//! here are the opening of both, the window, and the ending.
//!
//! It ends with 0 when its window was closed, and else with a code that `docs/tauri.md` lists.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod display;
mod failure;
mod opening;
mod window;

use std::process::ExitCode;

use failure::Failure;
use homing_app::Causes;
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
    let homing = opening::open()?;
    let mut job = spawn(homing.background_job().run());
    let shown = window::show(&homing);
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
