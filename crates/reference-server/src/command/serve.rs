//! `homing-server serve`.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;

use super::database::{Database, DatabaseError};
use super::signals;
use crate::account::PasswordError;
use crate::ports::System;
use crate::{App, RefreshGrace, ServeError, Settings};

/// How long requests under way may take once the server is told to stop: well over what the largest batch
/// needs, and less than service managers wait before they kill (90 s for systemd).
const PATIENCE: Duration = Duration::from_secs(30);

/// How to answer clients.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The address to listen on; port 0 takes a free one. Traffic is not encrypted: beyond this machine,
    /// put a TLS proxy before it.
    #[arg(long, value_name = "ADDRESS:PORT", env = "HOMING_SERVER_LISTEN", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// For how many seconds an access token is good.
    #[arg(long, value_name = "SECONDS", default_value_t = 900, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    access_token_seconds: u64,
    /// For how many seconds after its first use a refresh token is honoured again, so that a client can ask
    /// for a lost answer: 60 to 3600.
    #[arg(long, value_name = "SECONDS", default_value = "60")]
    refresh_grace_seconds: RefreshGrace,
    #[command(flatten)]
    database: Database,
}

/// The server was not started, or ended badly.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServeCommandError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error("The address can't be listened on. Choose another with --listen: {address}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("The signals that stop the server could not be set up.")]
    Signals(#[source] io::Error),
    #[error("Standard output could not be written.")]
    Output(#[source] io::Error),
    #[error(transparent)]
    Serve(#[from] ServeError),
}

pub(super) async fn run(arguments: Arguments) -> Result<(), ServeCommandError> {
    let Arguments { listen, access_token_seconds, refresh_grace_seconds, database } = arguments;
    let settings = Settings {
        access_token_life: Duration::from_secs(access_token_seconds),
        refresh_grace: refresh_grace_seconds,
        ..Settings::default()
    };
    // Before the line that says the server is up: whoever reads it may send a signal at once.
    let stop = signals::stop().map_err(ServeCommandError::Signals)?;
    let store = database.open().await?;
    let app = Arc::new(App::new(store, settings, Arc::new(System), Arc::new(System))?);
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|source| ServeCommandError::Listen { address: listen, source })?;
    let address = listener.local_addr().map_err(ServeCommandError::Output)?;
    announce(address).map_err(ServeCommandError::Output)?;
    let stop = async {
        stop.await;
    };
    Ok(crate::serve(listener, app, stop, PATIENCE).await?)
}

/// The one line on standard output; programs wait for it and read the address from it.
fn announce(address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "homing-server listening on http://{address}")?;
    out.flush()
}
