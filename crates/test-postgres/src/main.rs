//! A throw-away PostgreSQL cluster for a person who tries something out: it says how to use it and stays until Enter,
//! the end of the input, or Ctrl-C.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person in a terminal")]

use std::process::ExitCode;

use homing_test_postgres::{Cluster, ClusterError};

fn main() -> ExitCode {
    match stay() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("There is no PostgreSQL: {error}.");
            ExitCode::FAILURE
        }
    }
}

fn stay() -> Result<(), ClusterError> {
    let cluster = Cluster::start()?;
    println!("PostgreSQL runs on this machine alone, and everything in it is gone when this program ends.\n");
    println!("A queue in it, in homing.toml:\n\n    storage = \"{}\"\n", cluster.url());
    println!("Enter ends it.");
    // Whatever ends the wait ends the cluster.
    std::io::stdin().read_line(&mut String::new()).ok();
    Ok(())
}
