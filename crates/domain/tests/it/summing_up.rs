//! How long was worked: by day in any zone, by project and by tag.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::names::DeviceId;
use homing_domain::ports::Clock as _;
use homing_domain::time::{
    Command, Draft, Entry, EntryFields, EntryId, EntryState, Group, Interval, Period, Summary, SummaryBy,
    When, summarize,
};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

use crate::tracking::desk;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// An entry of these intervals; the last one may be open.
fn entry(intervals: &[(Timestamp, Option<Timestamp>)]) -> EntryFields {
    let running = intervals.last().is_some_and(|(_, end)| end.is_none());
    EntryFields {
        id: EntryId::new(Uuid::from_u128(1)),
        device: DeviceId::new(Uuid::from_u128(2)),
        project: None,
        description: String::new(),
        tags: vec![],
        annotations: vec![],
        intervals: intervals.iter().map(|&(start, end)| Interval { start, end }).collect(),
        state: if running { EntryState::Running } else { EntryState::Stopped },
        zone: None,
        offset_seconds: None,
        revision: 1,
        deleted: false,
        source: "homing".to_owned(),
        approximate: false,
    }
}

fn closed(start: &str, end: &str) -> Entry {
    entry(&[(at(start), Some(at(end)))]).try_into().unwrap()
}

const LATER: &str = "2030-01-01T00:00:00Z";

/// `2026-03-28 9:30` for each day.
fn by_day(entries: &[Entry], zone: &TimeZone) -> Vec<String> {
    let summary = summarize(entries, SummaryBy::Day, Period::all(), zone, at(LATER));
    lines(&summary)
}

fn lines(summary: &Summary) -> Vec<String> {
    let line = |group: &Group, worked: Duration| {
        let minutes = worked.as_secs() / 60;
        let name = match group {
            Group::Day(day) => day.to_string(),
            Group::Project(name) | Group::Tag(name) => name.clone().unwrap_or_else(|| "-".to_owned()),
        };
        format!("{name} {}:{:02}", minutes / 60, minutes % 60)
    };
    summary.groups.iter().map(|total| line(&total.group, total.worked)).collect()
}

#[rstest]
#[case::the_hour_that_is_skipped("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", &["2026-03-29 23:00"])]
#[case::the_hour_that_comes_twice("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", &["2026-10-25 25:00"])]
#[case::over_midnight("Europe/Berlin", "2026-07-01T21:30:00Z", "2026-07-01T22:45:00Z", &["2026-07-01 0:30", "2026-07-02 0:45"])]
#[case::the_same_hours_elsewhere("America/New_York", "2026-07-01T21:30:00Z", "2026-07-01T22:45:00Z", &["2026-07-01 1:15"])]
#[case::a_skipped_hour_in_new_york("America/New_York", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", &["2026-03-08 23:00"])]
#[case::half_an_hour_twice("Australia/Lord_Howe", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z", &["2026-04-05 24:30"])]
#[case::half_an_hour_skipped("Australia/Lord_Howe", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z", &["2026-10-04 23:30"])]
#[case::a_day_that_is_not_there("Pacific/Apia", "2011-12-30T08:00:00Z", "2011-12-30T12:00:00Z", &["2011-12-29 2:00", "2011-12-31 2:00"])]
#[case::a_day_that_begins_at_one("America/Sao_Paulo", "2018-11-04T02:00:00Z", "2018-11-04T04:00:00Z", &["2018-11-03 1:00", "2018-11-04 1:00"])]
#[case::an_evening_that_comes_twice("America/Sao_Paulo", "2018-02-18T01:00:00Z", "2018-02-18T04:00:00Z", &["2018-02-17 2:00", "2018-02-18 1:00"])]
#[case::clocks_put_back_over_midnight("America/St_Johns", "2010-11-07T02:00:00Z", "2010-11-07T04:30:00Z", &["2010-11-06 0:30", "2010-11-07 2:00"])]
fn a_day_has_the_hours_that_it_has_where_the_person_is(
    #[case] name: &str,
    #[case] start: &str,
    #[case] end: &str,
    #[case] expected: &[&str],
) {
    assert_eq!(by_day(&[closed(start, end)], &zone(name)), expected);
}

