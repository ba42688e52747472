//! `POST /time-entries/sync`: all of a batch or nothing of it.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::Answer;
use super::entry::{Entry, Status};
use super::fields::{Fields, Time};
use super::held::Held;
use super::single::{DESCRIPTION, seconds, stored};

/// As many items as a batch may have.
const MOST_ITEMS: usize = 100;

/// As many characters as the name of a time zone may have.
const ZONE: usize = 64;

/// An item that has passed the rules of form.
struct Item {
    key: String,
    user: String,
    start: Option<Time>,
    project: Option<String>,
    end: Option<Time>,
    duration: f64,
    description: Option<String>,
    status: Status,
    zone: Option<String>,
}

impl Item {
    fn read(value: &Value, wrong: &mut Vec<String>) -> Result<Self, Answer> {
        let mut fields = Fields::of(value)?;
        let item = Self {
            key: fields.key("idempotencyKey"),
            user: fields.needed("userId"),
            start: fields.time("startTime"),
            project: fields.text("projectId", usize::MAX),
            end: fields.time("endTime"),
            duration: fields.number("duration").unwrap_or_default(),
            description: fields.text("description", DESCRIPTION),
            status: fields.status().unwrap_or(Status::Stopped),
            zone: fields.text("timezone", ZONE),
        };
        if fields.value("startTime").is_none() {
            wrong.push("startTime must be a valid ISO 8601 date string".to_owned());
        }
        wrong.extend(fields.faults());
        Ok(item)
    }
}

impl Held {
    pub(super) fn sync(&mut self, person: usize, body: &Value, now: Timestamp) -> Result<Answer, Answer> {
        let mut fields = Fields::of(body)?;
        let items = fields.value("entries").and_then(Value::as_array);
        fields.end()?;
        let items = items.filter(|items| (1..=MOST_ITEMS).contains(&items.len()));
        let items = items.ok_or_else(|| {
            Answer::invalid(&["entries must contain at least 1 and at most 100 elements".to_owned()])
        })?;
        let mut wrong = Vec::new();
        let read = items.iter().map(|item| Item::read(item, &mut wrong)).collect::<Result<Vec<_>, _>>()?;
        if !wrong.is_empty() {
            return Err(Answer::invalid(&wrong));
        }
        for item in &read {
            self.may_track(person, &item.user, item.project.as_deref())?;
        }
        // What is made is kept apart until the last item is good.
        let keys: HashMap<&str, usize> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(at, entry)| Some((entry.key.as_deref()?, at)))
            .collect();
        let (mut made, mut said, mut created) = (Vec::<Entry>::new(), Vec::new(), 0);
        let mut stops = Vec::new();
        let mut number = self.ids;
        for item in read {
            self.sound(&[item.project.as_deref(), item.description.as_deref(), item.zone.as_deref()])?;
            let (start, end) = (stored(item.start)?.unwrap_or(now), stored(item.end)?);
            let duration_seconds = seconds(item.duration)?;
            let held = keys.get(item.key.as_str()).map(|at| &self.entries[*at]);
            let held = held.or_else(|| made.iter().find(|entry| entry.key.as_ref() == Some(&item.key)));
            if let Some(held) = held {
                #[expect(clippy::cast_precision_loss, reason = "it is below 2^31")]
                let same_duration = (held.duration_seconds as f64 - item.duration).abs() < f64::EPSILON;
                if held.start != start || held.project != item.project || !same_duration {
                    return Err(Answer::conflict(&item.key, &held.id));
                }
                said.push(json!({ "idempotencyKey": item.key, "id": held.id, "action": "skipped" }));
                continue;
            }
            if item.status != Status::Stopped {
                stops.extend(self.active(&item.user));
                let active = made.iter_mut().filter(|entry| entry.user == item.user && entry.is_active());
                active.for_each(|entry| entry.stop(now));
            }
            number += 1;
            let id = super::held::id(number);
            said.push(json!({ "idempotencyKey": item.key, "id": id, "action": "created" }));
            created += 1;
            made.push(Entry {
                id,
                user: item.user,
                project: item.project,
                start,
                end,
                duration_seconds,
                description: item.description,
                status: item.status,
                key: Some(item.key),
                zone: item.zone,
                created: now,
                updated: now,
            });
        }
        for at in stops {
            if self.entries[at].is_active() {
                self.entries[at].stop(now);
            }
        }
        self.ids = number;
        self.entries.append(&mut made);
        let skipped = said.len() - created;
        Ok(Answer::of(200, json!({ "created": created, "skipped": skipped, "entries": said })))
    }
}
