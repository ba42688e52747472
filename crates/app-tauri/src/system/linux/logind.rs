//! Word of a wake: logind says on the system bus that the machine is about to sleep, and that it did. Only the second is
//! listened to. Where the bus is says the environment, as everywhere in D-Bus (`DBUS_SYSTEM_BUS_ADDRESS`).

use std::time::Duration;

use futures_util::StreamExt as _;
use zbus::message::Type;
use zbus::{Address, MatchRule, MessageStream, connection};

/// A bus that has not answered by then is none.
const CONNECT: Duration = Duration::from_secs(5);

/// Signals that wait to be heard. A machine that sleeps more often than it is looked at needs no more.
const KEPT: usize = 8;

/// Hears of wakes.
pub(super) struct Logind(MessageStream);

/// Nobody tells of wakes here.
#[derive(Debug, thiserror::Error)]
pub(super) enum LogindError {
    /// The bus can't be used.
    #[error("the system bus can't be used")]
    Bus(#[from] zbus::Error),
    /// It does not answer.
    #[error("the system bus does not answer")]
    Silent(#[from] tokio::time::error::Elapsed),
    /// It hung up.
    #[error("the system bus hung up")]
    Gone,
}

impl Logind {
    /// Listens from now on, on the bus at this address or on the machine's own.
    pub(super) async fn open(bus: Option<&Address>) -> Result<Self, LogindError> {
        tokio::time::timeout(CONNECT, connect(bus)).await?
    }

    /// Waits until the machine woke.
    pub(super) async fn heard(&mut self) -> Result<(), LogindError> {
        loop {
            let message = self.0.next().await.ok_or(LogindError::Gone)??;
            // Anything else than a yes or no is not logind's.
            if message.body().deserialize::<bool>() == Ok(false) {
                return Ok(());
            }
        }
    }
}

async fn connect(bus: Option<&Address>) -> Result<Logind, LogindError> {
    let builder = match bus {
        Some(address) => connection::Builder::address(address.clone())?,
        None => connection::Builder::system()?,
    };
    let connection = builder.build().await?;
    // The bus itself sees to it that only the owner of logind's name is heard.
    let woke = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.login1")?
        .path("/org/freedesktop/login1")?
        .interface("org.freedesktop.login1.Manager")?
        .member("PrepareForSleep")?
        .build();
    Ok(Logind(MessageStream::for_match_rule(woke, &connection, Some(KEPT)).await?))
}