#[test]
fn after_a_move_the_days_are_other_ones_and_the_sum_is_the_same() {
    let entries = [
        closed("2026-11-01T22:00:00Z", "2026-11-02T06:30:00Z"),
        closed("2026-11-02T09:00:00Z", "2026-11-02T23:45:00Z"),
    ];
    assert_eq!(
        by_day(&entries, &zone("Europe/Berlin")),
        ["2026-11-01 1:00", "2026-11-02 21:30", "2026-11-03 0:45"]
    );
    assert_eq!(by_day(&entries, &zone("Asia/Tokyo")), ["2026-11-02 14:30", "2026-11-03 8:45"]);
}

#[test]
fn pauses_do_not_count_and_a_running_entry_counts_up_to_now() {
    let fields = entry(&[
        (at("2026-11-22T08:00:00Z"), Some(at("2026-11-22T09:00:00Z"))),
        (at("2026-11-22T23:30:00Z"), None),
    ]);
    let now = at("2026-11-23T00:20:00Z");
    let summary =
        summarize(&[fields.try_into().unwrap()], SummaryBy::Day, Period::all(), &TimeZone::UTC, now);
    assert_eq!(lines(&summary), ["2026-11-22 1:30", "2026-11-23 0:20"]);
    assert_eq!((summary.worked, summary.entries), (Duration::from_secs(110 * 60), 1));
}

#[test]
fn an_entry_with_two_tags_counts_for_both_and_once_in_all() {
    let named = |project: Option<&str>, tags: &[&str], hours: i64| {
        let start = at("2026-11-22T00:00:00Z");
        let end = start.saturating_add(Duration::from_secs(3_600 * hours.unsigned_abs()));
        let fields = EntryFields {
            project: project.map(str::to_owned),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..entry(&[(start, Some(end))])
        };
        Entry::try_from(fields).unwrap()
    };
    let entries =
        [named(Some("harbour"), &["a", "b"], 2), named(None, &["b"], 1), named(Some("harbour"), &[], 3)];
    let sum = |by| summarize(&entries, by, Period::all(), &TimeZone::UTC, at(LATER));
    assert_eq!(lines(&sum(SummaryBy::Tag)), ["- 3:00", "b 3:00", "a 2:00"]);
    assert_eq!(lines(&sum(SummaryBy::Project)), ["harbour 5:00", "- 1:00"]);
    assert_eq!(sum(SummaryBy::Tag).worked, Duration::from_secs(6 * 3_600));
    assert_eq!(sum(SummaryBy::Project).groups[0].entries, 2);
}

#[test]
fn a_period_of_days_ends_with_its_last_day_and_cuts_what_reaches_over_it() {
    let berlin = zone("Europe/Berlin");
    let day = |text: &str| Some(text.parse().unwrap());
    let period = Period::of_days(day("2026-03-29"), day("2026-03-29"), &berlin);
    assert_eq!(period.until.since(period.from), Duration::from_secs(23 * 3_600));
    let entries = [closed("2026-03-28T20:00:00Z", "2026-03-30T10:00:00Z")];
    let summary = summarize(&entries, SummaryBy::Day, period, &berlin, at(LATER));
    assert_eq!(lines(&summary), ["2026-03-29 23:00"]);
    let open = Period::of_days(None, day("2026-03-29"), &berlin);
    assert_eq!(summarize(&entries, SummaryBy::Day, open, &berlin, at(LATER)).groups.len(), 2);
}

#[test]
fn an_entry_of_no_length_is_there_with_no_time() {
    let moment = closed("2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z");
    assert_eq!(by_day(&[moment], &TimeZone::UTC), ["2026-11-22 0:00"]);
}

