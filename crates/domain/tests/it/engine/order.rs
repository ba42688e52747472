//! Order within a lane, with a network that loses, doubles and delays, and a server that puts off: whatever happens, no
//! later task of a lane takes effect before an earlier one.

use std::collections::BTreeMap;
use std::time::Duration;

use homing_domain::ports::OfflineCause;
use homing_domain::task::{Coalesce, NewTask, Priority};
use proptest::prelude::*;

use crate::scripted::{Reply, World};

/// What happens to a request.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    None,
    NeverLeft,
    AnswerLost,
    Doubled,
    Late(usize),
    Status(u16),
    Portal,
    /// The server puts off what it would apply.
    PutOff,
}

/// New tasks, each in one of the lanes, and what happens to the two requests that follow.
type Step = (Vec<usize>, [Trouble; 2]);

fn trouble() -> impl Strategy<Value = Trouble> {
    prop_oneof![
        3 => Just(Trouble::None),
        1 => Just(Trouble::NeverLeft),
        3 => Just(Trouble::AnswerLost),
        3 => Just(Trouble::Doubled),
        3 => (1_usize..4).prop_map(Trouble::Late),
        // None that ends in attention: what waits for a person is not sent.
        2 => prop_oneof![Just(408), Just(425), Just(429), Just(502), Just(503)].prop_map(Trouble::Status),
        1 => Just(Trouble::Portal),
        1 => Just(Trouble::PutOff),
    ]
}

const LANES: usize = 4;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let new = proptest::collection::vec(0..LANES, 0..8);
    proptest::collection::vec((new, [trouble(), trouble()]), 1..24)
}

/// The n-th task of a lane, as the timer makes them: start and stop are Critical, pause and resume High.
fn task(world: &World, lane: usize, n: usize, coalesce: Coalesce) -> NewTask {
    let priority = if matches!(n % 4, 0 | 3) { Priority::Critical } else { Priority::High };
    NewTask { priority, coalesce, ..world.note(&format!("lane-{lane}"), format!("{lane}:{n}")) }
}

/// Of each lane, the numbers that took effect.
fn applied(world: &World) -> BTreeMap<usize, Vec<usize>> {
    let mut lanes = BTreeMap::<usize, Vec<usize>>::new();
    for body in &world.server().applied {
        let (lane, n) = body.split_once(':').unwrap();
        lanes.entry(lane.parse().unwrap()).or_default().push(n.parse().unwrap());
    }
    lanes
}

/// Lives through the steps, then a while without trouble, until nothing waits. Looks after each step.
async fn live(steps: Vec<Step>, coalesce: Coalesce) -> (BTreeMap<usize, Vec<usize>>, [usize; LANES]) {
    let world = World::new();
    let mut made = [0; LANES];
    for (new, troubles) in steps {
        let mut tasks = Vec::new();
        for lane in new {
            tasks.push(task(&world, lane, made[lane], coalesce));
            made[lane] += 1;
        }
        world.commit(tasks).await;
        world.server().words.clear();
        world.server().script.clear();
        for trouble in troubles {
            let reply = match trouble {
                Trouble::None => Reply::Work,
                Trouble::NeverLeft => Reply::NotSent(OfflineCause::Connect),
                Trouble::AnswerLost => Reply::WorkAndLose,
                Trouble::Doubled => Reply::WorkTwice,
                Trouble::Late(further) => Reply::WorkLate(further),
                Trouble::Status(status) => Reply::Status(status, None),
                Trouble::Portal => Reply::Html,
                Trouble::PutOff => {
                    let newest = |lane: usize| format!("{lane}:{}", made[lane].saturating_sub(1));
                    world.server().words.extend((0..LANES).map(|lane| (newest(lane), "retry")));
                    Reply::Work
                }
            };
            world.server().script.push_back(reply);
        }
        world.cycle().await;
        assert_in_order(&applied(&world));
        // Longer than any back-off, and all of it together shorter than the server keeps keys.
        world.clock.advance(Duration::from_secs(16 * 60));
    }
    world.server().words.clear();
    world.server().script.clear();
    for _ in 0..20 {
        world.cycle().await;
        world.clock.advance(Duration::from_secs(16 * 60));
    }
    world.server().let_late_ones_arrive();
    assert_eq!(world.left().await, (0, 0));
    let applied = applied(&world);
    assert_in_order(&applied);
    (applied, made)
}

fn assert_in_order(applied: &BTreeMap<usize, Vec<usize>>) {
    for (lane, numbers) in applied {
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "lane {lane}: {numbers:?}");
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn lanes_that_keep_every_task_arrive_whole_once_and_in_order(steps in steps()) {
        let (applied, made) = run(live(steps, Coalesce::Keep));
        for (lane, made) in made.into_iter().enumerate() {
            let expected: Vec<usize> = (0..made).collect();
            prop_assert_eq!(applied.get(&lane).cloned().unwrap_or_default(), expected);
        }
    }

    #[test]
    fn a_stop_never_arrives_before_its_start_pause_or_resume_and_the_newest_state_arrives_last(steps in steps()) {
        let (applied, made) = run(live(steps, Coalesce::Supersede));
        for (lane, made) in made.into_iter().enumerate() {
            let last = applied.get(&lane).and_then(|numbers| numbers.last().copied());
            prop_assert_eq!(last, made.checked_sub(1));
        }
    }
}

#[tokio::test]
async fn a_frozen_first_task_goes_again_before_what_would_have_taken_its_place() {
    for reply in [Reply::WorkAndLose, Reply::WorkLate(3)] {
        let world = World::new();
        world.commit(vec![task(&world, 0, 0, Coalesce::Supersede)]).await;
        world.server().script.push_back(reply);
        world.cycle().await;
        // Pause, resume and stop are one task behind the start, of which nobody knows whether it arrived.
        for n in 1..4 {
            world.commit(vec![task(&world, 0, n, Coalesce::Supersede)]).await;
        }
        world.cycle_by_hand().await;
        world.server().let_late_ones_arrive();
        assert_eq!(world.server().requests, [vec!["0:0"], vec!["0:0", "0:3"]]);
        assert_eq!(world.server().applied, ["0:0", "0:3"]);
        assert_eq!(world.left().await, (0, 0));
    }
}
