//! Where the secrets of a command line come from: settled before the program opens a file of its own.

use crate::args::{Arguments, Command, Login};
use crate::error::CliError;
use crate::prompt::PromptOpen;
use crate::secret_input::{Descriptor, Secret, SecretInput};

/// The places of both secrets.
pub(super) struct Secrets {
    /// Whoever deals with the terminal must know of these.
    pub(super) prompt: PromptOpen,
    /// The passphrase of the credential file.
    pub(super) passphrase: SecretInput,
    /// The password of a sign-in.
    pub(super) password: SecretInput,
}

impl Secrets {
    /// Takes the descriptors that the line names.
    ///
    /// # Errors
    /// One of them can't give a secret, or is to give both.
    pub(super) fn take(arguments: &Arguments, prompt: &PromptOpen) -> Result<Self, CliError> {
        let passphrase = arguments.wishes.passphrase_fd;
        let password = match &arguments.command {
            Command::Login(Login { password_stdin: true, .. }) => Some(Descriptor::STDIN),
            Command::Login(login) => login.password_fd,
            _ => None,
        };
        if password.is_some() && password == passphrase {
            return Err(CliError::OneDescriptorForTwo);
        }
        let of = String::new();
        Ok(Self {
            prompt: prompt.clone(),
            passphrase: SecretInput::take(passphrase, &Secret::Passphrase, prompt.clone())?,
            password: SecretInput::take(password, &Secret::Password { of }, prompt.clone())?,
        })
    }
}
