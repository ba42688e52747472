//! What becomes of time that the machine did not live: kept, cut, or marked for review, and brought back.

use std::time::Duration;

use homing_domain::time::{
    Away, Became, Because, Command, CommandKind, Draft, Edit, EditError, Entry, EntryState, GapError, Matter,
    Recorded, Times, TrackError, When,
};

use crate::living::{HOUR, Living, MINUTE, after, living, minutes};
use crate::tracking::begin;

impl Living {
    /// Two hours of work around an hour of sleep, with a resident process.
    async fn a_day_with_a_nap(&self) -> homing_domain::Timestamp {
        let start = self.begin().await;
        self.beat(60).await;
        self.machine.sleep(HOUR);
        self.beat(60).await;
        start
    }

    async fn matters(&self) -> Vec<Matter> {
        self.desk.tracker.review().await.unwrap().into_iter().map(|found| found.matter).collect()
    }

    async fn undo(&self) -> Recorded {
        self.record(&Command::Undo { step: None, loss_is_meant: true }).await
    }

    async fn edit(&self, entry: &Entry, edit: Edit) -> Result<Entry, TrackError> {
        let command = Command::Edit { entry: entry.id, edit };
        self.desk.tracker.record(&command).await.map(|recorded| recorded.entry)
    }
}

#[tokio::test]
async fn time_away_that_was_work_stays_without_a_mark() {
    let it = living();
    let start = it.a_day_with_a_nap().await;
    let stopped = it.stop(Away::Keep).await;
    assert_eq!(minutes(&stopped.entry, start), [(0, 180)]);
    assert_eq!((stopped.entry.approximate, stopped.away[0].1), (false, Became::Kept));
    assert_eq!(it.matters().await, []);
}

#[tokio::test]
async fn time_away_that_was_no_work_is_taken_out_and_what_was_lived_after_it_stays() {
    let it = living();
    let start = it.a_day_with_a_nap().await;
    let stopped = it.stop(Away::CutOut).await;
    assert_eq!(minutes(&stopped.entry, start), [(0, 60), (120, 180)]);
    assert_eq!((stopped.entry.approximate, stopped.away[0].1), (false, Became::Cut));
}

#[tokio::test]
async fn work_that_ended_before_the_machine_slept_ends_there_for_a_stop_a_pause_and_a_start() {
    for command in [Command::Stop(When::Now), Command::Pause(When::Now), begin("the next")] {
        let it = living();
        let start = it.a_day_with_a_nap().await;
        let at = after(start, 50);
        let recorded = it.desk.tracker.record_with(&command, Away::CutAt(at)).await.unwrap();
        let ended = recorded.stopped.as_ref().unwrap_or(&recorded.entry);
        assert_eq!((minutes(ended, start), ended.approximate), (vec![(0, 50)], false), "{command:?}");
        if matches!(command, Command::Start { .. }) {
            assert_eq!(recorded.entry.started_at(), it.now(), "what comes next begins now");
        }
        let told = it.desk.bodies().await.remove(0).event.moment.at;
        assert_eq!(told, at, "the server hears of the end that was named");
    }
}

#[tokio::test]
async fn a_sleep_of_which_only_the_length_is_known_goes_from_the_end_and_the_entry_is_a_guess() {
    let it = living();
    let start = it.begin().await;
    it.work(HOUR);
    it.machine.sleep(HOUR);
    it.work(2 * HOUR);
    let stopped = it.stop(Away::CutOut).await;
    assert_eq!((minutes(&stopped.entry, start), stopped.entry.approximate), (vec![(0, 180)], true));
    assert_eq!(it.matters().await, [Matter::Approximate]);
}

#[tokio::test]
async fn how_long_a_machine_was_off_is_not_guessed_so_the_cut_needs_a_time() {
    let it = living();
    let start = it.begin().await;
    it.work(HOUR);
    it.machine.reboot(HOUR);
    it.work(HOUR);
    let refused = it.refused(&Command::Stop(When::Now), Away::CutOut).await;
    assert!(matches!(refused, GapError::CutNeedsTime(_)), "{refused:?}");
    assert_eq!(it.running().await.revision, 1);
    let stopped = it.stop(Away::CutAt(after(start, 55))).await;
    assert_eq!((minutes(&stopped.entry, start), stopped.entry.approximate), (vec![(0, 55)], false));
}

