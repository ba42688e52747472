//! What the server holds and was told, and its answer to each request.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::Value;
use tokio::sync::Barrier;

use super::answer::Answer;
use super::entry::{Entry, Screenshot};
use super::fields::{Fields, json};
use super::route::{Limits, Route};
use super::tokens::{Tokens, shown};
use super::{Clock, Loses, Met};
use crate::message::{Message, Start};

/// As many bytes as a body may have.
const MOST_BYTES: usize = 10 * 1024 * 1024;

/// From here on a batch is a large one.
const LARGE: usize = 51;

/// What `GET /time-entries/active` answers with where nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NothingActive {
    /// 200 and `null`.
    #[default]
    Null,
    /// 200 and nothing.
    NoBody,
}

pub(super) struct Held {
    pub(super) base: String,
    pub(super) clock: Clock,
    pub(super) tokens: Tokens,
    pub(super) entries: Vec<Entry>,
    pub(super) screenshots: Vec<Screenshot>,
    /// Ids and names of the projects.
    pub(super) projects: Vec<(String, String)>,
    pub(super) nothing_active: NothingActive,
    pub(super) database_is_down: bool,
    /// More bytes of a body are refused.
    pub(super) most_bytes: usize,
    /// Whoever sends this text breaks it.
    pub(super) poison: Option<String>,
    pub(super) loses: Loses,
    pub(super) met: Vec<Met>,
    pub(super) ids: u64,
    /// Large batches wait here for one another.
    pub(super) meeting: Option<Arc<Barrier>>,
    limits: Limits,
    large_under_way: usize,
    /// Whether the large batches under way are too many.
    crowded: bool,
}

impl Held {
    pub(super) fn new(base: String, clock: Clock, tokens: Tokens, projects: Vec<(String, String)>) -> Self {
        Self {
            base,
            clock,
            tokens,
            entries: Vec::new(),
            screenshots: Vec::new(),
            projects,
            nothing_active: NothingActive::default(),
            database_is_down: false,
            most_bytes: MOST_BYTES,
            poison: None,
            loses: Box::new(|_| false),
            met: Vec::new(),
            ids: 0,
            meeting: None,
            limits: Limits::default(),
            large_under_way: 0,
            crowded: false,
        }
    }

    /// A request has come: whether it is a large batch, and what that waits for.
    pub(super) fn arrived(&mut self, request: &Message) -> (bool, Option<Arc<Barrier>>) {
        if !(self.route(request).0 == Route::Sync && items(&request.json()) >= LARGE) {
            return (false, None);
        }
        self.large_under_way += 1;
        self.crowded |= self.large_under_way > 1;
        (true, self.meeting.clone())
    }

    /// A large batch has its answer.
    pub(super) fn answered(&mut self) {
        self.large_under_way -= 1;
        self.crowded &= self.large_under_way > 0;
    }

    /// The answer, and whether it is lost on its way.
    pub(super) fn meet(&mut self, request: &Message, is_large: bool) -> (Answer, bool) {
        let now = (self.clock)();
        let (route, id, query) = self.route(request);
        let mut headers = vec![("X-Request-Id", format!("request-{}", self.met.len() + 1))];
        headers
            .extend(DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok().map(|date| ("Date", date)));
        let mut answer = match self.work(route, &id, &query, request, is_large, &mut headers) {
            Ok(answer) | Err(answer) => answer,
        };
        answer.headers.extend(headers);
        let mut met = Met { route, status: answer.status, items: 0, lost: false };
        if route == Route::Sync {
            met.items = items(&request.json());
        }
        met.lost = (self.loses)(&met);
        let lost = met.lost;
        self.met.push(met);
        (answer, lost)
    }

    fn route(&self, request: &Message) -> (Route, String, String) {
        let Start::Request { method, target } = &request.start else {
            return (Route::Unknown, String::new(), String::new());
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (route, id) = match path.strip_prefix(&self.base) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => Route::of(method, rest),
            _ => (Route::Unknown, String::new()),
        };
        (route, id, query.to_owned())
    }

