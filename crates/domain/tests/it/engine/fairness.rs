//! Which lane goes first, over time: an endless flow of urgent tasks keeps no other from leaving.

use std::time::Duration;

use homing_domain::policy::LONGEST_WAIT;
use homing_domain::ports::Clock as _;
use homing_domain::task::{NewTask, Priority};

use crate::scripted::{World, any_token};

/// How far one request is from the next.
const TICK: Duration = Duration::from_secs(30);

/// What a request carries at most.
const BATCH: usize = 100;

/// A flow of Critical tasks, each in a lane of its own, and a line that carries one batch in each tick.
struct Flow {
    world: World,
    made: usize,
}

impl Flow {
    /// The connection is good already: batches are as large as they get.
    async fn begin() -> Self {
        let mut flow = Self { world: World::with(any_token(), 1), made: 0 };
        flow.world.enqueue_many(10 + 50).await;
        for _ in 0..2 {
            flow.tick(0).await;
        }
        flow
    }

    /// `new` tasks come, one request goes, and time passes.
    async fn tick(&mut self, new: usize) {
        let task = |n: usize| {
            let urgent = self.world.note(&format!("urgent-{n}"), format!("u{n}"));
            NewTask { priority: Priority::Critical, ..urgent }
        };
        let tasks = (self.made..self.made + new).map(task).collect();
        self.made += new;
        self.world.commit(tasks).await;
        self.world.server().requests.clear();
        let report = self.world.cycle().await;
        assert!(report.requests <= 1, "{report:?}");
        self.world.clock.advance(TICK);
    }

    fn has_left(&self, body: &str) -> bool {
        self.world.server().applied.iter().any(|applied| applied == body)
    }
}

#[tokio::test]
async fn a_normal_task_leaves_within_the_documented_time_whatever_the_flow_of_critical_ones() {
    let mut flow = Flow::begin().await;
    flow.world.enqueue("calm", "normal").await;
    let start = flow.world.clock.now();
    let mut left_after = Duration::ZERO;
    while !flow.has_left("normal") {
        left_after = flow.world.clock.now().since(start);
        assert!(left_after <= LONGEST_WAIT, "still waiting after {left_after:?}");
        flow.tick(BATCH).await;
    }
    // The flow filled each request until then, else this would prove nothing.
    assert!(left_after >= LONGEST_WAIT - TICK, "left after {left_after:?}");
}

#[tokio::test]
async fn no_task_that_came_the_documented_time_later_goes_before_a_normal_one_however_long_the_backlog() {
    let mut flow = Flow::begin().await;
    flow.world.enqueue("calm", "normal").await;
    let ticks = usize::try_from(LONGEST_WAIT.as_secs() / TICK.as_secs()).unwrap();
    // Half as much again as the line carries.
    let mut first_too_late = usize::MAX;
    for tick in 0.. {
        if tick == ticks + 1 {
            first_too_late = flow.made;
        }
        flow.tick(BATCH + BATCH / 2).await;
        if flow.has_left("normal") {
            break;
        }
        assert!(tick < 3 * ticks, "it starves");
    }
    let server = flow.world.server();
    let before = server.applied.iter().take_while(|body| *body != "normal");
    let latest = before.filter_map(|body| body.strip_prefix('u')?.parse::<usize>().ok()).max().unwrap();
    assert!(latest < first_too_late, "u{latest} came more than {LONGEST_WAIT:?} later and went first");
}

#[tokio::test]
async fn an_urgent_task_pulls_its_lane_forward_and_overtakes_nothing_in_it() {
    let world = World::new();
    let with = |priority, lane: &str, body: &str| NewTask { priority, ..world.note(lane, body) };
    let mut tasks: Vec<_> =
        (0..30).map(|n| with(Priority::High, &format!("high-{n}"), &format!("h{n}"))).collect();
    tasks.push(with(Priority::Normal, "entry", "picture"));
    tasks.push(with(Priority::High, "entry", "pause"));
    tasks.push(with(Priority::Critical, "entry", "stop"));
    world.commit(tasks).await;
    world.cycle().await;
    assert_eq!(world.server().applied[..3], ["picture", "pause", "stop"]);
}