#[tokio::test]
async fn a_cut_must_lie_where_the_work_and_the_time_away_are() {
    let it = living();
    let start = it.a_day_with_a_nap().await;
    for at in [after(start, -1), after(start, 121), after(start, 200)] {
        let refused = it.refused(&Command::Stop(When::Now), Away::CutAt(at)).await;
        assert_eq!(refused, GapError::CutOutside { at, from: start, to: after(start, 120) });
    }
    let stopped = it.stop(Away::CutAt(after(start, 120))).await;
    assert!(stopped.away.iter().all(|(_, became)| *became == Became::Marked), "that leaves the nap in it");
}

#[tokio::test]
async fn where_the_machine_was_never_away_there_is_nothing_to_cut_but_a_policy_is_no_mistake() {
    let it = living();
    let start = it.begin().await;
    it.work(HOUR);
    let refused = it.refused(&Command::Stop(When::Now), Away::CutAt(after(start, 30))).await;
    assert_eq!(refused, GapError::NoGap);
    let stopped = it.stop(Away::CutOut).await;
    assert_eq!(minutes(&stopped.entry, start), [(0, 60)]);
}

#[tokio::test]
async fn whoever_says_when_the_work_ended_is_not_asked_about_what_came_after() {
    let it = living();
    let start = it.a_day_with_a_nap().await;
    let early = Command::Stop(When::At(after(start, 60)));
    let stopped = it.desk.tracker.record_with(&early, Away::Ask).await.unwrap();
    assert_eq!((minutes(&stopped.entry, start), stopped.away), (vec![(0, 60)], vec![]));

    let it = living();
    let start = it.a_day_with_a_nap().await;
    let late = Command::Stop(When::At(after(start, 170)));
    let refused = it.refused(&late, Away::Ask).await;
    assert!(matches!(refused, GapError::Unanswered(_)), "the nap is within: {refused:?}");
}

#[tokio::test]
async fn an_end_a_moment_ago_answers_nothing_of_a_sleep_that_was_longer() {
    let it = living();
    let start = it.begin().await;
    it.work(HOUR);
    it.machine.sleep(HOUR);
    it.work(HOUR);
    let at = |minutes| Command::Stop(When::At(after(start, minutes)));
    let refused = it.refused(&at(175), Away::Ask).await;
    assert!(matches!(refused, GapError::Unanswered(_)), "{refused:?}");
    let early = it.desk.tracker.record_with(&at(120), Away::Ask).await.unwrap();
    assert_eq!(early.away, [], "the whole sleep may lie after it");
}

#[tokio::test]
async fn where_nobody_can_be_asked_the_time_stays_and_the_entry_waits_for_an_answer() {
    let it = living();
    let start = it.a_day_with_a_nap().await;
    let stopped = it.stop(Away::Unsaid).await;
    assert_eq!((minutes(&stopped.entry, start), stopped.entry.approximate), (vec![(0, 180)], true));
    let (gap, became) = stopped.away[0];
    assert_eq!(became, Became::Marked);
    assert_eq!(it.matters().await, [Matter::Away { gaps: vec![gap] }]);

    let said = Edit { description: Some("x".to_owned()), ..Edit::default() };
    let entry = it.edit(&stopped.entry, said).await.unwrap();
    assert_eq!(it.matters().await.len(), 1, "another word is no answer");
    it.edit(&entry, Edit { exact: true, ..Edit::default() }).await.unwrap();
    assert_eq!(it.matters().await, []);
    it.undo().await;
    assert_eq!(it.matters().await.len(), 1, "an answer that is taken back is none");
}

