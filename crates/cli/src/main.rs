//! The binary `homing`: the app in a terminal. What it can do is in `homing-app`; here are arguments,
//! sentences, tables and exit codes.
//!
//! | module | what it holds |
//! |---|---|
//! | [`args`], [`time_arg`], [`secret_input`], [`confirm`] | what a person says |
//! | [`commands`] | one call into the app each |
//! | [`render`], [`explain`] | what a person reads: results, and errors |
//! | [`exit`] | the exit codes, in one table |
//! | [`mod@reference`] | the tables of `docs/cli.md`, and a line for each command that a test runs |
//! | [`output`], [`screen`], [`progress`], [`interrupt`], [`logging`] | the terminal |

#![expect(clippy::result_large_err, reason = "one error ends the program: it is moved once")]

mod args;
mod commands;
mod confirm;
mod error;
mod exit;
mod explain;
mod interrupt;
mod logging;
mod output;
mod progress;
mod prompt;
mod redraw;
mod reference;
mod render;
mod screen;
mod secret_input;
mod time_arg;

fn main() -> std::process::ExitCode {
    // What is to be said of a panic, its hook has said.
    let ended = std::panic::catch_unwind(|| commands::main(std::env::args_os()));
    ended.unwrap_or(exit::ExitCode::Internal).into()
}
