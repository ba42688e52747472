//! The routes of one entry, and the listing.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::Answer;
use super::entry::{Entry, Status};
use super::fields::{Fields, Time};
use super::held::{Held, NothingActive};
use super::route::Route;

/// As many characters as a description may have.
pub(super) const DESCRIPTION: usize = 5000;

/// As many rows as a listing has that does not say, or says too much.
const ROWS: usize = 100;
const MOST_ROWS: usize = 1000;

impl Held {
    pub(super) fn start(&mut self, person: usize, body: &Value, now: Timestamp) -> Result<Answer, Answer> {
        let mut fields = Fields::of(body)?;
        let (user, project) = (fields.needed("userId"), fields.text("projectId", usize::MAX));
        let (start, description) = (fields.time("startTime"), fields.text("description", DESCRIPTION));
        let status = fields.status().unwrap_or(Status::Running);
        fields.end()?;
        self.may_track(person, &user, project.as_deref())?;
        self.sound(&[project.as_deref(), description.as_deref()])?;
        let start = stored(start)?.unwrap_or(now);
        if status != Status::Stopped && self.active(&user).is_some() {
            return Err(Answer::refusal(400, "User already has an active time entry"));
        }
        let entry = Entry {
            id: self.next_id(),
            user,
            project,
            start,
            end: None,
            duration_seconds: 0,
            description,
            status,
            key: None,
            zone: None,
            created: now,
            updated: now,
        };
        let shown = entry.shown();
        self.entries.push(entry);
        Ok(Answer::of(201, shown))
    }

    /// Pauses, resumes or stops; whatever the body says is not read.
    pub(super) fn turn(
        &mut self,
        route: Route,
        person: usize,
        id: &str,
        now: Timestamp,
    ) -> Result<Answer, Answer> {
        let entry = self.own(person, id)?;
        match (route, entry.status) {
            (Route::Pause, Status::Running) => entry.pause(now),
            (Route::Pause, _) => return Err(Answer::refusal(400, "Only running entries can be paused")),
            (Route::Resume, Status::Paused) => entry.resume(now),
            (Route::Resume, _) => return Err(Answer::refusal(400, "Only paused entries can be resumed")),
            (_, Status::Stopped) => return Err(Answer::refusal(400, "Time entry is already stopped")),
            _ => entry.stop(now),
        }
        Ok(Answer::of(200, entry.shown()))
    }

    pub(super) fn patch(
        &mut self,
        person: usize,
        id: &str,
        body: &Value,
        now: Timestamp,
    ) -> Result<Answer, Answer> {
        let mut fields = Fields::of(body)?;
        let sent = |fields: &Fields<'_>, name| fields.names(name);
        let project = (sent(&fields, "projectId"), fields.text("projectId", usize::MAX));
        let end = (sent(&fields, "endTime"), fields.time("endTime"));
        let description = (sent(&fields, "description"), fields.text("description", DESCRIPTION));
        let (start, duration) = (fields.time("startTime"), fields.number("duration"));
        let status = fields.status();
        fields.end()?;
        let user = self.own(person, id)?.user.clone();
        if let (_, Some(project)) = &project {
            self.may_track(person, &user, Some(project))?;
        }
        self.sound(&[project.1.as_deref(), description.1.as_deref()])?;
        let (start, end) = (stored(start)?, (end.0, stored(end.1)?));
        let duration = duration.map(seconds).transpose()?;
        let entry = self.own(person, id)?;
        if project.0 {
            entry.project = project.1;
        }
        if end.0 {
            entry.end = end.1;
        }
        if description.0 {
            entry.description = description.1;
        }
        entry.start = start.unwrap_or(entry.start);
        entry.duration_seconds = duration.unwrap_or(entry.duration_seconds);
        entry.status = status.unwrap_or(entry.status);
        entry.updated = now;
        Ok(Answer::of(200, entry.shown()))
    }

    pub(super) fn delete(&mut self, person: usize, id: &str) -> Result<Answer, Answer> {
        let id = self.own(person, id)?.id.clone();
        self.entries.retain(|entry| entry.id != id);
        self.screenshots.retain(|picture| picture.entry != id);
        Ok(Answer::empty(204))
    }

    /// The newest start first.
    pub(super) fn list(&self, person: usize, query: &str) -> Result<Answer, Answer> {
        let limit = query_value(query, "limit").map(|limit| limit.parse::<usize>());
        let limit = match limit {
            None => ROWS,
            Some(Ok(limit @ 1..=MOST_ROWS)) => limit,
            Some(Ok(_)) => ROWS,
            Some(Err(_)) => return Err(Answer::invalid(&["limit must be a number".to_owned()])),
        };
        let bounds = json!({
            "startDate": query_value(query, "startDate"),
            "endDate": query_value(query, "endDate"),
        });
        let mut fields = Fields::of(&bounds)?;
        let (from, to) = (fields.time("startDate"), fields.time("endDate"));
        fields.end()?;
        let (from, to) = (stored(from)?, stored(to)?);
        let user = &self.tokens.people[person].id;
        let within = |entry: &&Entry| {
            entry.user == *user
                && from.is_none_or(|from| entry.start >= from)
                && to.is_none_or(|to| entry.start <= to)
        };
        let mut rows: Vec<&Entry> = self.entries.iter().filter(within).collect();
        rows.sort_by_key(|entry| std::cmp::Reverse(entry.start));
        Ok(Answer::of(200, rows.into_iter().take(limit).map(Entry::shown).collect()))
    }

    pub(super) fn show_active(&self, person: usize) -> Answer {
        match (self.active(&self.tokens.people[person].id), self.nothing_active) {
            (Some(entry), _) => Answer::of(200, self.entries[entry].shown()),
            (None, NothingActive::Null) => Answer::of(200, Value::Null),
            (None, NothingActive::NoBody) => Answer::empty(200),
        }
    }

    /// Where the user's active entry is.
    pub(super) fn active(&self, user: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.user == user && entry.is_active())
    }

    /// An entry of this person's own.
    pub(super) fn own(&mut self, person: usize, id: &str) -> Result<&mut Entry, Answer> {
        let user = &self.tokens.people[person].id;
        match self.entries.iter_mut().find(|entry| entry.id == id) {
            None => Err(Answer::refusal(404, "Time entry not found")),
            Some(entry) if entry.user != *user => Err(Answer::refusal(403, "Forbidden resource")),
            Some(entry) => Ok(entry),
        }
    }
}

/// A time as it goes into the database, which knows no weeks.
pub(super) fn stored(time: Option<Time>) -> Result<Option<Timestamp>, Answer> {
    match time {
        None => Ok(None),
        Some(Time::At(at)) => Ok(Some(at)),
        Some(Time::Week) => Err(Answer::broken()),
    }
}

/// A duration as it goes into the database: 31 bits. What is no whole number from 0 on does not come back as it was.
pub(super) fn seconds(duration: f64) -> Result<i64, Answer> {
    if duration >= 2_147_483_648.0 {
        return Err(Answer::broken());
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is below 2^31")]
    Ok(duration.max(0.0) as i64)
}

fn query_value(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    // Times alone have anything to escape.
    Some(value.replace("%3A", ":").replace("%3a", ":").replace("%2B", "+"))
}
