//! One transaction of an import in the making: where each row goes, and what is written by that. Not the reading of what is
//! there already, and no commit.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{self, Place, RowMark};
use super::{
    ItemId, ItemPicture, ItemState, Past, PastRow, ReviewItem, RowRef, TakenIn, Unfinished, UnfinishedMatter,
    UnreadableRow,
};
use crate::Timestamp;
use crate::ports::QueueError;
use crate::task::{Record, RecordWrite};

/// What goes into one transaction or none.
pub(super) enum Piece {
    Past(PastRow),
    Unfinished(Unfinished),
    Unreadable(UnreadableRow),
}

/// The rows that have reached the server, by identity.
pub(super) fn arrived(past: &[PastRow]) -> BTreeSet<String> {
    let arrived = past.iter().filter(|past| matches!(past.what, Past::Sent { .. }));
    arrived.map(|past| past.row.identity.clone()).collect()
}

impl Piece {
    pub(super) fn row_refs(&self) -> &[RowRef] {
        match self {
            Self::Past(past) => std::slice::from_ref(&past.row),
            Self::Unfinished(work) => &work.rows,
            Self::Unreadable(row) => std::slice::from_ref(&row.row),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Past(_) => 0,
            Self::Unfinished(work) => work.picture.as_ref().map_or(0, |picture| picture.bytes.len()),
            Self::Unreadable(row) => row.payload.len(),
        }
    }
}

/// What earlier imports brought, and this one so far.
#[derive(Default)]
pub(super) struct Known {
    pub(super) marks: BTreeMap<String, (RowMark, i64)>,
    pub(super) items: BTreeMap<ItemId, ReviewItem>,
}

/// One transaction in the making. A later piece of it sees what an earlier one wrote.
pub(super) struct Chunk<'a> {
    known: &'a Known,
    arrived: &'a BTreeSet<String>,
    marks: BTreeMap<String, RowMark>,
    /// By collection and id: of two writes of one record the later one counts.
    writes: BTreeMap<(String, String), RecordWrite>,
    items: BTreeMap<ItemId, ReviewItem>,
    tally: TakenIn,
}

impl<'a> Chunk<'a> {
    /// Over what is known, and the rows of the whole file that have arrived, by identity: an item's may be in several chunks.
    pub(super) fn over(known: &'a Known, arrived: &'a BTreeSet<String>) -> Self {
        let (marks, writes, items) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { known, arrived, marks, writes, items, tally: TakenIn::default() }
    }

    /// The writes, and what became of the rows.
    pub(super) fn done(self) -> (Vec<RecordWrite>, TakenIn) {
        (self.writes.into_values().collect(), self.tally)
    }

    pub(super) fn put(&mut self, piece: &Piece) -> Result<(), QueueError> {
        match piece {
            Piece::Past(past) => self.put_past(past),
            Piece::Unfinished(work) => self.put_unfinished(work),
            Piece::Unreadable(row) => self.put_unreadable(row),
        }
    }

    fn put_past(&mut self, past: &PastRow) -> Result<(), QueueError> {
        let expected = |place: &Place| *place == Place::Past;
        if self.was_read(&past.row, expected) {
            return self.note_arrival(&past.row);
        }
        self.write(kept::past_write(past)?);
        self.tally.history += 1;
        self.mark(&past.row, Place::Past, past.at)
    }

    /// Notes in the item of a row that all its events have arrived, where they have and nobody has decided.
    fn note_arrival(&mut self, row: &RowRef) -> Result<(), QueueError> {
        let place = self.mark_of(row).map(|mark| &mark.place);
        let Some(Place::Item(id)) = place else { return Ok(()) };
        let Some(item) = self.item(id) else { return Ok(()) };
        let all = || item.events().all(|row| self.arrived.contains(&row.identity));
        if item.is_open() && !item.arrived_since && row.is_event() && all() {
            let item = ReviewItem { arrived_since: true, ..item.clone() };
            self.write(kept::item_write(&item)?);
            self.items.insert(item.id.clone(), item);
        }
        Ok(())
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
        let (open, before) = self.goes_on_from(work);
        let expected = |place: &Place| matches!(place, Place::Item(_));
        let mut new: Vec<RowRef> = Vec::with_capacity(work.rows.len());
        for row in &work.rows {
            if !self.was_read(row, expected) {
                new.push(row.clone());
            }
        }
        let Some(first) = new.first() else { return Ok(()) };
        let item = match open {
            // Nobody has decided: this reading says all that the one before it said, and more.
            Some(open) => {
                let rows = open.rows.iter().chain(&new).cloned().collect();
                let (revision, more_of) = (open.revision, open.more_of);
                ReviewItem { rows, revision, more_of, ..item_of(open.id, work) }
            }
            None => {
                let id = ItemId(first.identity.clone());
                ReviewItem { rows: new.clone(), more_of: before, ..item_of(id, work) }
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

    /// The open item that says nothing beside this work, if there is one; and the first item that has some of its events.
    /// A day's row tells nothing: the same one dates other work later.
    fn goes_on_from(&self, work: &Unfinished) -> (Option<ReviewItem>, Option<ItemId>) {
        let items = work.rows.iter().filter(|row| row.is_event()).filter_map(|row| {
            let Place::Item(id) = &self.mark_of(row)?.place else { return None };
            self.item(id)
        });
        let items: Vec<&ReviewItem> = items.collect();
        let has = |row: &RowRef| work.rows.iter().any(|other| other.identity == row.identity);
        let within = |item: &&&ReviewItem| item.is_open() && item.events().all(has);
        let open = items.iter().find(within).map(|item| (*item).clone());
        (open, items.first().map(|item| item.id.clone()))
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
        arrived_since: false,
        state: ItemState::Open,
    }
}
