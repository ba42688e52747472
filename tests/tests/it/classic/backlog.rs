//! Five thousand entries that were recorded far from any network, and the day on which they are sent.

use std::collections::BTreeMap;

use homing_domain::Timestamp;
use homing_domain::names::DeviceId;
use homing_domain::ports::{Clock as _, Queue as _};
use homing_domain::task::{Commit, NewTask};
use homing_domain::time::{
    Entry, EntryId, Moment, TaskBody, Transition, pause, resume, start, stop, task_kind, worked,
};
use homing_tests::classic::{Route, Status};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};
use uuid::{Builder, Uuid};

use super::world::{World, at, draft};

const ENTRIES: usize = 5_000;

/// One entry in so many breaks the server.
const POISON_EVERY: usize = 500;

/// As many requests as the whole way may take.
const MOST_REQUESTS: usize = 400;

/// An entry with pauses, as the timer makes it: all that happened to it, and how it is at last.
fn recorded(number: usize, dice: &mut ChaCha8Rng) -> (Vec<Transition>, Entry) {
    let mut millis = at("2026-01-01T00:00:00Z").as_millis() + i64::try_from(number).unwrap() * 5_000_000;
    let mut later = |dice: &mut ChaCha8Rng| {
        millis += i64::from(dice.next_u32() % 900_000);
        Moment::at(Timestamp::from_millis(millis).unwrap(), &jiff::tz::TimeZone::UTC)
    };
    let text = if number % POISON_EVERY == 137 { "(poison)" } else { "work" };
    let id =
        EntryId::new(Builder::from_random_bytes(u128::try_from(number).unwrap().to_be_bytes()).into_uuid());
    let device = DeviceId::new(Uuid::from_u128(8));
    let mut steps = vec![start(id, device, draft(&format!("{text} {number}")), later(dice)).unwrap()];
    for _ in 0..dice.next_u32() % 3 {
        let entry = steps[steps.len() - 1].entry.clone();
        let paused = pause(entry, later(dice)).unwrap();
        let resumed = resume(paused.entry.clone(), later(dice)).unwrap();
        steps.extend([paused, resumed]);
    }
    let last = stop(steps[steps.len() - 1].entry.clone(), later(dice)).unwrap();
    let entry = last.entry.clone();
    steps.push(last);
    (steps, entry)
}

fn task(world: &World, Transition { event, entry }: Transition) -> NewTask {
    world.engine.task(&task_kind(), TaskBody { event, entry }.encode().unwrap()).unwrap()
}

#[tokio::test]
async fn five_thousand_entries_arrive_once_each_with_their_true_times_and_each_poison_waits_for_a_person() {
    let world = World::anna().await;
    world.server.poison("(poison)");
    let mut dice = ChaCha8Rng::seed_from_u64(20_261_127);
    let mut entries = BTreeMap::new();
    let mut tasks = Vec::new();
    for number in 0..ENTRIES {
        let (steps, entry) = recorded(number, &mut dice);
        tasks.extend(steps.into_iter().map(|step| task(&world, step)));
        entries.insert(entry.id.to_string(), entry);
    }
    for some in tasks.chunks(500) {
        let commit = Commit { records: vec![], tasks: some.to_vec() };
        world.store.commit(world.account.id, world.clock.now(), commit).await.unwrap();
    }
    assert_eq!(world.left().await, (ENTRIES as u64, 0));

    let before = world.server.met().len();
    // Never that of a refresh: that is the end of the sign-in, and a test of its own.
    world.server.lose_answers(move |met| met.route != Route::Refresh && dice.next_u32() % 12 == 0);
    let clock = world.clock.clone();
    for _ in 0..400 {
        world.cycle().await;
        let (waiting, attention) = world.left().await;
        if waiting == 0 {
            assert_eq!(attention, (ENTRIES / POISON_EVERY) as u64);
            break;
        }
        // An afternoon, with waits in which access tokens end.
        world.wait().await;
        clock.advance(std::time::Duration::from_secs(300));
    }
    assert_eq!(world.left().await.0, 0);

    let met = world.server.met().split_off(before);
    let lost = met.iter().filter(|met| met.lost).count();
    let refreshes = world.server.refreshes();
    tell(met.len(), lost, refreshes);
    assert!(met.len() <= MOST_REQUESTS, "{} requests", met.len());
    assert!(lost >= 10 && refreshes >= 3, "{lost} lost answers, {refreshes} refreshes");

    let held = world.server.entries();
    let good = |entry: &&Entry| !entry.description.starts_with("(poison)");
    assert_eq!(held.len(), entries.values().filter(good).count());
    let mut seen = BTreeMap::new();
    for row in held {
        let entry = &entries[row.key.as_ref().unwrap()];
        assert!(seen.insert(entry.id.to_string(), ()).is_none(), "{} is there twice", entry.id);
        assert_eq!(row.start, entry.started_at().to_jiff());
        assert_eq!(row.end, Some(entry.last_instant().to_jiff()));
        let seconds = worked(entry, world.clock.now()).as_secs();
        assert_eq!((row.duration_seconds, row.status), (i64::try_from(seconds).unwrap(), Status::Stopped));
        assert_eq!(row.description.as_deref(), Some(entry.description.as_str()));
    }
    let reasons = world.reasons().await;
    assert_eq!(reasons.len(), ENTRIES / POISON_EVERY);
    for (lane, reason) in reasons {
        assert!(entries[&lane].description.starts_with("(poison)"), "{lane}");
        assert_eq!(reason.code, "http-500", "{reason:?}");
    }
}

#[expect(clippy::print_stderr, reason = "how many requests it took is worth knowing where it passes")]
fn tell(requests: usize, lost: usize, refreshes: usize) {
    eprintln!("{ENTRIES} entries in {requests} requests, {lost} answers lost, {refreshes} refreshes");
}
