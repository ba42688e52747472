//! Which time counts as not lived, whatever is done to the machine and to its clock.

use std::time::Duration;

use homing_domain::testing::ManualClock;
use homing_domain::time::{Away, Because, Command, Edit, Gap, GapError, Heartbeat, When};
use std::sync::Arc;

use crate::living::{HOUR, Living, MINUTE, after, living, minutes};
use crate::tracking::{Desk, desk};

fn slept(asleep: Duration) -> Because {
    Because::Slept { asleep }
}

#[tokio::test]
async fn in_a_terminal_alone_the_same_start_of_the_machine_without_sleep_is_no_gap_however_long() {
    let it = living();
    it.begin().await;
    it.work(40 * HOUR);
    assert_eq!(it.asked().await, []);
    let stopped = it.stop(Away::Ask).await;
    assert!(!stopped.entry.approximate && stopped.away.is_empty());
}

#[tokio::test]
async fn in_a_terminal_alone_a_sleep_is_a_gap_whose_length_is_known_and_whose_place_is_not() {
    let it = living();
    let start = it.begin().await;
    it.work(HOUR);
    it.machine.sleep(HOUR);
    it.work(2 * HOUR);
    let gap = Gap { from: start, to: it.now(), because: slept(HOUR), placed: false };
    assert_eq!(it.asked().await, [gap]);
    let refused = it.refused(&Command::Stop(When::Now), Away::Ask).await;
    assert_eq!(refused, GapError::Unanswered(vec![gap]));
    assert_eq!(it.running().await.revision, 1, "nothing was changed");
}

#[tokio::test]
async fn in_a_terminal_alone_a_restart_is_a_gap_up_to_the_time_at_which_the_machine_was_started() {
    let it = living();
    let start = it.begin().await;
    it.work(HOUR);
    it.machine.reboot(HOUR);
    it.work(3 * HOUR);
    let because = Because::Restarted;
    assert_eq!(it.asked().await, [Gap { from: start, to: after(start, 120), because, placed: false }]);
}

#[tokio::test]
async fn after_a_restart_a_sleep_is_a_gap_of_its_own() {
    let it = living();
    let start = it.begin().await;
    it.machine.reboot(HOUR);
    it.work(HOUR);
    it.machine.sleep(HOUR);
    it.work(HOUR);
    let off = Gap { from: start, to: after(start, 60), because: Because::Restarted, placed: false };
    let asleep = Gap { from: after(start, 60), to: it.now(), because: slept(HOUR), placed: false };
    assert_eq!(it.asked().await, [off, asleep]);
}

#[tokio::test]
async fn with_a_resident_process_a_sleep_over_midnight_is_placed_to_the_minute() {
    let it = living();
    // 22:13:20 of one day; the machine sleeps from 23:13:20 to 7:13:20 of the next.
    let start = it.begin().await;
    it.beat(60).await;
    it.machine.sleep(8 * HOUR);
    it.beat(60).await;
    let gap = Gap { from: after(start, 60), to: after(start, 540), because: slept(8 * HOUR), placed: true };
    assert_eq!(it.asked().await, [gap]);
}

#[tokio::test]
async fn with_a_resident_process_a_loss_of_power_is_placed_from_the_last_heartbeat_to_the_new_start() {
    let it = living();
    let start = it.begin().await;
    it.beat(60).await;
    it.work(Duration::from_secs(59));
    it.machine.reboot(HOUR);
    it.beat(5).await;
    let back = it.now().since(start) - 5 * MINUTE;
    let to = start.saturating_add(back);
    assert_eq!(
        it.asked().await,
        [Gap { from: after(start, 60), to, because: Because::Restarted, placed: true }]
    );
}

#[tokio::test]
async fn a_process_that_was_resident_and_has_ended_is_no_gap_while_the_machine_lives_on() {
    let it = living();
    it.begin().await;
    it.beat(10).await;
    it.heartbeat.end().await.unwrap();
    it.work(5 * HOUR);
    assert_eq!(it.asked().await, []);
    // What comes then is as with a terminal alone.
    it.machine.reboot(HOUR);
    it.work(HOUR);
    assert!(!it.asked().await[0].placed);
}

