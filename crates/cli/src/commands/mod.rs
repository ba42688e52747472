//! The commands: each parses what is left to parse, makes one call into the app, and maps the answer.

mod add;
mod import;
mod log;
mod login;
mod logout;
mod passphrase;
mod queue;
mod status;
mod sync;
mod timer;

use std::ffi::OsString;
use std::io;
use std::sync::Arc;

use clap::Parser as _;
use homing_app::{Homing, NoEvents, NoSignals, OpenOptions, Places};
use homing_domain::ports::{Events, Signals};
use homing_domain::time::Command as TimerCommand;

use crate::args::{Arguments, Command, Import, Queue};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::explain::{Explained, explain};
use crate::interrupt::{FirstInterrupt, Interrupt, PromptOpen};
use crate::logging;
use crate::output::Output;
use crate::progress::SyncProgress;
use crate::render::Here;
use crate::secret_input::SecretInput;
use passphrase::TypedPassphrase;

/// Runs the program with these arguments, the name of the program first.
pub(crate) fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // A reader of the help that went away is no error.
            drop(error.print());
            return if error.use_stderr() { ExitCode::Usage } else { ExitCode::Done };
        }
    };
    let (mut results, mut messages) = (io::stdout(), io::stderr());
    let mut output = Output::new(&mut results, &mut messages);
    run(arguments, &mut output).unwrap_or_else(|error| {
        tracing::error!(error = &error as &(dyn std::error::Error + 'static), "the command was not done");
        let Explained { code, text } = explain(&error);
        output.message(&text);
        code
    })
}

fn run(arguments: Arguments, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    logging::start(std::env::var_os("HOMING_LOG").as_deref())?;
    let named = |variable| std::env::var_os(variable).filter(|folder| !folder.is_empty()).map(Into::into);
    let places = Places::find(named("HOMING_DATA_DIR"), named("HOMING_CONFIG_DIR"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(CliError::Runtime)?.block_on(Box::pin(command(arguments, places, output)))
}

async fn command(
    Arguments { passphrase_fd, command }: Arguments,
    places: Places,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let prompt = PromptOpen::default();
    let (events, signals) = watchers(&command, &prompt);
    let passphrase = Arc::new(TypedPassphrase(SecretInput::new(passphrase_fd, prompt.clone())));
    let data = places.data.clone();
    let options = OpenOptions { places, passphrase, events, signals };
    let homing = Homing::open(options).await.map_err(|source| CliError::Open { data, source })?;
    let homing = &homing;
    match command {
        Command::Login(login) => login::run(homing, login, passphrase_fd, prompt, output).await,
        Command::Logout => logout::run(homing, output).await,
        Command::Start(what) => timer::run(homing, &TimerCommand::Start(what.into()), output).await,
        Command::Pause => timer::run(homing, &TimerCommand::Pause, output).await,
        Command::Resume => timer::run(homing, &TimerCommand::Resume, output).await,
        Command::Stop => timer::run(homing, &TimerCommand::Stop, output).await,
        Command::Add(add) => add::run(homing, add, output).await,
        Command::Log(log) => log::run(homing, &log, output).await,
        Command::Status(format) => status::run(homing, format, output).await,
        Command::Sync(format) => sync::run(homing, format, output).await,
        Command::Queue(Queue::List) => queue::list(homing, output).await,
        Command::Import(Import::Timewarrior { file }) => import::timewarrior(homing, &file, output).await,
    }
}

/// Who watches a command and who may stop it. A command that neither sends nor asks for a secret is ended
/// by Ctrl-C as the system does it: what it has recorded is durable.
fn watchers(command: &Command, prompt: &PromptOpen) -> (Arc<dyn Events>, Arc<dyn Signals>) {
    let listen = |first| Arc::new(Interrupt::listen(first, prompt.clone()));
    match command {
        Command::Sync(format) => {
            (Arc::new(SyncProgress::new(!format.json)), listen(FirstInterrupt::AsksToStop))
        }
        Command::Login(_) | Command::Logout | Command::Log(_) => {
            (Arc::new(NoEvents), listen(FirstInterrupt::Ends))
        }
        _ => (Arc::new(NoEvents), Arc::new(NoSignals)),
    }
}

/// Now and here, by the app's own clock.
fn here(homing: &Homing) -> Here {
    Here { now: homing.clock().now(), zone: homing.clock().time_zone() }
}
