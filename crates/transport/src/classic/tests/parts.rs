//! Which tasks go together.

use homing_domain::names::{DeviceId, Kind, Lane};
use homing_domain::policy::Scope;
use homing_domain::ports::{LaneMemories, Outbound, Profile, UnfitError};
use homing_domain::task::{Body, Task};
use homing_domain::time::EventKind;
use proptest::prelude::*;

use crate::classic::ClassicProfile;
use crate::classic::testing::{
    account, any_task, changed, deleted, finished, lane, paused, picture, remembered, running, task, unknown,
};

fn stop(number: u8) -> Task {
    task(EventKind::Stop, finished(number))
}

fn part(tasks: &[Task], memories: &LaneMemories) -> Vec<usize> {
    ClassicProfile.part(tasks, memories)
}

fn unfit(task: Task) -> Option<UnfitError> {
    let (account, tasks, memories) = (account(), [task], LaneMemories::new());
    let device = DeviceId::new(uuid::Uuid::nil());
    let outbound = Outbound { account: &account, device, tasks: &tasks, memories: &memories };
    ClassicProfile.exchange(outbound).err().map(|(_, error)| error)
}

#[test]
fn finished_entries_go_together_and_everything_else_alone() {
    let tasks = [stop(1), task(EventKind::Edit, finished(2)), task(EventKind::Start, running(3)), stop(4)];
    let there = remembered(2, "72");
    assert_eq!(part(&tasks, &there), [0, 3]);
    assert_eq!(part(&tasks[1..], &there), [0]);
    assert_eq!(part(&tasks[2..], &there), [0]);
    assert_eq!(part(&[picture(9, 1, 3), stop(4)], &there), [0]);
}

#[test]
fn a_lanes_later_task_speaks_for_the_ones_before_it() {
    let tasks = [task(EventKind::Start, running(1)), task(EventKind::Pause, paused(1)), stop(1), stop(2)];
    assert_eq!(part(&tasks, &LaneMemories::new()), [0, 1, 2, 3]);
}

#[test]
fn what_went_out_under_its_key_goes_out_just_so_before_what_was_changed_since() {
    let edited = changed(finished(1), |fields| fields.revision = 5);
    let tasks = [unknown(stop(1)), task(EventKind::Edit, edited), stop(2)];
    assert_eq!(part(&tasks, &LaneMemories::new()), [0, 2]);
    let gone = [unknown(stop(1)), task(EventKind::Delete, deleted(1))];
    assert_eq!(part(&gone, &LaneMemories::new()), [0], "else it would be left there");
    assert_eq!(part(&gone, &remembered(1, "71")), [0, 1], "by its id it can be said at once");
}

#[test]
fn what_this_server_has_no_place_for_is_refused_with_its_field() {
    let note = any_task(Lane::from(uuid::Uuid::nil()), Kind::of("note"), Body::new("{}"), None);
    assert!(matches!(unfit(note), Some(UnfitError::Unsayable { field: "kind", .. })));
    let long = changed(finished(1), |fields| fields.description = "𝄞".repeat(2_501));
    let refused = unfit(task(EventKind::Stop, long));
    assert!(matches!(refused, Some(UnfitError::Unsayable { field: "entry.description", .. })));
    let torn = any_task(lane(1), homing_domain::time::task_kind(), Body::new("{"), None);
    assert!(matches!(unfit(torn), Some(UnfitError::Body(_))));
}

#[test]
fn the_profile_says_what_such_a_server_takes() {
    let assumed = ClassicProfile.defaults();
    assert_eq!((assumed.max_tasks, ClassicProfile.requests_at_once()), (50, 1));
    assert!(ClassicProfile.blobs_within_the_exchange());
    assert_eq!(ClassicProfile.scope(&[stop(1)]), Scope::AllOrNone { alone: true });
    assert_eq!(ClassicProfile.remembers(&picture(9, 1, 3)).len(), 2);
}

fn any_task_of_ours() -> impl Strategy<Value = Task> {
    let one = (1_u8..4, 0_usize..6, any::<bool>()).prop_map(|(number, which, is_unknown)| {
        let task = match which {
            0 => task(EventKind::Start, running(number)),
            1 => task(EventKind::Pause, paused(number)),
            2 => stop(number),
            3 => task(EventKind::Delete, deleted(number)),
            4 => picture(number + 10, number, 3),
            _ => any_task(lane(number), Kind::of("note"), Body::new("{}"), None),
        };
        if is_unknown { unknown(task) } else { task }
    });
    one.boxed()
}

proptest! {
    #[test]
    fn a_part_is_of_each_lane_its_first_tasks_and_is_whole(
        tasks in prop::collection::vec(any_task_of_ours(), 1..12),
        there in prop::collection::vec(1_u8..4, 0..3),
    ) {
        let memories: LaneMemories = there.iter().flat_map(|number| remembered(*number, "7")).collect();
        let places = part(&tasks, &memories);
        prop_assert!(!places.is_empty() && places.is_sorted());
        for (place, task) in tasks.iter().enumerate() {
            let earlier = tasks[..place].iter().enumerate().filter(|(_, it)| it.task.lane == task.task.lane);
            let is_first = earlier.map(|(at, _)| at).all(|at| places.contains(&at));
            prop_assert!(is_first || !places.contains(&place), "{places:?}");
        }
        let chosen: Vec<Task> = places.iter().map(|place| tasks[*place].clone()).collect();
        let all: Vec<usize> = (0..chosen.len()).collect();
        prop_assert_eq!(part(&chosen, &memories), all, "it is whole");
    }
}
