//! Taking in what an earlier program's file holds: each row once, however often the file is given and wherever an import is
//! cut off. Nothing becomes an entry here.

use std::collections::BTreeMap;

use super::kept::{self, Place, RowMark};
use super::{
    EarlierWork, ItemId, ItemPicture, ItemState, PastRow, ReviewItem, RowRef, Unfinished, UnfinishedMatter,
    UnreadableRow,
};
use crate::Timestamp;
use crate::names::AccountId;
use crate::ports::QueueError;
use crate::task::{Commit, Record, RecordWrite};
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
    /// Rows that were taken in before and say something else since; what was taken in stays.
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

/// What goes into one transaction or none.
enum Piece {
    Past(PastRow),
    Unfinished(Unfinished),
    Unreadable(UnreadableRow),
}

impl Piece {
    fn rows(&self) -> usize {
        match self {
            Self::Unfinished(work) => work.rows.len(),
            _ => 1,
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Past(_) => 0,
            Self::Unfinished(work) => work.picture.as_ref().map_or(0, |picture| picture.bytes.len()),
            Self::Unreadable(row) => row.payload.len(),
        }
    }
}

/// What earlier imports brought, and this one so far.
#[derive(Default)]
struct Known {
    marks: BTreeMap<String, (RowMark, i64)>,
    items: BTreeMap<ItemId, ReviewItem>,
}

