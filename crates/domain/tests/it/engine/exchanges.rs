//! An API that takes a conversation: parts that it can say together, what is remembered between its steps, and what is
//! made of an exchange that breaks off.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::account::ServerUrl;
use homing_domain::engine::CycleEnd;
use homing_domain::names::{DeviceId, Lane};
use homing_domain::policy::Scope;
use homing_domain::ports::{
    AccessToken, BatchAnswer, Capabilities, Exchange, Http, HttpBody, HttpError, HttpRequest, HttpResponse,
    ItemAnswer, LaneMemories, LaneMemory, Method, MockAuth, Outbound, Profile, Queue as _, QueueError, Step,
    UnfitError,
};
use homing_domain::task::{Task, TaskState};
use homing_domain::testing::{Call, Script};
use secrecy::{ExposeSecret, SecretString};

use crate::scripted::{World, any_token};

/// An API that makes things together and changes each of them by the id that it gave it.
struct Shelf;

fn request(path: &str, text: String) -> HttpRequest {
    let server: ServerUrl = "https://shelf.example.org".parse().unwrap();
    HttpRequest {
        method: Method::Post,
        url: server.join(path),
        bearer: None,
        body: HttpBody::Json(text.into_bytes()),
        timeout: Duration::from_secs(30),
        max_answer_bytes: 1_000,
    }
}

fn text(task: &Task) -> String {
    String::from_utf8(task.task.body.as_bytes().to_vec()).unwrap()
}

/// Its steps, and what it says once they are made.
struct Talk {
    steps: VecDeque<Step>,
    lanes: Vec<Lane>,
    scope: Scope,
    makes: bool,
}

impl Exchange for Talk {
    fn next(&mut self) -> Step {
        let done = || Step::Done(vec![ItemAnswer::Applied; self.lanes.len()]);
        self.steps.pop_front().unwrap_or_else(done)
    }

    fn answer(&mut self, response: &HttpResponse) -> Option<BatchAnswer> {
        if response.status != 200 {
            return Some(BatchAnswer::Whole(None));
        }
        if self.makes {
            let id = |lane: &Lane| LaneMemory { id: Some(format!("id of {lane}")), ..LaneMemory::default() };
            let ids = self.lanes.iter().map(|lane| (lane.clone(), id(lane))).collect();
            self.steps.push_back(Step::Remember(ids));
        }
        None
    }

    fn scope(&self) -> Scope {
        self.scope
    }

    fn bytes(&mut self, bytes: Vec<u8>) {
        self.steps.push_back(Step::Send(request("picture", String::from_utf8(bytes).unwrap())));
    }
}

impl Profile for Shelf {
    fn defaults(&self) -> Capabilities {
        let keys_kept = Duration::from_secs(86_400);
        Capabilities { max_tasks: 100, max_bytes: 1_000_000, keys_kept, blob_max_bytes: None }
    }

    fn capabilities_request(&self, _: &ServerUrl) -> Option<HttpRequest> {
        None
    }

    fn capabilities_answer(&self, _: &HttpResponse) -> Option<Capabilities> {
        None
    }

    fn sync_request(
        &self,
        _: &ServerUrl,
        _: DeviceId,
        _: &[Task],
    ) -> Result<HttpRequest, (usize, UnfitError)> {
        unreachable!("an exchange is all that it has")
    }

    fn sync_answer(&self, _: &[Task], _: &HttpResponse) -> BatchAnswer {
        unreachable!("an exchange is all that it has")
    }

    fn remembers(&self, task: &Task) -> Vec<Lane> {
        vec![task.task.lane.clone()]
    }

    fn part(&self, tasks: &[Task], memories: &LaneMemories) -> Vec<usize> {
        let is_there = |task: &Task| memories.contains_key(&task.task.lane) || task.task.blob.is_some();
        if is_there(&tasks[0]) {
            return vec![0];
        }
        let mut lanes = std::collections::BTreeSet::new();
        let fresh = |(at, task): (usize, &Task)| {
            (lanes.insert(task.task.lane.clone()) && !is_there(task)).then_some(at)
        };
        tasks.iter().enumerate().filter_map(fresh).collect()
    }

