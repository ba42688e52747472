//! The commands: each parses what is left to parse, makes one call into the app, and maps the answer.

mod accounts;
mod attach;
mod away;
mod backup;
mod browser_login;
mod change;
mod config;
mod diagnostics;
mod doctor;
mod export;
mod import;
mod leaving;
mod legacy;
mod log;
mod login;
mod logout;
mod passphrase;
mod program;
mod projects;
mod queue;
mod review;
mod secrets;
mod status;
mod summary;
mod switch;
mod sync;
mod timer;
mod watch;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{CommandFactory as _, FromArgMatches as _};
use homing_app::{Causes, Config, Homing, NoEvents, NoSignals, OpenOptions, Places, StorageUrl};
use homing_domain::ports::{Events, Signals};
use homing_domain::task::Kinds;
use homing_domain::time::Command as TimerCommand;

use crate::args::{AccountCommand, Arguments, Command, Import, Login, Queue, Sync, Undo, Wishes};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::explain::{explain, printable, usage};
use crate::interrupt::{FirstInterrupt, Interrupt};
use crate::logging;
use crate::output::{Format, Output};
use crate::progress::SyncProgress;
use crate::prompt::PromptOpen;
use crate::render::Here;
use crate::screen::Screen;
use crate::secret_input::SecretInput;
use passphrase::TypedPassphrase;
use secrets::Secrets;

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
            let explained = usage(&printable(refused));
            output.failure(&explained);
            return explained.failure.exit();
        }
        Err(error) => {
            let code = if error.use_stderr() { ExitCode::Usage } else { ExitCode::Done };
            // A reader of the help that went away is no error.
            drop(printable(error).print());
            return code;
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
    let progress = SyncProgress::new(
        matches!(arguments.command, Command::Sync(Sync { watch: false })) && !arguments.wishes.json,
    );
    let secrets = Secrets::take(&arguments, &PromptOpen::over(progress.bar()))?;
    let named = |variable| std::env::var_os(variable).filter(|folder| !folder.is_empty()).map(Into::into);
    if let Command::Program(program) = arguments.command {
        return program::run(program, output);
    }
    let places = Places::find(named("HOMING_DATA_DIR"), named("HOMING_CONFIG_DIR"))?;
    // What is wrong with the configuration is said once it is needed; until then logs are as without one.
    let log = Config::load(&places.config_file()).map(|config| config.log).unwrap_or_default();
    logging::start(std::env::var_os("HOMING_LOG").as_deref(), coloured, &places, log)?;
    if let Some(zone) = std::env::var_os("TZ").filter(|zone| !zone.is_empty() && !homing_app::zone_is_known())
    {
        output.remark(&format!(
            "The time zone in TZ is not known, so times are shown and understood in UTC. Nothing that is recorded \
             changes; set TZ to a name such as Europe/Berlin. It is {}.",
            zone.to_string_lossy()
        ));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(CliError::Runtime)?.block_on(Box::pin(command(
        arguments.command,
        places,
        progress,
        secrets,
        output,
    )))
}

async fn command(
    command: Command,
    places: Places,
    progress: SyncProgress,
    Secrets { prompt, passphrase, password }: Secrets,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let (events, signals) = watchers(&command, progress, &prompt);
    let passphrase = Arc::new(TypedPassphrase(passphrase));
    let data = places.data.clone();
    let ca_file: Option<PathBuf> =
        std::env::var_os("HOMING_CA_FILE").filter(|file| !file.is_empty()).map(Into::into);
    // What works without the data.
    let command = match command {
        Command::Config(arguments) => return config::run(arguments, &places, ca_file.as_deref(), output),
        Command::Doctor => return doctor::run(&places, ca_file, output).await,
        command => command,
    };
    let (kinds, stop) = (Kinds::new(), Arc::clone(&signals));
    let options = OpenOptions { places, ca_file, passphrase, kinds, events, signals };
    if let Command::Diagnostics(arguments) = &command {
        return diagnostics::run(arguments, options, output).await;
    }
    let homing = Homing::open(options).await.map_err(|source| CliError::Open { data, source })?;
    if homing.config().storage == StorageUrl::Memory {
        return Err(CliError::MemoryStorage);
    }
    let done = run_command(&homing, command, &password, stop.as_ref(), output).await;
    // So that whoever copies the one file copies all. What is recorded is safe without it.
    if let Err(error) = homing.close().await {
        tracing::debug!(error = &error as &(dyn std::error::Error + 'static), "the data was not closed");
    }
    done
}

async fn run_command(
    homing: &Homing,
    command: Command,
    password: &SecretInput,
    stop: &dyn Signals,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    match command {
        Command::Login(login) => login::run(homing, login, password, stop, output).await,
        Command::Logout(wanted) => logout::run(homing, wanted, output).await,
        Command::Accounts | Command::Account(AccountCommand::List) => accounts::run(homing, output).await,
        Command::Account(AccountCommand::Switch(wanted)) => switch::run(homing, wanted, output).await,
        Command::Backup(wanted) => backup::run(homing, &wanted.file, output).await,
        Command::Start(start) => timer::start(homing, start, output).await,
        Command::Continue(again) => timer::go_on(homing, again, output).await,
        Command::Pause(end) => timer::end(homing, TimerCommand::Pause, &end, output).await,
        Command::Resume(resume) => timer::resume(homing, resume, output).await,
        Command::Stop(end) => timer::end(homing, TimerCommand::Stop, &end, output).await,
        Command::Add(add) => timer::add(homing, add, output).await,
        Command::Edit(edit) => change::edit(homing, edit, output).await,
        Command::Attach(wanted) => attach::run(homing, wanted, output).await,
        Command::Delete(delete) => change::delete(homing, delete, output).await,
        Command::Cancel => timer::run(homing, TimerCommand::Cancel, output).await,
        Command::Undo(Undo { yes }) => {
            timer::run(homing, TimerCommand::Undo { step: None, loss_is_meant: yes }, output).await
        }
        Command::Review(review) => review::run(homing, review, output).await,
        Command::Log(log) => log::run(homing, &log, output).await,
        Command::Projects(projects) => projects::run(homing, &projects, output).await,
        Command::Summary(summary) => summary::run(homing, summary, output).await,
        Command::Status(status) => status::run(homing, &status, output).await,
        // Answered above.
        Command::Config(_) | Command::Diagnostics(_) | Command::Doctor => Ok(ExitCode::Done),
        Command::Sync(Sync { watch: false }) => sync::run(homing, output).await,
        Command::Sync(Sync { watch: true }) => watch::run(homing, output).await,
        Command::Queue(queue) => queue::run(homing, queue, output).await,
        Command::Program(program) => program::run(program, output),
        Command::Export(export) => export::run(homing, export, output).await,
        Command::Import(import) => import::run(homing, import, output).await,
    }
}

/// Who watches a command and who may stop it. A command that neither sends nor asks for a secret is ended
/// by Ctrl-C as the system does it: what it has recorded is durable.
fn watchers(
    command: &Command,
    progress: SyncProgress,
    prompt: &PromptOpen,
) -> (Arc<dyn Events>, Arc<dyn Signals>) {
    let listen = |first| Arc::new(Interrupt::listen(first, prompt.clone()));
    match command {
        Command::Sync(Sync { watch: true }) => (Arc::new(NoEvents), listen(FirstInterrupt::AsksToEnd)),
        Command::Sync(_) | Command::Queue(Queue::Retry(_)) => {
            (Arc::new(progress), listen(FirstInterrupt::AsksToStop))
        }
        // It waits for a browser, and says how that ended.
        Command::Login(Login { user: None, .. }) => (Arc::new(NoEvents), listen(FirstInterrupt::AsksToEnd)),
        Command::Login(_)
        | Command::Logout(_)
        | Command::Account(AccountCommand::Switch(_))
        | Command::Log(_)
        | Command::Import(Import::Legacy(_))
        | Command::Projects(_) => (Arc::new(NoEvents), listen(FirstInterrupt::Ends)),
        _ => (Arc::new(NoEvents), Arc::new(NoSignals)),
    }
}

/// Now and here, by the app's own clock.
fn here(homing: &Homing) -> Here {
    Here { now: homing.clock().now(), zone: homing.clock().time_zone() }
}
