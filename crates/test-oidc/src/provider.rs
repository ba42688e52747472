//! The provider's process.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::installed::{Installed, NotInstalledError};

/// Whose client it knows, and how long its access tokens live.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// A public client, for any port of 127.0.0.1.
    pub client_id: &'static str,
    /// In seconds. They are JWTs where a resource was asked for.
    pub access_token_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { client_id: "homing", access_token_seconds: 900 }
    }
}

/// Why there is no provider.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProviderError {
    /// It was never installed.
    #[error(transparent)]
    NotInstalled(#[from] NotInstalledError),
    /// The system refused something.
    #[error("the provider could not be started")]
    System(#[from] io::Error),
    /// It said something else than where it is.
    #[error("the provider did not say where it is: {0:?}")]
    Silent(String),
}

/// A provider that lives as long as this does, or as its process.
#[derive(Debug)]
pub struct Provider {
    child: Child,
    issuer: String,
}

impl Provider {
    /// Starts one, and waits until it listens. Refresh tokens rotate; one that is used again ends all that came of
    /// the same sign-in.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub fn start(settings: Settings) -> Result<Self, ProviderError> {
        let Installed { folder, node } = Installed::find()?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oidc-provider/server.mjs");
        let Settings { client_id, access_token_seconds } = settings;
        let settings = json!({ "clientId": client_id, "accessTokenSeconds": access_token_seconds });
        // Its standard input closes with us, however we end, and it ends with that.
        let mut child = Command::new(node)
            .arg(script)
            .arg(folder)
            .arg(settings.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut said = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut said)?;
        }
        let told: Value = serde_json::from_str(&said).unwrap_or_default();
        let issuer = told["issuer"].as_str().map(str::to_owned);
        let mut provider = Self { child, issuer: String::new() };
        provider.issuer = issuer.ok_or(ProviderError::Silent(said))?;
        Ok(provider)
    }

    /// Its identifier, which is its address too.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
