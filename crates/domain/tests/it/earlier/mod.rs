//! An earlier program's unfinished work over the in-memory backend: taken in, and decided on by a person.

mod again;
mod deciding;
mod taking_in;

use homing_domain::Timestamp;
use homing_domain::time::{
    EarlierPicture, EarlierWork, Interval, Past, PastRow, ReviewItem, RowRef, TakenIn, Unfinished,
    UnfinishedMatter, Unreadable, UnreadableRow,
};

use crate::tracking::Desk;

pub(crate) fn minute(minutes: i64) -> Timestamp {
    Timestamp::from_millis(1_600_000_000_000 + minutes * 60_000).unwrap()
}

pub(crate) fn row(number: i64) -> RowRef {
    RowRef {
        table: "sync_queue".to_owned(),
        number,
        identity: format!("{number:04x}00"),
        content: format!("c{number}"),
    }
}

pub(crate) fn past(number: i64) -> PastRow {
    let what = Past::Sent { event: "time_entry_start".to_owned() };
    PastRow { row: row(number), at: Some(minute(number)), what, key: None, error: None }
}

pub(crate) fn unreadable(number: i64) -> UnreadableRow {
    let payload = vec![0xff, u8::try_from(number % 200).unwrap()];
    UnreadableRow { row: row(number), at: Some(minute(number)), why: Unreadable::NoKey, payload }
}

/// Work of these rows, from the minute of the first one to that of the last one.
pub(crate) fn unfinished(numbers: &[i64]) -> Unfinished {
    let (first, last) = (numbers[0], numbers[numbers.len() - 1]);
    Unfinished {
        rows: numbers.iter().copied().map(row).collect(),
        matter: UnfinishedMatter::ApproximateTimes,
        project: Some("p1".to_owned()),
        description: "Work on project Alpha".to_owned(),
        intervals: vec![Interval { start: minute(first), end: Some(minute(last)) }],
        last_at: Some(minute(last)),
        server_id: None,
        picture: None,
    }
}

pub(crate) fn picture(number: i64, matter: UnfinishedMatter) -> Unfinished {
    let bytes = vec![0xff, 0xd8, 0xff, u8::try_from(number).unwrap()];
    let picture = Some(EarlierPicture { media_type: "image/jpeg".to_owned(), bytes });
    let server_id = Some("E1".to_owned());
    Unfinished { matter, intervals: Vec::new(), server_id, picture, ..unfinished(&[number]) }
}

pub(crate) fn work(unfinished: Vec<Unfinished>) -> EarlierWork {
    EarlierWork { unfinished, ..EarlierWork::default() }
}

impl Desk {
    pub(crate) async fn takes_in(&self, work: EarlierWork) -> TakenIn {
        self.tracker.take_in(work, &|_| {}).await.unwrap()
    }

    pub(crate) async fn only_item(&self) -> ReviewItem {
        let mut items = self.tracker.review_items().await.unwrap();
        assert_eq!(items.len(), 1);
        items.remove(0)
    }
}
