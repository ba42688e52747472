//! What the tasks of one lane ask of the server, and which tasks go together. A newer task of an entry says all that the
//! older ones said: one word to the server does for all of them.

use std::collections::BTreeMap;

use homing_domain::names::Lane;
use homing_domain::ports::{LaneMemories, UnfitError};
use homing_domain::task::Task;
use homing_domain::time::{Entry, EntryState, EventKind, Screenshot, TaskBody, screenshot_kind, task_kind};

use super::item;
use super::note::Known;

/// What the first tasks of a lane are about.
pub(super) struct Errand {
    pub(super) lane: Lane,
    /// Where they stand among all that are to be sent.
    pub(super) places: Vec<usize>,
    pub(super) what: What,
}

pub(super) enum What {
    Entry(Box<Said>),
    Picture(Box<Screenshot>),
    /// This API can't say it, or it says nothing.
    Unfit(UnfitError),
}

/// What is to be said of an entry.
#[derive(Clone)]
pub(super) struct Said {
    /// As it was last.
    pub(super) entry: Entry,
    /// What happened to it, in order.
    pub(super) events: Vec<EventKind>,
    /// Whether it may have been said before, just so.
    pub(super) unknown: bool,
    pub(super) known: Known,
}

impl Said {
    /// Whether it goes in a batch, or needs no word at all.
    pub(super) fn goes_in_a_batch(&self) -> bool {
        let is_over = self.entry.deleted || self.entry.state == EntryState::Stopped;
        self.is_known() || self.known.id.is_none() && self.known.note.asked.is_none() && is_over
    }

    /// Whether there is nothing to say: the server has said yes to it, or never had what is deleted.
    pub(super) fn needs_no_word(&self) -> bool {
        let never_there = self.known.id.is_none() && self.known.note.asked.is_none();
        self.is_known() || self.entry.deleted && never_there
    }

    fn is_known(&self) -> bool {
        self.known.has(self.entry.revision)
    }

    /// Whether it went out under its key and must go out just so once more: any other content of the same key would
    /// count as a conflict.
    fn is_to_be_repeated(&self) -> bool {
        let is_over = !self.entry.deleted && self.entry.state == EntryState::Stopped;
        self.unknown && is_over && self.known.id.is_none() && !self.is_known()
    }
}

/// What each lane's first tasks ask, in the order of the lanes' first tasks.
pub(super) fn errands(tasks: &[Task], memories: &LaneMemories) -> Vec<Errand> {
    let mut errands: Vec<Errand> = Vec::new();
    let mut by_lane: BTreeMap<&Lane, (usize, bool)> = BTreeMap::new();
    for (place, task) in tasks.iter().enumerate() {
        let lane = &task.task.lane;
        let read = read(task, memories);
        match by_lane.get_mut(lane) {
            None => {
                by_lane.insert(lane, (errands.len(), takes_more(&read)));
                errands.push(Errand { lane: lane.clone(), places: vec![place], what: read });
            }
            Some((at, open)) => {
                *open = *open && join(&mut errands[*at], place, read);
            }
        }
    }
    errands
}

/// The places of the tasks that go together: all that can be in one batch, or one lane's.
pub(super) fn part(tasks: &[Task], memories: &LaneMemories) -> Vec<usize> {
    let in_a_batch = |errand: &Errand| matches!(&errand.what, What::Entry(said) if said.goes_in_a_batch());
    let mut errands = errands(tasks, memories);
    let together = errands.first().is_some_and(in_a_batch);
    if together {
        errands.retain(in_a_batch);
    } else {
        errands.truncate(1);
    }
    let mut places: Vec<usize> = errands.into_iter().flat_map(|errand| errand.places).collect();
    places.sort_unstable();
    places
}

/// Whether a later task of the lane can speak for it.
fn takes_more(what: &What) -> bool {
    matches!(what, What::Entry(said) if !said.is_to_be_repeated())
}

/// Lets a later task of the lane speak for the ones before it; says whether yet another one can.
fn join(errand: &mut Errand, place: usize, read: What) -> bool {
    let (What::Entry(said), What::Entry(newer)) = (&mut errand.what, read) else { return false };
    let mut newer = *newer;
    newer.events = [said.events.as_slice(), &newer.events].concat();
    let open = !newer.is_to_be_repeated();
    **said = newer;
    errand.places.push(place);
    open
}

fn read(task: &Task, memories: &LaneMemories) -> What {
    let body = &task.task.body;
    if task.task.kind == screenshot_kind() {
        return match body.json() {
            Ok(picture) => What::Picture(Box::new(picture)),
            Err(error) => What::Unfit(UnfitError::Body(error.into())),
        };
    }
    if task.task.kind != task_kind() {
        let detail = "this server has no place for tasks of this kind";
        return What::Unfit(UnfitError::Unsayable { field: "kind", detail });
    }
    let TaskBody { event, entry } = match TaskBody::decode(body) {
        Ok(body) => body,
        Err(error) => return What::Unfit(UnfitError::Body(error.into())),
    };
    if !entry.deleted
        && let Err(error) = item::check(&entry)
    {
        return What::Unfit(error);
    }
    let known = Known::of(memories, &task.task.lane);
    let unknown = task.unknown_since.is_some();
    What::Entry(Box::new(Said { entry, events: vec![event.kind], unknown, known }))
}
