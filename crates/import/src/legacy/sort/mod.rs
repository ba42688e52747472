//! Which row becomes what: each is in exactly one place. Pure, save for [`read`], which brings the rows. What a person
//! then does about it is the domain's business.

mod days;
mod event;
mod timer;

use homing_domain::Timestamp;
use homing_domain::time::{
    EarlierWork, Past, PastRow, RowRef, Unfinished, UnfinishedMatter, Unreadable, UnreadableRow,
};
use sea_orm::{ConnectionTrait, DbErr};

use super::database::Table;
use super::keys::Keys;
use super::payload;
use super::rows::{self, DayRow, QueueRow, Rows};
use super::salvage::Damaged;
use super::tokens::Tokens;
use crate::fingerprint;
use event::{Id, Said};
use timer::Timer;

/// Reads a file, row by row, into its places.
pub(super) async fn read(
    connection: &impl ConnectionTrait,
    keys: &Keys,
    tokens: &Tokens,
    damaged: &[Damaged],
) -> Result<EarlierWork, DbErr> {
    let mut sorting = Sorting::new(keys, tokens);
    let queue = Rows::of_the_queue(connection).await?;
    for number in &queue.numbers {
        if let Some(row) = queue.queued(*number).await? {
            sorting.queued(row);
        }
    }
    let days = Rows::of_the_days(connection).await?;
    for number in &days.numbers {
        if let Some(row) = days.day(*number).await? {
            sorting.day(row);
        }
    }
    let active = rows::active_entry(connection).await?;
    sorting.active = active.and_then(|id| Id::new(&id)?.of_the_server());
    damaged.iter().for_each(|row| sorting.damaged(row));
    Ok(sorting.finish())
}

/// Rows on their way to their places, in the file's order.
struct Sorting<'s> {
    keys: &'s Keys,
    tokens: &'s Tokens,
    timer: Timer,
    going: Vec<(RowRef, DayRow)>,
    /// What the server calls the entry that was active last.
    active: Option<String>,
    work: EarlierWork,
}

impl<'s> Sorting<'s> {
    fn new(keys: &'s Keys, tokens: &'s Tokens) -> Self {
        let (timer, work) = (Timer::default(), EarlierWork::default());
        Self { keys, tokens, timer, going: Vec::new(), active: None, work }
    }

    fn queued(&mut self, row: QueueRow) {
        let Some(event) = row.event.clone() else { return self.unreadable(&row, Unreadable::Missing) };
        match row.status.as_deref() {
            Some("sent") => {
                self.timer.arrived(&event, seconds(row.created_at), &self.fields(&row).unwrap_or_default());
                self.past(row, Past::Sent { event });
            }
            Some("cancelled") => self.past(row, Past::Cancelled { event }),
            _ => self.unfinished(&row, &event),
        }
    }

    fn past(&mut self, row: QueueRow, what: Past) {
        let content = [Some("past"), row.event.as_deref(), row.status.as_deref()];
        let without_tokens =
            |text: Option<String>| text.map(|text| self.tokens.taken_out_of(&text).unwrap_or(text));
        self.work.past.push(PastRow {
            row: reference(&row, content.map(|text| text.map(str::as_bytes))),
            at: seconds(row.created_at),
            what,
            key: without_tokens(row.key),
            error: without_tokens(row.error),
        });
    }

    fn unfinished(&mut self, row: &QueueRow, event: &str) {
        let fields = match self.fields(row) {
            Ok(fields) => fields,
            Err(why) => return self.unreadable(row, why),
        };
        let Some(said) = Said::new(event, &fields) else { return self.unreadable(row, Unreadable::Shape) };
        let canonical = payload::canonical(&fields);
        let content = [Some("unfinished".as_bytes()), Some(event.as_bytes()), Some(canonical.as_bytes())];
        let reference = reference(row, content);
        let at = seconds(row.created_at);
        match said {
            Said::Timer(said) => self.timer.waits(said, at, reference),
            Said::Picture { picture, entry } => {
                // It was tried, or its entry has no name on the server: then nobody knows whether it is there.
                let untried = row.status.as_deref() == Some("pending")
                    && row.retries == Some(0)
                    && row.last_retry_at.is_none();
                let matter = match &entry {
                    Some(_) if untried => UnfinishedMatter::PictureToSend,
                    _ => UnfinishedMatter::Picture,
                };
                self.work.unfinished.push(Unfinished {
                    picture: Some(picture),
                    server_id: entry,
                    ..alone(reference, matter, at)
                });
            }
            Said::Unknown { description, project, entry } => self.work.unfinished.push(Unfinished {
                description,
                project,
                server_id: entry,
                ..alone(reference, UnfinishedMatter::UnknownEvent, at)
            }),
        }
    }