#[tokio::test]
async fn what_waits_for_an_answer_can_still_be_taken_out_or_cut_off() {
    let it = living();
    let start = it.a_day_with_a_nap().await;
    let stopped = it.stop(Away::Unsaid).await.entry;
    let cut = it.edit(&stopped, Edit { cut_away: true, ..Edit::default() }).await.unwrap();
    assert_eq!((minutes(&cut, start), cut.approximate), (vec![(0, 60), (120, 180)], false));
    assert_eq!(it.matters().await, []);
    let again = it.edit(&cut, Edit { cut_away: true, ..Edit::default() }).await.unwrap_err();
    assert!(matches!(again, TrackError::Edit(EditError::Gap(GapError::NoGap))), "{again:?}");

    it.undo().await;
    let times = vec![Times { place: None, from: None, to: Some(after(start, 60)) }];
    it.edit(&stopped, Edit { times, ..Edit::default() }).await.unwrap();
    assert_eq!(it.matters().await, [Matter::Approximate], "its end was said, its beginning was not");
}

#[tokio::test]
async fn gaps_of_several_stretches_of_one_entry_wait_side_by_side() {
    let it = living();
    let start = it.begin().await;
    for _ in 0..2 {
        it.machine.sleep(HOUR);
        it.record(&Command::Pause(When::Now)).await;
        it.record(&Command::Resume(When::Now)).await;
    }
    it.work(HOUR);
    let stopped = it.stop(Away::Unsaid).await.entry;
    assert!(matches!(&it.matters().await[..], [Matter::Away { gaps }] if gaps.len() == 2));
    let cut = it.edit(&stopped, Edit { cut_away: true, ..Edit::default() }).await.unwrap();
    assert_eq!(minutes(&cut, start), [(0, 0), (60, 60), (120, 180)]);
}

#[tokio::test]
async fn an_undone_cut_brings_back_the_running_timer_and_the_question() {
    for away in [Away::CutOut, Away::Keep, Away::Unsaid] {
        let it = living();
        let start = it.a_day_with_a_nap().await;
        let (before, asked) = (it.running().await, it.asked().await);
        it.stop(away).await;
        let undone = it.undo().await;
        assert_eq!(undone.undone, Some(CommandKind::Stop));
        let running = it.running().await;
        assert_eq!((&running.intervals, running.state), (&before.intervals, EntryState::Running));
        assert_eq!((it.asked().await, it.matters().await), (asked, vec![]), "{away:?}");
        let stopped = it.stop(Away::CutOut).await.entry;
        assert_eq!((minutes(&stopped, start), stopped.approximate), (vec![(0, 60), (120, 180)], false));
    }
}

#[tokio::test]
async fn a_sleep_between_a_command_and_its_undo_is_asked_about_too() {
    for command in [Command::Stop(When::Now), Command::Pause(When::Now), Command::Cancel, begin("b")] {
        let it = living();
        it.begin().await;
        it.beat(10).await;
        it.record(&command).await;
        it.work(MINUTE);
        it.machine.sleep(HOUR);
        it.work(MINUTE);
        it.undo().await;
        let asked = it.asked().await;
        assert_eq!(asked.len(), 1, "{command:?}");
        assert_eq!(asked[0].because, Because::Slept { asleep: HOUR });
    }
}

#[tokio::test]
async fn an_entry_whose_clock_was_set_stays_a_guess_after_its_gap_is_cut() {
    let it = living();
    it.begin().await;
    it.beat(10).await;
    it.set_clock(30);
    it.machine.sleep(HOUR);
    it.beat(10).await;
    let stopped = it.stop(Away::Unsaid).await.entry;
    let cut = it.edit(&stopped, Edit { cut_away: true, ..Edit::default() }).await.unwrap();
    assert!(cut.approximate);
}

#[tokio::test]
async fn a_step_that_ends_no_work_asks_nothing() {
    let it = living();
    it.begin().await;
    it.record(&Command::Pause(When::Now)).await;
    it.machine.sleep(HOUR);
    for command in [Command::Resume(When::Now), Command::Cancel] {
        it.desk.tracker.record_with(&command, Away::Ask).await.unwrap();
    }
    let add = Command::Add {
        draft: Draft::default(),
        from: after(it.now(), -60),
        to: it.now(),
        long_is_meant: false,
    };
    it.desk.tracker.record_with(&add, Away::Ask).await.unwrap();
    it.work(Duration::from_secs(1));
}
