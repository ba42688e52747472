//! The settings as flags of the command line: one for each key, none written by hand.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use secrecy::{ExposeSecret as _, SecretString};

use super::keys::{KEYS, Key};

/// The setting that every command has a flag for.
const DATABASE: &str = "database";

/// Where a command finds the configuration and the data.
#[derive(Debug, Clone, Default, Args)]
pub(in crate::command) struct Location {
    /// The file with the settings. Without it: homing-server/homing-server.toml in your configuration
    /// folder, where there is one.
    #[arg(long, value_name = "FILE", global = true, env = "HOMING_SERVER_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// The data file, as a path or as sqlite:PATH, or a PostgreSQL database, as
    /// postgres://USER@HOST/DATABASE. Without it: homing-server/server.sqlite in your data folder. A password
    /// belongs into the configuration file, the variable or PGPASSFILE: arguments can be read by every user
    /// of this machine. [env: HOMING_SERVER_DATABASE]
    #[arg(long, value_name = "PATH|URL", global = true)]
    pub(super) database: Option<SecretString>,
}

impl Location {
    pub(super) fn named(&self) -> Option<(&'static Key, String)> {
        let key = KEYS.iter().find(|key| key.name == DATABASE)?;
        Some((key, self.database.as_ref()?.expose_secret().to_owned()))
    }
}

/// The other settings that the command line names, as texts: they are read with those of the other sources,
/// so that a fault is said in the same words.
#[derive(Debug, Clone, Default)]
pub(in crate::command) struct Flags(pub(super) Vec<(&'static Key, String)>);

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let named = |key: &'static Key| Some((key, matches.get_one::<String>(key.name)?.clone()));
        Ok(Self(others().filter_map(named).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        command.args(others().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn others() -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(|key| key.name != DATABASE)
}

fn argument(key: &'static Key) -> Arg {
    let mut help = format!("{} [env: {}]", key.meaning, key.variable);
    if let Some(default) = key.default {
        help.push_str(&format!(" [default: {default}]"));
    }
    let argument = Arg::new(key.name).long(key.flag).help(help);
    match key.value_name {
        Some(name) => argument.value_name(name),
        None => argument
            .value_name("true|false")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
    }
}