    fn fields(&self, row: &QueueRow) -> Result<serde_json::Map<String, serde_json::Value>, Unreadable> {
        payload::fields(row.payload.as_ref().ok_or(Unreadable::Missing)?, self.keys)
    }

    fn unreadable(&mut self, row: &QueueRow, why: Unreadable) {
        let payload = row.payload.as_ref().map(|payload| payload::as_it_is(payload)).unwrap_or_default();
        let payload = match std::str::from_utf8(&payload).ok().and_then(|text| self.tokens.taken_out_of(text))
        {
            Some(clean) => clean.into_bytes(),
            None => payload,
        };
        let event = row.event.as_deref().map(str::as_bytes);
        let content = [Some("unreadable".as_bytes()), event, row.payload.is_some().then_some(&payload)];
        self.work.unreadable.push(UnreadableRow {
            row: reference(row, content),
            at: seconds(row.created_at),
            why,
            payload,
        });
    }

    fn day(&mut self, row: DayRow) {
        match days::sort(row) {
            days::Place::Past(row) => self.work.past.push(row),
            days::Place::Going(reference, row) => self.going.push((reference, row)),
            days::Place::Unreadable(row) => self.work.unreadable.push(row),
        }
    }

    fn damaged(&mut self, damaged: &Damaged) {
        let (table, number, made) = (damaged.table.name(), damaged.number, damaged.made.as_deref());
        self.work.unreadable.push(UnreadableRow {
            row: RowRef {
                table: table.to_owned(),
                number,
                identity: fingerprint::earlier_identity(table, number, made),
                content: fingerprint::earlier_content([Some("damaged".as_bytes())]),
            },
            at: None,
            why: Unreadable::Damaged,
            payload: Vec::new(),
        });
    }

    fn finish(self) -> EarlierWork {
        let Self { mut timer, mut going, active, mut work, .. } = self;
        going.sort_by(|(_, one), (_, other)| one.day.cmp(&other.day));
        let last = going.len().saturating_sub(1);
        for (place, (reference, day)) in going.into_iter().enumerate() {
            // Of days that were not stopped, what was active last belongs to the latest.
            let active = active.as_deref().filter(|_| place == last);
            if let Some(alone) = timer.date(reference, &day, active) {
                work.unfinished.push(alone);
            }
        }
        work.unfinished.extend(timer.finish());
        work.unfinished.sort_by_key(place);
        work
    }
}

/// Where in the file a piece of work begins: the queue comes before the days.
fn place(work: &Unfinished) -> Option<(bool, i64)> {
    work.rows.first().map(|row| (row.table != Table::Queue.name(), row.number))
}

/// Work that is one row, of which no more is known.
fn alone(row: RowRef, matter: UnfinishedMatter, at: Option<Timestamp>) -> Unfinished {
    Unfinished {
        rows: vec![row],
        matter,
        project: None,
        description: String::new(),
        intervals: Vec::new(),
        last_at: at,
        server_id: None,
        picture: None,
    }
}

fn reference<'t>(row: &QueueRow, content: impl IntoIterator<Item = Option<&'t [u8]>>) -> RowRef {
    let (table, made) = (Table::Queue.name(), row.created_at.map(|at| at.to_string()));
    RowRef {
        table: table.to_owned(),
        number: row.number,
        identity: fingerprint::earlier_identity(table, row.number, made.as_deref()),
        content: fingerprint::earlier_content(content),
    }
}

/// An instant that the file has in seconds since 1970.
fn seconds(since_1970: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_millis(since_1970?.checked_mul(1_000)?).ok()
}
