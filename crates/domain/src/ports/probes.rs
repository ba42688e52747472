//! Looking at the parts of an installation, for someone who asks what is wrong. Each probe gives what it saw;
//! what that means is judged elsewhere.

use async_trait::async_trait;

use super::queue::BoxError;
use super::{HttpError, HttpRequest, HttpResponse, QueueError};
use crate::Timestamp;
use crate::account::Active;

/// What is seen of a file or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLook {
    /// It is not there.
    Absent,
    /// It is there.
    Present {
        /// Whether this process may write to it.
        writable: bool,
        /// Whether nobody else may read it, as far as this system can tell.
        private: bool,
    },
}

/// What is seen of a data folder.
#[derive(Debug)]
pub struct DataLook {
    /// The folder.
    pub folder: FileLook,
    /// The database file.
    pub database: FileLook,
    /// Room on the disk for this process; none where it can't be told.
    pub free_bytes: Option<u64>,
    /// What is in the database; none where there is no file, or an empty one.
    pub content: Option<Result<DataContent, QueueError>>,
}

/// What is seen of a database that opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataContent {
    /// The number of its schema.
    pub schema: u32,
    /// The newest schema that this program knows.
    pub known_schema: u32,
    /// What the database's own check finds; none where it finds nothing. Names places, no content.
    pub damage: Option<String>,
    /// Whose work is recorded; none where the schema is not this program's.
    pub active: Option<Active>,
    /// Whether only a sign-in lets that account's tasks go: the server has ended the one that is kept.
    pub sign_in_needed: bool,
    /// Tasks of that account that are not sent.
    pub unsent: u64,
    /// How many of them wait for a person.
    pub attention: u64,
}

/// A look at the data. Every implementation:
///
/// 1. MUST change, make and remove nothing, and hold up no other process.
/// 2. MUST give an answer whatever state folder and file are in.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait DataProbe: Send + Sync {
    /// Looks.
    async fn look(&self) -> DataLook;
}

/// A server's certificate, trusted or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateLook {
    /// Who signed it, by its own word.
    pub issuer: String,
    /// When it begins.
    pub not_before: Timestamp,
    /// When it ends.
    pub not_after: Timestamp,
}

/// What is seen on the way to a server.
#[derive(Debug)]
pub struct WayLook {
    /// The proxy on the way, without its user and password.
    pub proxy: Option<String>,
    /// How many addresses the server's name has; none where a proxy asks for them.
    pub addresses: Option<Result<usize, BoxError>>,
    /// The certificate that was shown; none where none was, or none that can be read.
    pub certificate: Option<CertificateLook>,
    /// What came back.
    pub answer: Result<HttpResponse, HttpError>,
}

/// A look at the way to a server. Every implementation:
///
/// 1. MUST send the request once, over a connection of its own.
/// 2. MUST end within the request's time-out and ten seconds for the name.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait WayProbe: Send + Sync {
    /// Looks.
    async fn look(&self, request: HttpRequest) -> WayLook;
}
