//! Why there is no window: a sentence for a person, and the code to leave with.

use std::process::ExitCode;

use homing_app::{ConfigError, LogFilterError, OpenError, PlacesError};

/// What keeps the window from being shown. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// There is no screen.
    #[error(
        "There is no display to show a window on. Nothing was changed; start Homing in a graphical session, or use \
         `homing` in a terminal."
    )]
    NoDisplay,
    /// There are no folders.
    #[error("Nothing was done: {0}.")]
    Places(#[from] PlacesError),
    /// `HOMING_LOG` is not a filter.
    #[error(
        "HOMING_LOG can't be understood. Nothing was done; set it to a filter such as `debug`, or unset it."
    )]
    LogFilter(#[from] LogFilterError),
    /// `homing.toml` can't be used.
    #[error(
        "Homing's configuration can't be used. Nothing was changed; `homing doctor` shows what is wrong with it."
    )]
    Config(#[source] ConfigError),
    /// The data can't be used.
    #[error(
        "Homing's data can't be opened. Nothing was changed; `homing doctor` shows what is wrong with it."
    )]
    Open(#[source] OpenError),
    /// The window's library fails.
    #[error("The window can't be shown. Nothing is lost; HOMING_LOG=error shows why.")]
    Window(#[from] tauri::Error),
}

impl Failure {
    /// Tells whoever started the program.
    pub(crate) fn say(&self) {
        tracing::error!(causes = %homing_app::Causes(self), "the window was not shown");
        say(&self.to_string());
    }

    /// As `docs/desktop.md` lists them; the terminal has the same codes.
    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::NoDisplay => 69,
            Self::Window(_) => 70,
            Self::Open(_) => 74,
            Self::Places(_) | Self::LogFilter(_) | Self::Config(_) => 78,
        })
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Config(error) => Self::Config(error),
            error => Self::Open(error),
        }
    }
}

/// Tells whoever started the program, where there is no window to say it.
#[expect(clippy::print_stderr, reason = "there is no window that could say it")]
pub(crate) fn say(sentence: &str) {
    eprintln!("{sentence}");
}