#[tokio::test]
async fn work_counts_in_the_period_also_where_its_entry_began_long_before() {
    let desk = desk();
    let day = Duration::from_secs(86_400);
    let press = async |command| drop(desk.tracker.record(&command).await.unwrap());
    press(Command::Start { draft: Draft::default(), when: When::Now }).await;
    desk.clock.advance(day);
    press(Command::Pause(When::Now)).await;
    desk.clock.advance(day * 9);
    press(Command::Resume(When::Now)).await;
    let from = desk.clock.now();
    desk.clock.advance(Duration::from_secs(3_600));
    let period = Period { from, ..Period::all() };
    let summary = desk.tracker.summary(SummaryBy::Project, period, &TimeZone::UTC).await.unwrap();
    assert_eq!((summary.worked, summary.entries), (Duration::from_secs(3_600), 1));
    let before = Period { until: from, from: from.saturating_add(Duration::ZERO) };
    assert!(desk.tracker.entries_within(before).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_entry_that_is_over_is_found_in_each_of_its_days_however_long_it_went_on() {
    let desk = desk();
    let day = Duration::from_secs(86_400);
    let press = async |command| drop(desk.tracker.record(&command).await.unwrap());
    let start = || Command::Start { draft: Draft::default(), when: When::Now };
    press(start()).await;
    desk.clock.advance(day);
    press(Command::Pause(When::Now)).await;
    desk.clock.advance(day * 30);
    let resumed = desk.clock.now();
    // The notes are complete before it ends: what is noted from now on is noted by the commands.
    let later = Period { from: resumed, ..Period::all() };
    assert!(desk.tracker.entries_within(later).await.unwrap().is_empty());
    press(Command::Resume(When::Now)).await;
    desk.clock.advance(Duration::from_secs(3_600));
    press(Command::Stop(When::Now)).await;
    press(start()).await;
    press(Command::Cancel).await;
    assert_eq!(desk.tracker.entries_within(later).await.unwrap().len(), 1);
    let after = Period { from: desk.clock.now().saturating_add(day), ..Period::all() };
    assert!(desk.tracker.entries_within(after).await.unwrap().is_empty());
    assert_eq!(desk.tracker.entries_within(Period::all()).await.unwrap().len(), 1);
}

/// Within these years every zone of the database changed its clocks in every way that it ever did.
fn instants() -> impl Strategy<Value = (i64, i64)> {
    (-2_500_000_000_i64..4_000_000_000, 0_i64..40 * 86_400)
        .prop_map(|(start, length)| (start, start + length))
}

fn zones() -> Vec<TimeZone> {
    jiff::tz::db().available().filter_map(|name| jiff::tz::db().get(name.as_str()).ok()).collect()
}

proptest! {
    #[test]
    fn the_days_add_up_to_the_work_in_every_zone(
        stretches in prop::collection::vec(instants(), 1..6),
        which in any::<prop::sample::Index>(),
        period in instants(),
    ) {
        let zones = zones();
        let zone = which.get(&zones);
        let instant = |seconds: i64| Timestamp::from_millis(seconds * 1_000).unwrap();
        let stretch = |&(start, end): &(i64, i64)| {
            Entry::try_from(entry(&[(instant(start), Some(instant(end)))])).unwrap()
        };
        let entries: Vec<_> = stretches.iter().map(stretch).collect();
        let whole: Duration = stretches.iter().map(|(start, end)| instant(*end).since(instant(*start))).sum();
        let part = Period { from: instant(period.0), until: instant(period.1) };
        for (period, sum) in [(Period::all(), Some(whole)), (part, None)] {
            let days = summarize(&entries, SummaryBy::Day, period, zone, at(LATER));
            prop_assert_eq!(days.groups.iter().map(|day| day.worked).sum::<Duration>(), days.worked);
            prop_assert!(days.groups.is_sorted_by(|one, other| one.group < other.group));
            prop_assert_eq!(days.worked, sum.unwrap_or(days.worked));
            let by_project = summarize(&entries, SummaryBy::Project, period, zone, at(LATER));
            prop_assert_eq!(by_project.worked, days.worked, "the way of adding up makes no difference");
        }
    }
}
