//! The commands: each parses what is left to parse, makes one call into the app, and maps the answer.

mod accounts;
mod change;
mod config;
mod import;
mod log;
mod login;
mod logout;
mod passphrase;
mod projects;
mod queue;
mod review;
mod status;
mod summary;
mod sync;
mod timer;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{CommandFactory as _, FromArgMatches as _};
use homing_app::{Causes, Config, Homing, NoEvents, NoSignals, OpenOptions, Places};
use homing_domain::ports::{Events, Signals};
use homing_domain::time::Command as TimerCommand;

use crate::args::{Arguments, Command, Import, Queue, Wishes};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::explain::{explain, usage};
use crate::interrupt::{FirstInterrupt, Interrupt, PromptOpen};
use crate::logging;
use crate::output::{Format, Output};
use crate::progress::SyncProgress;
use crate::render::Here;
use crate::screen::Screen;
use crate::secret_input::SecretInput;
use passphrase::TypedPassphrase;

/// Runs the program with these arguments, the name of the program first.
pub(crate) fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let line: Vec<_> = arguments.into_iter().collect();
    let (json, color) = Wishes::of(&line);
    let format = if json { Format::Json } else { Format::Text };
    let (mut results, mut messages) = (io::stdout(), io::stderr());
    let mut output = Output::new(&mut results, &mut messages, format, Screen::of_results(color));
    let matches = Arguments::command().color(color).try_get_matches_from(line);
    let arguments = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(refused) if json && refused.use_stderr() => {
            let explained = usage(&refused);
            output.failure(&explained);
            return explained.failure.exit();
        }
        Err(error) => {
            // A reader of the help that went away is no error.
            drop(error.print());
            return if error.use_stderr() { ExitCode::Usage } else { ExitCode::Done };
        }
    };
    run(arguments, &mut output).unwrap_or_else(|error| {
        tracing::error!(causes = %Causes(&error), "the command was not done");
        let explained = explain(&error);
        output.failure(&explained);
        explained.failure.exit()
    })
}

fn run(arguments: Arguments, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let coloured = Screen::messages_coloured(arguments.wishes.color);
    let named = |variable| std::env::var_os(variable).filter(|folder| !folder.is_empty()).map(Into::into);
    let places = Places::find(named("HOMING_DATA_DIR"), named("HOMING_CONFIG_DIR"))?;
    // What is wrong with the configuration is said once it is needed; until then logs are as without one.
    let log = Config::load(&places.config_file()).map(|config| config.log).unwrap_or_default();
    logging::start(std::env::var_os("HOMING_LOG").as_deref(), coloured, &places, log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(CliError::Runtime)?.block_on(Box::pin(command(arguments, places, output)))
}

async fn command(
    Arguments { wishes: Wishes { json, passphrase_fd, .. }, command }: Arguments,
    places: Places,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let prompt = PromptOpen::default();
    let (events, signals) = watchers(&command, json, &prompt);
    let passphrase = Arc::new(TypedPassphrase(SecretInput::new(passphrase_fd, prompt.clone())));
    let data = places.data.clone();
    let ca_file: Option<PathBuf> =
        std::env::var_os("HOMING_CA_FILE").filter(|file| !file.is_empty()).map(Into::into);
    // What works without the data.
    let command = match command {
        Command::Config(arguments) => return config::run(arguments, &places, ca_file.as_deref(), output),
        command => command,
    };
    let options = OpenOptions { places, ca_file, passphrase, events, signals };
    let homing = Homing::open(options).await.map_err(|source| CliError::Open { data, source })?;
    let homing = &homing;
    match command {
        Command::Login(login) => login::run(homing, login, passphrase_fd, prompt, output).await,
        Command::Logout => logout::run(homing, output).await,
        Command::Accounts => accounts::run(homing, output).await,
        Command::Start(start) => timer::start(homing, start, output).await,
        Command::Continue(again) => timer::go_on(homing, again, output).await,
        Command::Pause(at) => timer::step(homing, TimerCommand::Pause, &at, output).await,
        Command::Resume(at) => timer::step(homing, TimerCommand::Resume, &at, output).await,
        Command::Stop(at) => timer::step(homing, TimerCommand::Stop, &at, output).await,
        Command::Add(add) => timer::add(homing, add, output).await,
        Command::Edit(edit) => change::edit(homing, edit, output).await,
        Command::Delete(delete) => change::delete(homing, delete, output).await,
        Command::Cancel => timer::run(homing, TimerCommand::Cancel, output).await,
        Command::Undo => timer::run(homing, TimerCommand::Undo, output).await,
        Command::Review => review::run(homing, output).await,
        Command::Log(log) => log::run(homing, &log, output).await,
        Command::Projects(projects) => projects::run(homing, &projects, output).await,
        Command::Summary(summary) => summary::run(homing, summary, output).await,
        Command::Status(status) => status::run(homing, &status, output).await,
        // Answered above.
        Command::Config(_) => Ok(ExitCode::Done),
        Command::Sync => sync::run(homing, output).await,
        Command::Queue(Queue::List) => queue::list(homing, output).await,
        Command::Import(Import::Timewarrior { file }) => import::timewarrior(homing, &file, output).await,
    }
}

/// Who watches a command and who may stop it. A command that neither sends nor asks for a secret is ended
/// by Ctrl-C as the system does it: what it has recorded is durable.
fn watchers(command: &Command, json: bool, prompt: &PromptOpen) -> (Arc<dyn Events>, Arc<dyn Signals>) {
    let listen = |first| Arc::new(Interrupt::listen(first, prompt.clone()));
    match command {
        Command::Sync => (Arc::new(SyncProgress::new(!json)), listen(FirstInterrupt::AsksToStop)),
        Command::Login(_) | Command::Logout | Command::Log(_) | Command::Projects(_) => {
            (Arc::new(NoEvents), listen(FirstInterrupt::Ends))
        }
        _ => (Arc::new(NoEvents), Arc::new(NoSignals)),
    }
}

/// Now and here, by the app's own clock.
fn here(homing: &Homing) -> Here {
    Here { now: homing.clock().now(), zone: homing.clock().time_zone() }
}
