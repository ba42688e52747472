//! The binary `homing-desktop`: the program of this crate with the page, the icons and the identifier of this build.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    homing_desktop::main_with(tauri::generate_context!())
}
