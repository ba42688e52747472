//! A picture that an earlier program had not sent becomes a screenshot: its bytes are stored first, then its task, what
//! settles it and what is remembered of its entry in one transaction. Not who decides that it does.

use futures_util::stream;
use homing_domain::engine::EnqueueError;
use homing_domain::names::TaskId;
use homing_domain::ports::{CHUNK_MAX_BYTES, Chunks, QueueError};
use homing_domain::time::{
    EarlierPicture, EntryId, EntryRef, FindError, ReviewItem, SettleError, media_type_of,
};

use crate::{AttachError, SyncManager};

/// How often it is tried anew where another program was first with the same entry.
const ROUNDS: usize = 16;

/// A picture of an earlier program that is a screenshot now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedPicture {
    /// The item that it was.
    pub item: ReviewItem,
    /// The entry that it belongs to. It need not be recorded here.
    pub entry: EntryId,
    /// The task that brings it to the server.
    pub task: TaskId,
}

/// Pictures that nobody needs to be asked of.
#[derive(Debug, Default)]
pub struct SentPictures {
    /// Those that are screenshots now.
    pub attached: Vec<AttachedPicture>,
    /// Those that are as they were, and why: the next time they go, or a person says what becomes of them.
    pub left: Vec<(ReviewItem, EarlierPictureError)>,
}

/// A picture of which nothing was made. It is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EarlierPictureError {
    /// It is no picture, or its bytes are not there.
    #[error("it is no picture")]
    NoPicture,
    /// Nothing tells which entry it belongs to, and none was named.
    #[error("nothing tells which entry it belongs to")]
    EntryNeeded,
    /// The entry that was named is none.
    #[error("the entry was not found")]
    Find(#[source] FindError),
    /// It was decided on already, or can't be.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// It can't be stored or enqueued.
    #[error(transparent)]
    Attach(#[from] AttachError),
    /// It can't be read.
    #[error("the picture can't be read")]
    Queue(#[source] QueueError),
}

impl SyncManager {
    /// Makes a picture a screenshot: of the entry that is named, else of the one that the server knows.
    ///
    /// # Errors
    /// [`EarlierPictureError`]: nothing was changed then.
    pub async fn attach_earlier(
        &self,
        item: &ReviewItem,
        named: Option<&EntryRef>,
    ) -> Result<AttachedPicture, EarlierPictureError> {
        let named = match named {
            Some(named) => Some(self.tracker().find(named).await.map_err(EarlierPictureError::Find)?.id),
            None => None,
        };
        let picture = self.tracker().earlier_picture(item).await.map_err(EarlierPictureError::Queue)?;
        let (said, settled) = match picture {
            Some(picture) => (picture, self.tracker().picture_settled(item, named).await?),
            None => {
                // Whoever was first has taken the bytes: that is what is to be said.
                self.tracker().picture_settled(item, named).await?;
                return Err(EarlierPictureError::NoPicture);
            }
        };
        let mut settled = settled.ok_or(EarlierPictureError::EntryNeeded)?;
        let EarlierPicture { bytes, .. } = said;
        let media_type = media_type_of(&bytes).ok_or(AttachError::NoPicture)?;
        let stored = self.store_picture(chunks(&bytes)).await?;
        let name = stored.blob().name.clone();
        let taken_at = item.last_at.unwrap_or_else(|| self.clock.now());
        let mut rounds = 0;
        let done = loop {
            rounds += 1;
            let screenshot =
                self.tracker().screenshot(settled.entry, taken_at, (media_type, None), stored.blob());
            // What is stored is held until its task is there: else whoever takes files away could be first.
            let enqueued = self.enqueue_screenshot(&screenshot, &stored, settled.records.clone()).await;
            match enqueued {
                Err(AttachError::Enqueue(EnqueueError::Queue(QueueError::Conflict { .. })))
                    if rounds < ROUNDS =>
                {
                    match self.tracker().picture_settled(item, named).await {
                        Ok(Some(anew)) => settled = anew,
                        Ok(None) => break Err(EarlierPictureError::EntryNeeded),
                        Err(error) => break Err(error.into()),
                    }
                }
                enqueued => break enqueued.map_err(EarlierPictureError::from),
            }
        };
        drop(stored);
        match done {
            Ok(task) => Ok(AttachedPicture { item: item.clone(), entry: settled.entry, task }),
            Err(error) => {
                self.engine.forget_blobs(vec![name]).await;
                Err(error)
            }
        }
    }

    /// Makes screenshots of all pictures that nobody needs to be asked of, each in a transaction of its own. What does not
    /// go stays, and is tried again the next time.
    ///
    /// # Errors
    /// [`QueueError`] where they can't be read.
    pub async fn attach_earlier_pictures(&self) -> Result<SentPictures, QueueError> {
        let mut sent = SentPictures::default();
        for item in self.tracker().pictures_to_send().await? {
            match self.attach_earlier(&item, None).await {
                Ok(attached) => sent.attached.push(attached),
                Err(error) => sent.left.push((item, error)),
            }
        }
        Ok(sent)
    }
}

fn chunks(bytes: &[u8]) -> Chunks {
    let chunks: Vec<_> = bytes.chunks(CHUNK_MAX_BYTES).map(|chunk| Ok(chunk.to_vec())).collect();
    Box::pin(stream::iter(chunks))
}