    fn exchange<'a>(&self, outbound: Outbound<'a>) -> Result<Option<Box<dyn Exchange>>, (usize, UnfitError)> {
        let tasks = outbound.tasks;
        if let Some(at) = tasks.iter().position(|task| text(task) == "unsayable") {
            return Err((at, UnfitError::Unsayable { field: "text", detail: "this API has no word for it" }));
        }
        let lanes: Vec<_> = tasks.iter().map(|task| task.task.lane.clone()).collect();
        let id = outbound.memories.get(&lanes[0]).and_then(|memory| memory.id.clone());
        let texts: Vec<_> = tasks.iter().map(text).collect();
        let (step, scope, makes) = match (&tasks[0].task.blob, id) {
            (Some(blob), _) => (Step::Read(blob.clone()), Scope::Batch { alone: true }, false),
            (None, Some(id)) => {
                let changes = request("change", format!("{id}: {}", texts[0]));
                (Step::Send(changes), Scope::Item { delete: false }, false)
            }
            (None, None) => {
                let makes = request("make", texts.join(","));
                (Step::Send(makes), Scope::Batch { alone: tasks.len() == 1 }, true)
            }
        };
        Ok(Some(Box::new(Talk { steps: VecDeque::from([step]), lanes, scope, makes })))
    }

    fn blobs_within_the_exchange(&self) -> bool {
        true
    }

    fn scope(&self, tasks: &[Task]) -> Scope {
        Scope::Batch { alone: tasks.len() == 1 }
    }

    fn requests_at_once(&self) -> usize {
        1
    }
}

type Answering = dyn Fn(&str) -> Option<Result<u16, HttpError>> + Send + Sync;

/// Each request as `path text (token)`; answers as `answer` says, and with 200 where it says nothing.
#[derive(Clone)]
struct Wire {
    asked: Arc<Mutex<Vec<String>>>,
    answer: Arc<Answering>,
}

impl Wire {
    fn new(answer: impl Fn(&str) -> Option<Result<u16, HttpError>> + Send + Sync + 'static) -> Self {
        Self { asked: Arc::default(), answer: Arc::new(answer) }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[async_trait]
impl Http for Wire {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let text = String::from_utf8(request.body.json().unwrap().to_vec()).unwrap();
        let token = request.bearer.unwrap().expose_secret().to_owned();
        let line = format!("{} {text} ({token})", request.url.path());
        self.asked.lock().unwrap().push(line.clone());
        let status = (self.answer)(&line).unwrap_or(Ok(200))?;
        Ok(HttpResponse { status, content_type: None, retry_after: None, date: None, body: Vec::new() })
    }
}

fn world(wire: &Wire) -> World {
    World::with_api(Script::default(), any_token(), Shelf, wire.clone())
}

async fn states(world: &World) -> Vec<(String, TaskState)> {
    let tasks = world.store.tasks(world.account.id, 0, 100).await.unwrap();
    tasks.into_iter().map(|task| (task.task.lane.to_string(), task.state)).collect()
}

#[tokio::test]
async fn what_can_be_said_together_goes_together_and_a_lanes_next_task_after_what_is_remembered_of_it() {
    let wire = Wire::new(|_| None);
    let world = world(&wire);
    for (lane, text) in [("a", "a1"), ("a", "a2"), ("b", "b1")] {
        world.enqueue(lane, text).await;
    }
    let report = world.cycle().await;
    assert_eq!((report.sent, report.end), (3, CycleEnd::Idle));
    assert_eq!(wire.asked(), ["/make a1,b1 (token)", "/change id of a: a2 (token)"]);
}

#[tokio::test]
async fn a_refused_token_is_renewed_within_an_exchange_and_the_same_request_goes_again() {
    let wire = Wire::new(|line| line.ends_with("(token)").then_some(Ok(401)));
    let mut auth = any_token();
    auth.expect_renew().once().returning(|_, _| Ok(AccessToken::new(SecretString::from("fresh"))));
    let world = World::with_api(Script::default(), auth, Shelf, wire.clone());
    world.enqueue("a", "a1").await;
    assert_eq!(world.cycle().await.sent, 1);
    assert_eq!(wire.asked(), ["/make a1 (token)", "/make a1 (fresh)"]);
}

#[tokio::test]
async fn a_token_that_is_refused_again_waits_for_a_sign_in_and_charges_nobody() {
    let wire = Wire::new(|_| Some(Ok(401)));
    let mut auth: MockAuth = any_token();
    auth.expect_renew().once().returning(|_, _| Ok(AccessToken::new(SecretString::from("fresh"))));
    let world = World::with_api(Script::default(), auth, Shelf, wire);
    world.enqueue("a", "a1").await;
    assert_eq!(world.cycle().await.end, CycleEnd::SignInNeeded);
    assert_eq!(states(&world).await, [("a".to_owned(), TaskState::Waiting)]);
}

#[tokio::test]
async fn an_exchange_whose_memory_cannot_be_kept_leaves_its_tasks_of_unknown_outcome_and_goes_again() {
    let script = Script::default();
    let remembers = |call: &Call<'_>| {
        matches!(call, Call::Commit { commit, .. }
            if commit.records.iter().any(|write| write.record.collection.as_str() == "lane-memory"))
    };
    script.fails(remembers, QueueError::Busy("scripted".into()));
    let wire = Wire::new(|_| None);
    let world = World::with_api(script, any_token(), Shelf, wire.clone());
    world.enqueue("a", "a1").await;
    world.try_to_run(homing_domain::engine::Occasion::Due).await.unwrap_err();
    assert_eq!(world.cycle().await.sent, 1);
    assert_eq!(wire.asked(), ["/make a1 (token)", "/make a1 (token)"]);
}

