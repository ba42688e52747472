//! Talking to an API that takes more than one request for what tasks ask, and does not remember keys for every one of
//! them: what the profile port gives for that, and its values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BatchAnswer, HttpRequest, HttpResponse, ItemAnswer};
use crate::account::Account;
use crate::names::{DeviceId, Lane};
use crate::policy::Scope;
use crate::task::{BlobRef, Task};

/// What a profile remembers of a lane beyond the tasks in it. The engine keeps it and looks at none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneMemory {
    /// What the server calls the thing that the lane is about, once it has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whether what is recorded here of when the thing began, and of its words, is a guess, while the server has its own
    /// of both: of work that another program told it of.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guessed: bool,
    /// Whatever else the profile needs to know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is remembered, by lane. A lane without an entry has nothing.
pub type LaneMemories = BTreeMap<Lane, LaneMemory>;

/// Tasks on their way, and what a profile may know of them.
#[derive(Clone, Copy, Debug)]
pub struct Outbound<'a> {
    /// Whose they are.
    pub account: &'a Account,
    /// This installation.
    pub device: DeviceId,
    /// They themselves: a lane's in their order.
    pub tasks: &'a [Task],
    /// What is remembered of the lanes that the profile asked for.
    pub memories: &'a LaneMemories,
}

/// What an exchange needs next.
#[derive(Debug)]
pub enum Step {
    /// This request, to which the engine adds the bearer, and then [`Exchange::answer`].
    Send(HttpRequest),
    /// All bytes of this blob, and then [`Exchange::bytes`].
    Read(BlobRef),
    /// This is to be durable before the next step.
    Remember(LaneMemories),
    /// Nothing: one answer for each task of the exchange, in their order.
    Done(Vec<ItemAnswer>),
}

/// One conversation with a server about some tasks. Pure: it neither sends nor waits, and the engine makes every step
/// that it asks for. Every implementation:
///
/// 1. `next` MUST come to [`Step::Done`] after a bounded number of steps, with as many answers as there are tasks.
/// 2. An exchange that is begun anew after a lost answer, a kill or a refusal MUST NOT have an effect twice: it knows
///    what it made by the task's key, or by what it had remembered before.
/// 3. None MUST panic on any bytes.
pub trait Exchange: Send {
    /// What is to be done now.
    fn next(&mut self) -> Step;

    /// The answer to the request of the last step; never a 401, which the engine sees to. `None`: the exchange goes on.
    /// Anything else ends it, and means for all of its tasks what it would mean for a batch.
    fn answer(&mut self, response: &HttpResponse) -> Option<BatchAnswer>;

    /// What the request of the last step addressed.
    fn scope(&self) -> Scope;

    /// The bytes that the last step asked for.
    fn bytes(&mut self, _bytes: Vec<u8>) {}
}