/// One transaction in the making. A later piece of it sees what an earlier one wrote.
struct Chunk<'a> {
    known: &'a Known,
    marks: BTreeMap<String, RowMark>,
    /// By collection and id: of two writes of one record the later one counts.
    writes: BTreeMap<(String, String), RecordWrite>,
    items: BTreeMap<ItemId, ReviewItem>,
    tally: TakenIn,
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
        let EarlierWork { past, unfinished, unreadable } = work;
        let past = past.into_iter().map(Piece::Past);
        let unfinished = unfinished.into_iter().filter(|work| !work.rows.is_empty()).map(Piece::Unfinished);
        let pieces = past.chain(unfinished).chain(unreadable.into_iter().map(Piece::Unreadable));
        let mut taken = TakenIn::default();
        let (mut rows, mut bytes, mut chunk) = (0, 0, Vec::new());
        for piece in pieces {
            let (more_rows, more_bytes) = (piece.rows(), piece.bytes());
            if !chunk.is_empty() && (rows + more_rows > CHUNK_ROWS || bytes + more_bytes > CHUNK_BYTES) {
                taken = taken.and(self.take_in_chunk(&chunk).await?);
                progress(taken.rows());
                (rows, bytes) = (0, 0);
                chunk.clear();
            }
            rows += more_rows;
            bytes += more_bytes;
            chunk.push(piece);
        }
        taken = taken.and(self.take_in_chunk(&chunk).await?);
        progress(taken.rows());
        Ok(taken)
    }

    /// One transaction. Where another import or a person was first with some of it, it is planned anew.
    async fn take_in_chunk(&self, pieces: &[Piece]) -> Result<TakenIn, TrackError> {
        for _ in 0..ROUNDS {
            // Someone may have signed in since the last one.
            let account = self.accounts.active().await?.id();
            let known = self.taken_in_of(account, pieces).await?;
            let mut chunk = Chunk::over(&known);
            for piece in pieces {
                chunk.put(piece)?;
            }
            let Chunk { writes, tally, .. } = chunk;
            if writes.is_empty() {
                return Ok(tally);
            }
            let commit = Commit { records: writes.into_values().collect(), tasks: Vec::new() };
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
        let rows = pieces.iter().flat_map(|piece| match piece {
            Piece::Past(past) => std::slice::from_ref(&past.row),
            Piece::Unfinished(work) => work.rows.as_slice(),
            Piece::Unreadable(row) => std::slice::from_ref(&row.row),
        });
        let rows: Vec<&RowRef> = rows.collect();
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

impl<'a> Chunk<'a> {
    fn over(known: &'a Known) -> Self {
        let (marks, writes, items) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { known, marks, writes, items, tally: TakenIn::default() }
    }

    fn put(&mut self, piece: &Piece) -> Result<(), QueueError> {
        match piece {
            Piece::Past(past) => self.put_past(past),
            Piece::Unfinished(work) => self.put_unfinished(work),
            Piece::Unreadable(row) => self.put_unreadable(row),
        }
    }

    fn put_past(&mut self, past: &PastRow) -> Result<(), QueueError> {
        let expected = |place: &Place| *place == Place::Past;
        if self.was_read(&past.row, expected) {
            return Ok(());
        }
        self.write(kept::past_write(past)?);
        self.tally.history += 1;
        self.mark(&past.row, Place::Past, past.at)
    }

    fn put_unreadable(&mut self, unreadable: &UnreadableRow) -> Result<(), QueueError> {
        let row = &unreadable.row;
        match self.mark_of(row) {
            None => {
                kept::unreadable_writes(unreadable)?.into_iter().for_each(|write| self.write(write));
                self.tally.unreadable += 1;
                self.mark(row, Place::Unreadable, unreadable.at)?;
            }
            Some(mark) if mark.place == Place::Unreadable && mark.content != row.content => {
                self.tally.changed += 1;
            }
            // What could be read once says more than what can't be read now.
            Some(_) => self.tally.unchanged += 1,
        }
        Ok(())
    }

    fn put_unfinished(&mut self, work: &Unfinished) -> Result<(), QueueError> {
        let before = work.rows.iter().find_map(|row| match &self.mark_of(row)?.place {
            Place::Item(id) => self.item(id).cloned(),
            _ => None,
        });
        let expected = |place: &Place| matches!(place, Place::Item(_));
        let mut new: Vec<RowRef> = Vec::with_capacity(work.rows.len());
        for row in &work.rows {
            if !self.was_read(row, expected) {
                new.push(row.clone());
            }
        }
        let Some(first) = new.first() else { return Ok(()) };
        let item = match before {
            // Nobody has decided: this reading says all that the one before it said, and more.
            Some(open) if open.is_open() => {
                let rows = open.rows.iter().chain(&new).cloned().collect();
                let (revision, more_of) = (open.revision, open.more_of);
                ReviewItem { rows, revision, more_of, ..item_of(open.id, work) }
            }
            settled => {
                let more_of = settled.map(|item| item.id);
                let id = ItemId(first.identity.clone());
                ReviewItem { rows: new.clone(), more_of, ..item_of(id, work) }
            }
        };
        self.write(kept::item_write(&item)?);
        if let Some(picture) = &work.picture {
            self.write(kept::picture_write(&item.id, picture.bytes.clone())?);
        }
        for row in &new {
            self.mark(row, Place::Item(item.id.clone()), work.last_at)?;
        }
        match work.matter {
            UnfinishedMatter::PictureToSend => self.tally.imported += new.len(),
            _ => self.tally.review += new.len(),
        }
        self.items.insert(item.id.clone(), item);
        Ok(())
    }

    /// Whether an earlier import could read the row; it is counted then. One that went elsewhere says something else by now.
    fn was_read(&mut self, row: &RowRef, expected: impl Fn(&Place) -> bool) -> bool {
        let same = match self.mark_of(row) {
            None => return false,
            Some(mark) if mark.place == Place::Unreadable => return false,
            Some(mark) => mark.content == row.content && expected(&mark.place),
        };
        if same {
            self.tally.unchanged += 1;
        } else {
            self.tally.changed += 1;
        }
        true
    }

    fn mark_of(&self, row: &RowRef) -> Option<&RowMark> {
        let known = || self.known.marks.get(&row.identity).map(|(mark, _)| mark);
        self.marks.get(&row.identity).or_else(known)
    }

    fn item(&self, id: &ItemId) -> Option<&ReviewItem> {
        self.items.get(id).or_else(|| self.known.items.get(id))
    }

    /// That the row is there from now on. One that could not be read before is counted as unreadable no more.
    fn mark(&mut self, row: &RowRef, place: Place, at: Option<Timestamp>) -> Result<(), QueueError> {
        let read = self.known.marks.get(&row.identity);
        let readable_now = place != Place::Unreadable
            && self.mark_of(row).is_some_and(|mark| mark.place == Place::Unreadable);
        let mark = kept::mark_write(row, place.clone(), read.map(|(_, revision)| *revision))?;
        if readable_now {
            kept::read_since_writes(row, at)?.into_iter().for_each(|write| self.write(write));
        }
        self.write(mark);
        self.marks.insert(row.identity.clone(), RowMark { content: row.content.clone(), place });
        Ok(())
    }

    fn write(&mut self, write: RecordWrite) {
        let Record { collection, id, .. } = &write.record;
        self.writes.insert((collection.to_string(), id.to_string()), write);
    }
}

fn item_of(id: ItemId, work: &Unfinished) -> ReviewItem {
    let picture = work.picture.as_ref().map(|picture| ItemPicture {
        media_type: picture.media_type.clone(),
        bytes: picture.bytes.len() as u64,
    });
    ReviewItem {
        id,
        revision: 0,
        rows: work.rows.clone(),
        matter: work.matter,
        project: work.project.clone(),
        description: work.description.clone(),
        intervals: work.intervals.clone(),
        last_at: work.last_at,
        server_id: work.server_id.clone(),
        picture,
        more_of: None,
        state: ItemState::Open,
    }
}
