//! A picture from a file becomes a screenshot of an entry: its bytes are stored first, then its task, and from there on
//! both go together.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

use futures_util::{StreamExt, stream};
use homing_domain::Timestamp;
use homing_domain::engine::EnqueueError;
use homing_domain::names::TaskId;
use homing_domain::ports::{BlobError, CHUNK_MAX_BYTES, Chunks, QueueError, StoredBlob};
use homing_domain::task::{Body, BodyError, Commit, KindError, RecordWrite};
use homing_domain::time::{
    Entry, EntryRef, FindError, PICTURE_HEAD_BYTES, SCREENSHOT_MAX_BYTES, Screenshot, kept_file_name,
    media_type_of, screenshot_kind,
};

use crate::SyncManager;

/// A screenshot that is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The task that brings it to the server.
    pub task: TaskId,
    /// It itself.
    pub screenshot: Screenshot,
    /// The entry that it belongs to.
    pub entry: Entry,
}

/// Nothing was recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AttachError {
    /// There is no such file, or it may not be read.
    #[error("the file can't be read")]
    File(#[source] io::Error),
    /// It is a folder, or something else that holds no bytes of its own.
    #[error("it is no file")]
    NoFile,
    /// It holds nothing.
    #[error("the file is empty")]
    Empty,
    /// It is larger than a screenshot may be, or than the server takes.
    #[error("the file has more than {most} bytes")]
    TooLarge {
        /// The most bytes that it may have.
        most: u64,
    },
    /// It is no picture of a form that is known.
    #[error("the file is no picture")]
    NoPicture,
    /// Nothing is recorded that it could belong to.
    #[error("there is no entry yet")]
    NoEntry,
    /// The entry that was named is none.
    #[error("the entry was not found")]
    Find(#[source] FindError),
    /// Its bytes can't be stored.
    #[error("the file can't be stored")]
    Blob(#[source] BlobError),
    /// What is said of it can't be written.
    #[error("a screenshot can't be written")]
    Body(#[from] BodyError),
    /// Its task is not taken.
    #[error(transparent)]
    Enqueue(#[from] EnqueueError),
}

impl SyncManager {
    /// Records the picture in a file as a screenshot: of the entry that is named, else of the running or paused one,
    /// else of the latest. Durable when this returns, and the file is needed no more.
    ///
    /// # Errors
    /// [`AttachError`]: nothing was recorded then.
    pub async fn attach(&self, path: &Path, entry: Option<&EntryRef>) -> Result<Attached, AttachError> {
        let picture = Picture::open(path, self.clock.now()).await?;
        let entry = self.entry_to_attach_to(entry).await?;
        let said = (picture.media_type, picture.file_name.clone());
        let stored = self.store_picture(picture.chunks).await?;
        let screenshot = self.tracker().screenshot(entry.id, picture.taken_at, said, stored.blob());
        // What is stored is held until its task is there: else whoever takes files away could be first.
        let enqueued = self.enqueue_screenshot(&screenshot, &stored, Vec::new()).await;
        let name = stored.blob().name.clone();
        drop(stored);
        match enqueued {
            Ok(task) => Ok(Attached { task, screenshot, entry }),
            Err(error) => {
                self.engine.forget_blobs(vec![name]).await;
                Err(error)
            }
        }
    }

    pub(crate) async fn store_picture(&self, chunks: Chunks) -> Result<StoredBlob, AttachError> {
        let stored = self.engine.store_blob(chunks, SCREENSHOT_MAX_BYTES).await;
        stored.map_err(|error| match error {
            BlobError::TooLarge { most } => AttachError::TooLarge { most },
            error => AttachError::Blob(error),
        })
    }

    /// The task of a screenshot, with records that are to be as durable as it.
    pub(crate) async fn enqueue_screenshot(
        &self,
        screenshot: &Screenshot,
        stored: &StoredBlob,
        records: Vec<RecordWrite>,
    ) -> Result<TaskId, AttachError> {
        let task = self.engine.task(&screenshot_kind(), Body::of_json(screenshot)?);
        let mut task = task.map_err(EnqueueError::Kind)?;
        task.occurred_at = screenshot.taken_at;
        task.blob = Some(stored.blob().clone());
        let id = task.id;
        match self.enqueue_sync(Commit { records, tasks: vec![task] }).await {
            Ok(()) => Ok(id),
            Err(EnqueueError::Kind(KindError::BlobTooLarge { most, .. })) => {
                Err(AttachError::TooLarge { most })
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn entry_to_attach_to(&self, named: Option<&EntryRef>) -> Result<Entry, AttachError> {
        if let Some(named) = named {
            return self.tracker().find(named).await.map_err(AttachError::Find);
        }
        match self.tracker().find(&EntryRef::Current).await {
            Err(FindError::NothingRuns) => {}
            found => return found.map_err(AttachError::Find),
        }
        self.tracker().find(&EntryRef::Latest(1)).await.map_err(|error| match error {
            FindError::NotFound => AttachError::NoEntry,
            error => AttachError::Find(error),
        })
    }
}

/// A file on its way to be stored.
struct Picture {
    media_type: &'static str,
    file_name: Option<String>,
    taken_at: Timestamp,
    chunks: Chunks,
}

impl Picture {
    async fn open(path: &Path, now: Timestamp) -> Result<Self, AttachError> {
        let file_name = path.file_name().and_then(|name| kept_file_name(&name.to_string_lossy()));
        let path = path.to_owned();
        let opened = tokio::task::spawn_blocking(move || Opened::at(&path)).await;
        let Opened { head, file, changed_at } =
            opened.map_err(|error| AttachError::File(io::Error::other(error)))??;
        let media_type = media_type_of(&head).ok_or(AttachError::NoPicture)?;
        // A file of the future was written under another clock.
        let taken_at = changed_at.filter(|then| *then <= now).unwrap_or(now);
        let chunks = Box::pin(stream::iter([Ok(head)]).chain(rest_of(file)));
        Ok(Self { media_type, file_name, taken_at, chunks })
    }
}

struct Opened {
    head: Vec<u8>,
    /// Behind its head.
    file: File,
    changed_at: Option<Timestamp>,
}

impl Opened {
    fn at(path: &Path) -> Result<Self, AttachError> {
        // Looked at before it is opened: a pipe would wait for whoever writes.
        let found = std::fs::metadata(path).map_err(AttachError::File)?;
        if !found.is_file() {
            return Err(AttachError::NoFile);
        }
        if found.len() == 0 {
            return Err(AttachError::Empty);
        }
        if found.len() > SCREENSHOT_MAX_BYTES {
            return Err(AttachError::TooLarge { most: SCREENSHOT_MAX_BYTES });
        }
        let file = File::open(path).map_err(AttachError::File)?;
        let mut head = Vec::new();
        (&file).take(PICTURE_HEAD_BYTES as u64).read_to_end(&mut head).map_err(AttachError::File)?;
        let changed_at = found.modified().ok().and_then(|then| {
            let millis = then.duration_since(UNIX_EPOCH).ok()?.as_millis();
            Timestamp::from_millis(i64::try_from(millis).ok()?).ok()
        });
        Ok(Self { head, file, changed_at })
    }
}

fn rest_of(file: File) -> Chunks {
    Box::pin(stream::try_unfold(file, async |file| {
        let read = tokio::task::spawn_blocking(move || {
            let mut chunk = Vec::with_capacity(CHUNK_MAX_BYTES);
            (&file).take(CHUNK_MAX_BYTES as u64).read_to_end(&mut chunk)?;
            Ok::<_, io::Error>((chunk, file))
        });
        let (chunk, file) = read.await??;
        Ok((!chunk.is_empty()).then_some((chunk, file)))
    }))
}

impl From<QueueError> for AttachError {
    fn from(error: QueueError) -> Self {
        Self::Enqueue(error.into())
    }
}