    fn work(
        &mut self,
        route: Route,
        id: &str,
        query: &str,
        request: &Message,
        is_large: bool,
        headers: &mut Vec<(&'static str, String)>,
    ) -> Result<Answer, Answer> {
        let now = (self.clock)();
        if request.body().len() > self.most_bytes {
            return Err(Answer::refusal(413, "request entity too large"));
        }
        if route == Route::Base {
            return Ok(Answer::of(200, serde_json::json!({ "status": "ok" })));
        }
        if route == Route::Unknown {
            return Err(Answer::refusal(404, "Cannot find that route"));
        }
        headers.extend(self.limits.count(route, now)?);
        if self.database_is_down || is_large && self.crowded {
            return Err(Answer::broken());
        }
        let body = if request.body().is_empty() { Value::Null } else { json(request.body())? };
        match route {
            Route::Login => return self.tokens.login(&body, now),
            Route::Refresh => return self.tokens.refresh(&body, now),
            _ => {}
        }
        let bearer = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let person = self.tokens.person(bearer, now)?;
        match route {
            Route::Logout => self.tokens.logout(person, &body),
            Route::Me => Ok(Answer::of(200, shown(&self.tokens.people[person]))),
            Route::Projects => Ok(Answer::of(200, self.show_projects())),
            Route::List => self.list(person, query),
            Route::Active => Ok(self.show_active(person)),
            Route::One => self.own(person, id).map(|entry| Answer::of(200, entry.shown())),
            Route::Start => self.start(person, &body, now),
            Route::Pause | Route::Resume | Route::Stop => self.turn(route, person, id, now),
            Route::Patch => self.patch(person, id, &body, now),
            Route::Delete => self.delete(person, id),
            Route::Sync => self.sync(person, &body, now),
            Route::Picture => self.take_picture(person, &body, now),
            Route::Pictures => self.list_pictures(person, id),
            Route::Base | Route::Unknown | Route::Login | Route::Refresh => Err(Answer::broken()),
        }
    }

    /// Whether this person may track time for that user on this project.
    pub(super) fn may_track(&self, person: usize, user: &str, project: Option<&str>) -> Result<(), Answer> {
        let person = &self.tokens.people[person];
        if person.id != user {
            return Err(Answer::refusal(403, "You can only track your own time"));
        }
        match project {
            None if person.employee => Err(Answer::refusal(400, "Project is required")),
            Some(project) if !self.projects.iter().any(|(id, _)| id == project) => {
                Err(Answer::refusal(400, "Project not found"))
            }
            _ => Ok(()),
        }
    }

    /// Nothing that breaks the server is in these texts.
    pub(super) fn sound(&self, texts: &[Option<&str>]) -> Result<(), Answer> {
        let breaks = |text: &&str| {
            text.contains('\0') || self.poison.as_deref().is_some_and(|poison| text.contains(poison))
        };
        if texts.iter().flatten().any(breaks) { Err(Answer::broken()) } else { Ok(()) }
    }

    pub(super) fn next_id(&mut self) -> String {
        self.ids += 1;
        id(self.ids)
    }

    fn show_projects(&self) -> Value {
        let project = |(id, name): &(String, String)| serde_json::json!({ "id": id, "name": name });
        self.projects.iter().map(project).collect()
    }

    fn take_picture(&mut self, person: usize, body: &Value, now: Timestamp) -> Result<Answer, Answer> {
        let mut fields = Fields::of(body)?;
        let (data, entry) = (fields.needed("imageData"), fields.needed("timeEntryId"));
        fields.end()?;
        if !data.starts_with("data:image/") || !data.contains(";base64,") {
            return Err(Answer::refusal(400, "Invalid image data"));
        }
        self.own(person, &entry)?;
        let picture = Screenshot { id: self.next_id(), entry, data, taken: now };
        let shown = picture.shown();
        self.screenshots.push(picture);
        Ok(Answer::of(201, shown))
    }

    fn list_pictures(&mut self, person: usize, id: &str) -> Result<Answer, Answer> {
        self.own(person, id)?;
        let pictures = self.screenshots.iter().filter(|picture| picture.entry == id);
        Ok(Answer::of(200, pictures.map(Screenshot::shown).collect()))
    }
}

/// The n-th id that the server gives.
pub(super) fn id(number: u64) -> String {
    format!("5e4fe400-0000-4000-8000-{number:012x}")
}

fn items(body: &Value) -> usize {
    body["entries"].as_array().map_or(0, Vec::len)
}
