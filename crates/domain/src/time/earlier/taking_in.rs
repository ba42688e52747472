//! Taking in what an earlier program's file holds: each row once, however often the file is given and wherever an import is
//! cut off. Nothing becomes an entry here.

use std::collections::BTreeSet;

use super::chunk::{self, Chunk, Known, Piece};
use super::kept::{self, Place, RowMark};
use super::{EarlierWork, RowRef};
use crate::names::AccountId;
use crate::ports::QueueError;
use crate::task::Commit;
use crate::time::records::decode;
use crate::time::tracker::ROUNDS;
use crate::time::{TrackError, Tracker};

/// Rows per transaction: each is durable and counts before the next begins. Work of more rows is not torn.
const CHUNK_ROWS: usize = 500;

/// Bytes of pictures and payloads per transaction, where there is more than one: some ten screenshots.
const CHUNK_BYTES: usize = 8_000_000;

/// What became of the rows that were given, in rows. Their sum is the number of rows given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// Pictures that nobody needs to be asked of: see [`Tracker::pictures_to_send`].
    pub imported: usize,
    /// Rows that needed nothing more, kept as history.
    pub history: usize,
    /// Rows of work that waits for a person.
    pub review: usize,
    /// Rows that can't be read, kept as they are.
    pub unreadable: usize,
    /// Rows that were taken in before.
    pub unchanged: usize,
    /// Rows that were taken in before and say something else since; what was taken in stays, with a note where all of it
    /// has arrived ([`super::ReviewItem::arrived_since`]).
    pub changed: usize,
}

impl TakenIn {
    /// How many rows that are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.imported + self.history + self.review + self.unreadable + self.unchanged + self.changed
    }

    fn and(self, other: Self) -> Self {
        Self {
            imported: self.imported + other.imported,
            history: self.history + other.history,
            review: self.review + other.review,
            unreadable: self.unreadable + other.unreadable,
            unchanged: self.unchanged + other.unchanged,
            changed: self.changed + other.changed,
        }
    }
}

impl Tracker {
    /// Keeps what a file holds, in transactions of 500 rows, and tells `progress` how many rows are done. An import that is
    /// cut off goes on where it was when it is run again; work on which a person has decided stays as it is.
    ///
    /// # Errors
    /// [`TrackError`] where the queue can't be written; the transactions before it stay.
    pub async fn take_in(
        &self,
        work: EarlierWork,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<TakenIn, TrackError> {
        self.go_through(work, progress, true).await
    }

    /// What [`Tracker::take_in`] would do, and nothing is kept.
    ///
    /// # Errors
    /// [`TrackError`] where the queue can't be read.
    pub async fn would_take_in(
        &self,
        work: EarlierWork,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<TakenIn, TrackError> {
        self.go_through(work, progress, false).await
    }

    async fn go_through(
        &self,
        work: EarlierWork,
        progress: &(dyn Fn(usize) + Send + Sync),
        keeps: bool,
    ) -> Result<TakenIn, TrackError> {
        let EarlierWork { past, unfinished, unreadable } = work;
        let arrived = chunk::arrived(&past);
        let past = past.into_iter().map(Piece::Past);
        let unfinished = unfinished.into_iter().filter(|work| !work.rows.is_empty()).map(Piece::Unfinished);
        let pieces = past.chain(unfinished).chain(unreadable.into_iter().map(Piece::Unreadable));
        let mut taken = TakenIn::default();
        let (mut rows, mut bytes, mut chunk) = (0, 0, Vec::new());
        for piece in pieces {
            let (more_rows, more_bytes) = (piece.row_refs().len(), piece.bytes());
            if !chunk.is_empty() && (rows + more_rows > CHUNK_ROWS || bytes + more_bytes > CHUNK_BYTES) {
                taken = taken.and(self.take_in_chunk(&chunk, &arrived, keeps).await?);
                progress(taken.rows());
                (rows, bytes) = (0, 0);
                chunk.clear();
            }
            rows += more_rows;
            bytes += more_bytes;
            chunk.push(piece);
        }
        taken = taken.and(self.take_in_chunk(&chunk, &arrived, keeps).await?);
        progress(taken.rows());
        Ok(taken)
    }

    /// One transaction. Where another import or a person was first with some of it, it is planned anew.
    async fn take_in_chunk(
        &self,
        pieces: &[Piece],
        arrived: &BTreeSet<String>,
        keeps: bool,
    ) -> Result<TakenIn, TrackError> {
        for _ in 0..ROUNDS {
            // Someone may have signed in since the last one.
            let account = self.accounts.active().await?.id();
            let known = self.taken_in_of(account, pieces).await?;
            let mut chunk = Chunk::over(&known, arrived);
            for piece in pieces {
                chunk.put(piece)?;
            }
            let (writes, tally) = chunk.done();
            if writes.is_empty() || !keeps {
                return Ok(tally);
            }
            let commit = Commit { records: writes, tasks: Vec::new() };
            match self.queue.commit(account, self.clock.now(), commit).await {
                Ok(()) => return Ok(tally),
                Err(QueueError::Conflict { .. } | QueueError::Adopted) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(TrackError::Contended)
    }

    /// What is known of the rows of these pieces.
    async fn taken_in_of(&self, account: AccountId, pieces: &[Piece]) -> Result<Known, QueueError> {
        let mut known = Known::default();
        let rows: Vec<&RowRef> = pieces.iter().flat_map(Piece::row_refs).collect();
        for row in rows {
            let record = self.queue.get(account, &kept::marks(), &kept::id_of(&row.identity)?).await?;
            let Some(record) = record else { continue };
            let mark: RowMark = decode(&record)?;
            if let Place::Item(id) = &mark.place
                && !known.items.contains_key(id)
                && let Some(item) = self.item(account, id).await?
            {
                known.items.insert(id.clone(), item);
            }
            known.marks.insert(row.identity.clone(), (mark, record.revision));
        }
        Ok(known)
    }
}
