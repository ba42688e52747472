//! `cargo xtask`: every step that sets Homing up, shows it or tests it. The README knows nothing more.
//!
//! Not a build system: cargo builds. xtask has few dependencies of its own, because a fresh machine compiles
//! it before anything else.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "xtask talks to a person in a terminal")]

#[cfg(not(unix))]
compile_error!("xtask sets up Unix machines; elsewhere, build Homing with cargo itself");

mod bench;
mod bundle;
mod cargo;
mod checks;
mod end;
mod figures;
mod main_job;
mod npm;
mod page;
mod picture;
mod postgres;
mod prove;
mod shell;
mod system;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about, after_help = end::HELP)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

/// What can be asked of xtask.
#[derive(Debug, Subcommand)]
enum Task {
    /// Builds Homing and opens its window for you to try; without a display, does its main job before your eyes:
    /// recorded offline, sent once, seen on the server.
    #[command(after_help = end::HELP)]
    Run {
        /// Install missing system packages without asking.
        #[arg(long)]
        yes: bool,
        /// The job in this terminal, also where there is a display.
        #[arg(long)]
        terminal: bool,
    },
    /// Builds the window as it is given away and makes packages of it: .deb and .rpm.
    #[command(after_help = end::HELP)]
    Bundle {
        /// Install missing system packages without asking.
        #[arg(long)]
        yes: bool,
    },
    /// Builds the page of the window, which cargo then builds into it; brings a Node and the packages for that.
    #[command(after_help = end::HELP)]
    Ui {
        /// Install missing system packages without asking.
        #[arg(long)]
        yes: bool,
    },
    /// Installs what the tests need, without asking, and runs every check and test.
    #[command(after_help = end::HELP)]
    Test,
    /// Runs the suites of the ports and writes docs/conformance.md: who keeps which rule.
    #[command(after_help = end::HELP)]
    Conformance(checks::conformance::Conformance),
    /// Holds the running server against docs/openapi.yaml, and nothing else.
    #[command(after_help = end::HELP)]
    Contract,
    /// Installs the OpenID provider that tests sign in at, so that `cargo test` finds it.
    #[command(after_help = end::HELP)]
    OidcProvider,
    /// Does the main job once more and draws it, and takes pictures of the window: those in the README.
    #[command(after_help = end::HELP)]
    Picture,
    /// Runs the kill test, the simulation or the sequences of queue calls for as long as you like.
    #[command(after_help = end::HELP)]
    Prove(prove::Prove),
    /// Starts a PostgreSQL that is gone when it ends, to try Homing on.
    #[command(after_help = end::HELP)]
    Postgres {
        /// Install missing system packages without asking.
        #[arg(long)]
        yes: bool,
    },
    /// Measures Homing against the limits of this machine and prints one table.
    #[command(after_help = end::HELP)]
    Bench {
        /// Install missing system packages without asking.
        #[arg(long)]
        yes: bool,
        /// For the benchmarks themselves, such as `--json`; `cargo xtask bench -- --help` lists them.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Measures the window: how soon a click is recorded, and what it takes of the machine while nothing happens.
    #[command(after_help = end::HELP)]
    WindowFigures,
}

fn main() -> ExitCode {
    let end = match Arguments::parse().task {
        Task::Run { yes, terminal } => main_job::run(yes, terminal),
        Task::Bundle { yes } => bundle::run(yes),
        Task::Ui { yes } => page::run(yes),
        Task::Test => checks::run(),
        Task::Conformance(asked) => checks::conformance::run(&asked),
        Task::Contract => checks::run_contract(),
        Task::OidcProvider => checks::provide_oidc_provider(),
        Task::Picture => picture::run(),
        Task::Prove(asked) => prove::run(&asked),
        Task::Postgres { yes } => postgres::run(yes),
        Task::WindowFigures => figures::run(),
        Task::Bench { yes, arguments } => bench::run(yes, &arguments),
    };
    match end {
        Ok(end) => end.into(),
        Err(error) => {
            eprintln!("\nxtask stopped: {error:#}");
            end::End::Failed.into()
        }
    }
}
