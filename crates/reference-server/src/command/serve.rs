//! `homing-server serve`.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use super::configuration::{Configuration, ConfigurationError, Source};
use super::metrics::{self, MetricsError};
use super::{notify, signals};
use crate::account::users;
use crate::ports::{Clock, System};
use crate::store::{Store, StoreError};
use crate::{App, AppError, ServeError, Tls, TlsError};

/// How far clocks may be apart: a fraction of the shortest grace that a client counts on, 60 s.
const CLOCKS_APART: Duration = Duration::from_secs(10);

/// What machines that ask one time server never are.
const CLOCKS_WORTH_A_WORD: Duration = Duration::from_secs(1);

/// The server was not started, or ended badly.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServeCommandError {
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(
        "This machine's clock is {seconds} s from the one of the database. Nothing was answered; set both by one \
         time server."
    )]
    Clock { seconds: u64 },
    #[error("The address can't be listened on. Choose another with --listen: {address}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error(transparent)]
    Metrics(#[from] MetricsError),
    #[error("The signals that stop the server could not be set up.")]
    Signals(#[source] io::Error),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("The service manager could not be told that the server answers.")]
    Notify(#[source] io::Error),
    #[error("Standard output could not be written.")]
    Output(#[source] io::Error),
    #[error(transparent)]
    Serve(#[from] ServeError),
}

pub(super) async fn run(configuration: Configuration) -> Result<(), ServeCommandError> {
    configuration.check_exposure()?;
    let Configuration { listen, metrics_listen, settings, tls, stop_limit, database, layers, .. } =
        configuration;
    for variable in &layers.unknown_variables {
        tracing::warn!(variable, "this variable is no setting; it was left alone");
    }
    let by_flag = layers.get("database").is_some_and(|said| matches!(said.source, Source::Flag(_)));
    if by_flag && database.has_password() {
        tracing::warn!(
            "the database's password is an argument, which every user of this machine can read: put it into the \
             configuration file, HOMING_SERVER_DATABASE or PGPASSFILE"
        );
    }
    let tls = tls.map(|files| Tls::load(&files.certificate, &files.key)).transpose()?;
    let reloads = signals::reload().map_err(ServeCommandError::Signals)?;
    tokio::spawn(reload(reloads, tls.clone()));
    // Before the line that says the server is up: whoever reads it may send a signal at once.
    let stop = signals::stop().map_err(ServeCommandError::Signals)?;
    // Before the data: where the address is taken, nothing is made. Who connects meanwhile waits.
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|source| ServeCommandError::Listen { address: listen, source })?;
    // Before anything that is measured.
    if let Some(address) = metrics_listen {
        metrics::show(address).await?;
    }
    let store = database.open_to_serve().await?;
    check_clock(&store, &System).await?;
    if let Some(provider) = &settings.oidc {
        tracing::info!(issuer = %provider.issuer, "access tokens of this OpenID provider are taken");
    }
    if settings.password_sign_in && users(&store).await?.is_empty() {
        tracing::info!("there are no accounts yet: make one with `homing-server user add NAME`");
    }
    let app = Arc::new(App::new(store, settings, Arc::new(System), Arc::new(System))?);
    let address = listener.local_addr().map_err(ServeCommandError::Output)?;
    announce(address, tls.is_some()).map_err(ServeCommandError::Output)?;
    notify::ready(std::env::var_os("NOTIFY_SOCKET")).map_err(ServeCommandError::Notify)?;
    let stop = async {
        stop.await;
    };
    match tls {
        Some(tls) => Ok(crate::serve_tls(listener, tls, app, stop, stop_limit).await?),
        None => Ok(crate::serve(listener, app, stop, stop_limit).await?),
    }
}

/// Refuses to answer beside others by a clock that is another one: tokens would end early or late, and a grace that
/// was announced would not hold.
async fn check_clock(store: &Store, clock: &dyn Clock) -> Result<(), ServeCommandError> {
    let difference = store.clock_difference(clock).await?;
    if difference > CLOCKS_APART {
        return Err(ServeCommandError::Clock { seconds: difference.as_secs() });
    }
    if difference > CLOCKS_WORTH_A_WORD {
        let ms = u64::try_from(difference.as_millis()).unwrap_or(u64::MAX);
        tracing::warn!(ms, "this machine's clock is not the database's: set both by one time server");
    }
    Ok(())
}

/// The one line on standard output; programs wait for it and read the address from it.
fn announce(address: SocketAddr, is_tls: bool) -> io::Result<()> {
    let scheme = if is_tls { "https" } else { "http" };
    let mut out = io::stdout().lock();
    writeln!(out, "homing-server listening on {scheme}://{address}")?;
    out.flush()
}

/// Reads the certificate again each time that this is asked for, as after its renewal.
async fn reload(mut asked: signals::Reload, tls: Option<Tls>) {
    while asked.next().await {
        match tls.as_ref().map(Tls::reload) {
            Some(Ok(())) => tracing::info!("the certificate was read again"),
            Some(Err(error)) => {
                let error = super::sentence(&error);
                tracing::error!(error, "the certificate could not be read again; the one in use stays");
            }
            None => tracing::info!("there is no certificate to read again"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_test_postgres::Cluster;

    use super::*;
    use crate::rates::conformance::Still;

    #[tokio::test]
    async fn a_server_does_not_answer_by_a_clock_that_is_not_the_databases() {
        let url = Cluster::shared().unwrap().new_schema().unwrap();
        let store = Store::connect(&url.parse().unwrap(), 1).await.unwrap();
        assert!(check_clock(&store, &System).await.is_ok());
        // It stands still at an instant of long ago.
        let elsewhere = check_clock(&store, &Still::default()).await;
        assert!(matches!(elsewhere, Err(ServeCommandError::Clock { .. })));
        store.close().await;
    }
}
