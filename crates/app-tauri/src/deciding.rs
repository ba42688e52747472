//! A person decides on what the earlier app had not sent, one item or many: what each becomes, and which stay as they
//! were. Not what the person is asked.

use homing_domain::engine::EnqueueError;
use homing_domain::ports::{BlobError, QueueError};
use homing_domain::time::{
    Entry, EntryId, EntryRef, FindError, FindItemError, Given, ItemSelection, ReviewItem, SettleError,
    TrackError,
};

use crate::{AttachError, EarlierPictureError, SyncManager};

/// What a person wants of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemDecision {
    /// An entry with what is given. A picture of which nothing else is said becomes a screenshot: of the entry that is
    /// named, else of the one that the server knows.
    Confirm {
        /// What the person says in place of what is known.
        given: Given,
        /// The entry of a picture.
        entry: Option<EntryRef>,
    },
    /// That it is kept as discarded.
    Discard,
}

/// What an item became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemBecame {
    /// An entry.
    Entry(Box<Entry>),
    /// A screenshot of this entry, which need not be recorded here.
    Screenshot(EntryId),
    /// Nothing: it is kept as discarded.
    Nothing,
}

/// What became of items that a person decided on.
#[derive(Debug, Default)]
pub struct DecidedItems {
    /// Those that are decided.
    pub done: Vec<(ReviewItem, ItemBecame)>,
    /// Those that are as they were, and why. Where this machine could not do it, the last of these is where it stopped:
    /// what comes after it was not tried.
    pub left: Vec<(ReviewItem, EarlierPictureError)>,
}

impl SyncManager {
    /// Decides on each of the items in a transaction of its own: what can't be decided stays, and the others go on, unless
    /// this machine is why: a disk that is full or a file that is damaged is so for the others, too.
    ///
    /// # Errors
    /// [`FindItemError`]: nothing was decided then.
    pub async fn decide_items(
        &self,
        which: &ItemSelection,
        decision: &ItemDecision,
    ) -> Result<DecidedItems, FindItemError> {
        let mut decided = DecidedItems::default();
        for item in self.tracker().find_items(which).await? {
            match self.decide(&item, decision).await {
                Ok(became) => decided.done.push((item, became)),
                Err(error) => {
                    let stop = is_of_this_machine(&error);
                    decided.left.push((item, error));
                    if stop {
                        break;
                    }
                }
            }
        }
        Ok(decided)
    }

    async fn decide(
        &self,
        item: &ReviewItem,
        decision: &ItemDecision,
    ) -> Result<ItemBecame, EarlierPictureError> {
        let tracker = self.tracker();
        match decision {
            ItemDecision::Discard => {
                tracker.discard(item).await?;
                Ok(ItemBecame::Nothing)
            }
            ItemDecision::Confirm { given, entry } if item.is_picture() && says_nothing(given) => {
                Ok(ItemBecame::Screenshot(self.attach_earlier(item, entry.as_ref()).await?.entry))
            }
            ItemDecision::Confirm { given, .. } => {
                Ok(ItemBecame::Entry(Box::new(tracker.confirm(item, given).await?.entry)))
            }
        }
    }
}

/// Whether nothing is said of the work itself.
fn says_nothing(given: &Given) -> bool {
    *given == Given { long_is_meant: given.long_is_meant, ..Given::default() }
}

/// Whether the error has nothing to do with the one item.
fn is_of_this_machine(error: &EarlierPictureError) -> bool {
    match error {
        EarlierPictureError::NoPicture | EarlierPictureError::EntryNeeded => false,
        EarlierPictureError::Find(error) => matches!(error, FindError::Queue(_)),
        EarlierPictureError::Settle(SettleError::Track(error)) => {
            matches!(error, TrackError::Queue(_) | TrackError::Contended)
        }
        EarlierPictureError::Settle(_) => false,
        EarlierPictureError::Attach(error) => match error {
            AttachError::Find(error) => matches!(error, FindError::Queue(_)),
            AttachError::Blob(error) => !matches!(error, BlobError::TooLarge { .. }),
            AttachError::Enqueue(EnqueueError::Kind(_)) => false,
            AttachError::Enqueue(EnqueueError::Queue(error)) => {
                !matches!(error, QueueError::NoRoom { .. } | QueueError::NoBlobRoom { .. })
            }
            AttachError::File(_) | AttachError::Body(_) => true,
            _ => false,
        },
        EarlierPictureError::Queue(_) => true,
    }
}