#[tokio::test]
async fn one_thing_at_which_the_server_fails_again_while_it_takes_others_waits_for_a_person() {
    let wire = Wire::new(|line| line.contains("poison").then_some(Ok(500)));
    let world = world(&wire);
    for lane in ["a", "b", "c"] {
        world.enqueue(lane, "made").await;
    }
    world.cycle().await;
    for (lane, text) in [("b", "poison"), ("a", "changed"), ("c", "changed")] {
        world.enqueue(lane, text).await;
    }
    world.cycle().await;
    let mut rounds = 0;
    while world.left().await != (0, 1) {
        rounds += 1;
        assert!(rounds < 10, "{:?}", states(&world).await);
        world.enqueue("a", "changed again").await;
        world.clock.advance(Duration::from_secs(3_600));
        world.cycle_by_hand().await;
    }
    let left = states(&world).await;
    let [(lane, TaskState::Attention(reason))] = &left[..] else { panic!("{left:?}") };
    assert_eq!((lane.as_str(), reason.code.as_str()), ("b", "http-500"));
}

#[tokio::test]
async fn bytes_that_go_within_an_exchange_are_not_brought_before_it_and_are_gone_once_they_are_sent() {
    let wire = Wire::new(|_| None);
    let world = world(&wire);
    world.enqueue_with("a", "picture", "bytes of it").await;
    assert_eq!(world.cycle().await.sent, 1);
    assert_eq!(wire.asked(), ["/picture bytes of it (token)"]);
    assert_eq!(world.blobs.count(), 0);
}

#[tokio::test]
async fn what_an_api_has_no_word_for_waits_for_a_person_and_the_others_go() {
    let wire = Wire::new(|_| None);
    let world = world(&wire);
    for (lane, text) in [("a", "a1"), ("b", "unsayable"), ("c", "c1")] {
        world.enqueue(lane, text).await;
    }
    assert_eq!(world.cycle().await.sent, 2);
    let left = states(&world).await;
    let [(_, TaskState::Attention(reason))] = &left[..] else { panic!("{left:?}") };
    assert_eq!((reason.code.as_str(), reason.field.as_deref()), ("unsayable", Some("text")));
}
