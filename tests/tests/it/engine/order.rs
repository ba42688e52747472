//! Order within a lane over real sockets, with a network that loses, doubles and delays requests and answers.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use homing_domain::names::DeviceId;
use homing_domain::ports::Accounts;
use homing_domain::time::{Command, Draft, Tracker, When};
use homing_tests::{Carried, Late, Point, Proxy};
use serde_json::Value;
use uuid::Uuid;

use super::world::World;

/// What the network does with one cycle's first request, and its second where there is one.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    None,
    /// It never reaches the server.
    Lost,
    /// It does, and the answer is cut off.
    AnswerLost,
    /// Half of the answer comes.
    HalfAnAnswer,
    /// It reaches the server twice.
    Doubled,
    /// The client is cut off, and the request arrives two cycles later.
    Late,
}

const TROUBLES: [Trouble; 6] = [
    Trouble::Doubled,
    Trouble::Lost,
    Trouble::AnswerLost,
    Trouble::Late,
    Trouble::None,
    Trouble::HalfAnAnswer,
];

/// The troubles of a run, the same in each: 5 is prime to 6 and to the counts below, so that all pairs come up.
fn trouble(round: usize) -> Trouble {
    TROUBLES[(round * 5 + round / 6) % TROUBLES.len()]
}

/// A world behind a proxy.
struct Journey {
    world: World,
    proxy: Proxy,
    late: Vec<(usize, Late)>,
}

impl Journey {
    async fn begin() -> Self {
        let mut world = World::new().await;
        let mut proxy = Proxy::new().unwrap();
        proxy.up(world.server.address()).unwrap();
        world.account.server = proxy.url().parse().unwrap();
        Self { world, proxy, late: Vec::new() }
    }

    /// One cycle in trouble, late requests that are due before it, and the wait after it.
    async fn cycle(&mut self, round: usize) {
        while self.late.first().is_some_and(|(due, _)| *due <= round) {
            // One that no request came for has nothing to bring.
            self.late.remove(0).1.arrive().await.ok();
        }
        let request = 1 + round % 2;
        match trouble(round) {
            Trouble::None => {}
            Trouble::Lost => drop(self.proxy.hold_sync(request, Point::BeforeForwarding)),
            Trouble::AnswerLost => drop(self.proxy.hold_sync(request, Point::BeforeAnswer)),
            Trouble::HalfAnAnswer => drop(self.proxy.hold_sync(request, Point::HalfOfAnswer)),
            Trouble::Doubled => self.proxy.double_sync(request),
            Trouble::Late => self.late.push((round + 2, self.proxy.delay_sync(request))),
        }
        self.world.cycle().await;
        self.proxy.disarm();
        self.world.wait().await;
    }

    /// The network is whole again: what is late arrives, and everything that waits.
    async fn end(mut self) -> Vec<Carried> {
        for (_, late) in self.late.drain(..) {
            late.arrive().await.ok();
        }
        self.world.until_quiet(20).await;
        assert_eq!(self.world.left().await, (0, 0));
        self.world.server.applied()
    }
}

#[tokio::test]
async fn lanes_that_keep_every_task_arrive_whole_and_in_order_whatever_the_network_does() {
    const LANES: usize = 3;
    let mut journey = Journey::begin().await;
    let mut recorded = 0;
    for round in 0..60 {
        for _ in 0..=round % 7 {
            journey.world.enqueue(&format!("lane-{}", recorded % LANES), &recorded.to_string()).await;
            recorded += 1;
        }
        journey.cycle(round).await;
    }
    let applied = journey.end().await;
    let mut next: Vec<usize> = (0..LANES).collect();
    for task in &applied {
        let n: usize = task.body.parse().unwrap();
        assert_eq!(n, next[n % LANES], "{}", task.lane);
        next[n % LANES] += LANES;
    }
    assert_eq!(applied.len(), recorded);
}

/// Event and revision of an entry's task.
fn event(task: &Carried) -> (String, i64) {
    let body: Value = serde_json::from_str(&task.body).unwrap();
    let kind = body["event"]["kind"].as_str().unwrap().to_owned();
    (kind, body["entry"]["revision"].as_i64().unwrap())
}

#[tokio::test]
async fn a_stop_never_arrives_before_its_start_pause_or_resume_whatever_the_network_does() {
    let mut journey = Journey::begin().await;
    let world = &journey.world;
    world.store.sign_in(&world.account).await.unwrap();
    let tracker = Tracker::new(
        Arc::clone(&world.store) as _,
        Arc::clone(&world.store) as _,
        Arc::new(world.clock.clone()),
        Arc::clone(&world.ids) as _,
        DeviceId::new(Uuid::from_u128(8)),
    );
    let steps = [
        || Command::Start { draft: Draft::default(), when: When::Now },
        || Command::Pause(When::Now),
        || Command::Resume(When::Now),
        || Command::Stop(When::Now),
    ];
    let mut newest = BTreeMap::new();
    for round in 0..64 {
        // One step a round at times, so that each has left before the next; several at others.
        for step in 0..=round % 3 {
            let recorded = tracker.record(&steps[(round + step) % 4]()).await;
            if let Ok(recorded) = recorded {
                for entry in recorded.stopped.iter().chain([&recorded.entry]) {
                    newest.insert(entry.id.to_string(), entry.revision);
                }
            }
            journey.world.clock.advance(Duration::from_secs(60));
        }
        journey.cycle(round).await;
    }
    let applied = journey.end().await;
    let mut seen: BTreeMap<String, (String, i64)> = BTreeMap::new();
    let mut events = BTreeMap::<String, usize>::new();
    for task in &applied {
        let now = event(task);
        *events.entry(now.0.clone()).or_default() += 1;
        if let Some(before) = seen.insert(task.lane.clone(), now.clone()) {
            assert!(before.1 < now.1, "{before:?} was applied before {now:?}");
            assert_ne!(before.0, "stop", "{now:?} came after its stop");
        }
    }
    let arrived: BTreeMap<_, _> = seen.into_iter().map(|(lane, (_, revision))| (lane, revision)).collect();
    assert_eq!(arrived, newest, "the newest state of each entry is the last that arrived");
    // The run would prove nothing if everything had left as one task.
    for kind in ["start", "pause", "resume", "stop"] {
        assert!(events.get(kind).is_some_and(|count| *count > 2), "{events:?}");
    }
}
