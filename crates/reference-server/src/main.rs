//! The binary `homing-server`. All of it is in the library's `command`.

use std::process::ExitCode;

fn main() -> ExitCode {
    homing_server::command::main()
}