#[tokio::test]
async fn a_clock_that_is_set_forward_by_an_hour_fakes_no_gap_and_the_entry_says_that_it_is_a_guess() {
    for beats in [0, 5] {
        let it = living();
        it.begin().await;
        it.beat(beats).await;
        it.set_clock(60);
        it.work(MINUTE);
        it.beat(beats).await;
        assert_eq!(it.asked().await, []);
        let stopped = it.stop(Away::Ask).await;
        assert_eq!((stopped.clock_set_millis, stopped.entry.approximate), (Some(3_600_000), true));
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_hides_no_sleep() {
    for beats in [0, 5] {
        let it = living();
        it.begin().await;
        it.beat(beats).await;
        it.work(2 * MINUTE);
        it.machine.sleep(HOUR);
        it.set_clock(-59);
        it.beat(beats).await;
        let asked = it.asked().await;
        assert!(matches!(asked[..], [Gap { because: Because::Slept { .. }, .. }]), "{asked:?}");
        assert!(it.stop(Away::Unsaid).await.entry.approximate);
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_by_more_than_the_machine_was_off_leaves_a_guess_and_no_question() {
    let it = living();
    it.begin().await;
    it.work(5 * MINUTE);
    it.machine.reboot(10 * MINUTE);
    it.set_clock(-60);
    it.work(2 * HOUR);
    let stopped = it.stop(Away::Ask).await;
    assert_eq!((stopped.clock_set_millis, stopped.entry.approximate), (Some(-45 * 60_000), true));
}

#[tokio::test]
async fn a_clock_that_is_corrected_by_less_than_people_see_changes_nothing() {
    let it = living();
    it.begin().await;
    it.work(HOUR);
    it.set_clock(1);
    let stopped = it.stop(Away::Ask).await;
    assert_eq!((stopped.clock_set_millis, stopped.entry.approximate), (None, false));
}

#[tokio::test]
async fn a_minute_of_sleep_is_not_asked_about_but_minutes_add_up() {
    let it = living();
    it.begin().await;
    it.machine.sleep(MINUTE);
    it.beat(1).await;
    assert_eq!(it.asked().await, []);
    it.work(HOUR);
    it.machine.sleep(Duration::from_millis(1));
    let asked = it.asked().await;
    assert_eq!(asked[0].because, slept(MINUTE + Duration::from_millis(1)));
}

#[tokio::test]
async fn neither_a_heartbeat_nor_an_edit_hides_what_was_before_it() {
    let it = living();
    let start = it.begin().await;
    it.work(HOUR);
    it.machine.sleep(HOUR);
    it.beat(5).await;
    let edit = Edit { description: Some("minutes".to_owned()), ..Edit::default() };
    let entry = it.running().await.id;
    it.record(&Command::Edit { entry, edit }).await;
    it.beat(5).await;
    it.work(HOUR);
    assert_eq!(
        it.asked().await,
        [Gap { from: start, to: after(start, 120), because: slept(HOUR), placed: false }]
    );
}

#[tokio::test]
async fn a_sleep_while_the_timer_is_paused_is_nobodys_work_and_asked_of_nobody() {
    let it = living();
    it.begin().await;
    it.record(&Command::Pause(When::Now)).await;
    it.machine.sleep(9 * HOUR);
    it.record(&Command::Resume(When::Now)).await;
    it.work(HOUR);
    assert!(it.stop(Away::Ask).await.away.is_empty());
}

#[tokio::test]
async fn a_night_of_short_awakenings_is_one_gap() {
    let it = living();
    let start = it.begin().await;
    it.beat(10).await;
    for _ in 0..40 {
        it.machine.sleep(10 * MINUTE);
        it.beat(1).await;
    }
    let asked = it.asked().await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!((asked[0].from, asked[0].because), (after(start, 10), slept(400 * MINUTE)));
    // Far apart, they are as many as a person can still read.
    for _ in 0..80 {
        it.machine.sleep(10 * MINUTE);
        it.beat(3).await;
    }
    assert_eq!(it.asked().await.len(), 32);
}

/// A desk on a system that tells nothing of its life.
fn untold() -> (Desk, Heartbeat) {
    let desk = desk();
    let heartbeat = Heartbeat {
        queue: desk.store.clone(),
        accounts: desk.store.clone(),
        clock: Arc::new(desk.clock.clone()),
        machine: Arc::new(homing_domain::ports::UntoldMachine),
    };
    (desk, heartbeat)
}

#[tokio::test]
async fn where_the_system_tells_nothing_a_hole_between_heartbeats_is_a_gap_and_without_them_nothing_is() {
    let Living { desk: _, .. } = living();
    let (desk, heartbeat) = untold();
    desk.tracker.record(&crate::tracking::begin("a")).await.unwrap();
    let pass = |clock: &ManualClock, seconds| clock.advance(Duration::from_secs(seconds));
    pass(&desk.clock, 7_200);
    let entry = desk.tracker.current().await.unwrap().unwrap();
    let account = homing_domain::names::AccountId::LOCAL;
    assert_eq!(desk.tracker.gaps(account, &entry).await.unwrap(), []);
    heartbeat.beat().await.unwrap();
    pass(&desk.clock, 120);
    assert_eq!(desk.tracker.gaps(account, &entry).await.unwrap(), [], "one beat may be late");
    heartbeat.beat().await.unwrap();
    pass(&desk.clock, 121);
    let asked = desk.tracker.gaps(account, &entry).await.unwrap();
    assert!(matches!(asked[..], [Gap { because: Because::Silent, placed: true, .. }]), "{asked:?}");
}

#[tokio::test]
async fn an_entry_that_an_earlier_homing_started_is_stopped_without_a_question() {
    let it = living();
    let start = it.begin().await;
    it.forget_events().await;
    it.machine.sleep(HOUR);
    let stopped = it.stop(Away::Ask).await;
    assert_eq!(minutes(&stopped.entry, start), [(0, 60)]);
}

impl Living {
    /// Leaves of the events what an earlier Homing stored.
    async fn forget_events(&self) {
        use homing_domain::names::{AccountId, Collection};
        use homing_domain::ports::{Queue as _, SortRange};
        use homing_domain::task::{Body, Commit, Expected, RecordWrite};
        let (store, events) = (&self.desk.store, Collection::of("timer-event"));
        let page = store.scan(AccountId::LOCAL, &events, SortRange::ALL, None, 9).await.unwrap();
        for mut record in page.records {
            let mut body: serde_json::Value = record.body.json().unwrap();
            assert!(body.as_object_mut().unwrap().remove("pulse").is_some());
            record.body = Body::of_json(&body).unwrap();
            let write = RecordWrite { record, expected: Expected::Anything };
            let commit = Commit { records: vec![write], tasks: vec![] };
            store.commit(AccountId::LOCAL, self.now(), commit).await.unwrap();
        }
    }
}
