//! What a person can send to whoever helps: a few text files in one archive, each to be read before. Versions, states,
//! ids, codes and times; no secret, and nothing that anyone wrote.

mod parts;
mod redact;

use std::io::{self, Write as _};
use std::path::Path;

use homing_domain::Timestamp;
use homing_domain::ports::QueueError;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::config::Places;
use crate::homing::{Homing, OpenError};
use crate::known_accounts::KnownAccounts;
use crate::session::Session;
use crate::status::StatusFeed;
use crate::sync_manager::SyncManager;
use crate::whole_file::{IfThere, WholeFile};

pub use redact::Redaction;

/// What a bundle is made from.
pub struct DiagnosticsSource<'a> {
    /// The folders.
    pub places: &'a Places,
    /// What `HOMING_CA_FILE` names.
    pub ca_file: Option<&'a Path>,
    /// The app, or why it can't be opened: then there is the less to tell, and that.
    pub opened: Result<Diagnosed<'a>, &'a OpenError>,
    /// What is left out of every part.
    pub redaction: Redaction,
    /// Now.
    pub now: Timestamp,
}

/// What of an open app has something to tell.
#[derive(Clone, Copy)]
pub struct Diagnosed<'a> {
    /// What waits.
    pub sync: &'a SyncManager,
    /// How things stand.
    pub status: &'a StatusFeed,
    /// Who is known here.
    pub session: &'a Session,
}

impl<'a> From<&'a Homing> for Diagnosed<'a> {
    fn from(homing: &'a Homing) -> Self {
        Self { sync: homing.sync(), status: homing.feed(), session: homing.session() }
    }
}

impl Diagnosed<'_> {
    async fn accounts(&self) -> Result<KnownAccounts, QueueError> {
        KnownAccounts::read(self.session.queue.as_ref(), self.session.accounts.as_ref()).await
    }
}

/// The text files, in the order in which they are to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The files.
    pub parts: Vec<Part>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name in the archive.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

impl Bundle {
    /// Gathers what there is. What can't be read is said in its place: a bundle never fails.
    pub async fn gather(source: &DiagnosticsSource<'_>) -> Self {
        let mut redaction = source.redaction.clone();
        if let Ok(opened) = source.opened
            && let Ok(known) = opened.accounts().await
        {
            redaction.know(known.accounts.iter().map(|known| &known.account));
        }
        let part = |name: &str, text: String| Part { name: name.to_owned(), text: redaction.of(&text) };
        let mut parts = vec![
            part("about.txt", parts::about(source)),
            part("versions.txt", parts::versions(source)),
            part("status.txt", parts::status(source).await),
            part("accounts.txt", parts::accounts(source, redaction.shows_names()).await),
            part("queue.txt", parts::queue(source).await),
            part("config.txt", parts::config(source)),
            part("files.txt", parts::files(&source.places.data)),
        ];
        let logs = parts::logs(&source.places.log_folder());
        parts.extend(logs.into_iter().map(|(name, text)| part(&name, text)));
        Self { parts }
    }

    /// Writes the archive, its owner's alone. A file that is there is never replaced.
    ///
    /// # Errors
    /// It can't be written, or is there already: nothing is left half-written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut file = WholeFile::at(path)?;
        let mut archive = ZipWriter::new(file.out());
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for Part { name, text } in &self.parts {
            archive.start_file(name.as_str(), options)?;
            archive.write_all(text.as_bytes())?;
        }
        archive.finish()?;
        file.finish(IfThere::Keep)
    }
}
