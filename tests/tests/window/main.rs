//! The window as a person has it: the built program, its page in WebKit, a real keyring, a real server, a terminal
//! beside it. It needs Xvfb, WebKit's driver and GNOME's keyring, which `cargo xtask test` brings; plain `cargo test`
//! leaves it out.

mod accessible;
mod away;
mod killed;
mod leaving;
mod moving_over;
mod offline;
mod person;
mod pictures;
mod refused;
mod terminal;
