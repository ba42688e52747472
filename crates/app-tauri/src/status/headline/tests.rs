//! Worst first, whatever the facts.

use proptest::prelude::*;
use rstest::rstest;

use super::*;

const LATER: fn() -> Timestamp = || Timestamp::from(jiff::Timestamp::constant(1_700_000_060, 0));

/// The order of the states as the documentation has it: the smaller, the worse.
fn rank(headline: Headline) -> usize {
    match headline {
        Headline::StorageProblem(_) => 0,
        Headline::SignInNeeded => 1,
        Headline::Barred(_) => 2,
        Headline::Stopped { .. } => 3,
        Headline::Attention => 4,
        Headline::ClockOff { .. } => 5,
        Headline::ServerNotAnswering { .. } | Headline::Throttled { .. } => 6,
        Headline::Offline { .. } => 7,
        Headline::Sending { .. } => 8,
        Headline::Waiting { .. } => 9,
        Headline::LocalOnly => 10,
        Headline::AllSaved => 11,
    }
}

fn counts(waiting: u64, attention: u64) -> QueueCounts {
    QueueCounts { waiting, attention, ..QueueCounts::default() }
}

fn behind(waiting: u64, attention: u64, behind_attention: u64) -> QueueCounts {
    QueueCounts { behind_attention, ..counts(waiting, attention) }
}

fn good() -> Facts {
    Facts { signed_in: true, ..Facts::default() }
}

fn hold(cause: HoldCause) -> Option<Hold> {
    Some(Hold { until: LATER(), cause })
}

fn sending(done: u64, total: u64) -> Option<Sending> {
    Some(Sending { done, total, until: LATER() })
}

#[rstest]
#[case::saved(good(), Headline::AllSaved)]
#[case::local(Facts { local: true, counts: counts(5, 0), ..Facts::default() }, Headline::LocalOnly)]
#[case::signed_out(Facts { counts: counts(5, 1), ..Facts::default() }, Headline::SignInNeeded)]
#[case::attention_before_waiting(Facts { counts: counts(5, 1), ..good() }, Headline::Attention)]
#[case::due_now(Facts { counts: counts(5, 0), ..good() }, Headline::Waiting { until: None })]
#[case::due_later(
    Facts { counts: counts(5, 0), next_due: Some(LATER()), ..good() },
    Headline::Waiting { until: Some(LATER()) }
)]
#[case::under_way(
    Facts { counts: counts(5, 0), sending: sending(3, 8), ..good() },
    Headline::Sending { done: 3, total: 8 }
)]
#[case::a_try_is_under_way_although_the_last_one_failed(
    Facts { counts: counts(5, 0), sending: sending(0, 5), hold: hold(HoldCause::ServerTrouble), ..good() },
    Headline::Sending { done: 0, total: 5 }
)]
#[case::clock_ahead(
    Facts { server_ahead_millis: Some(-400_000), ..good() },
    Headline::ClockOff { ahead_millis: -400_000 }
)]
#[case::clock_near_enough(Facts { server_ahead_millis: Some(200_000), ..good() }, Headline::AllSaved)]
#[case::stopped_before_attention(
    Facts { counts: counts(5, 1), hold: hold(HoldCause::Stopped(StopCause::VersionTooOld)), ..good() },
    Headline::Stopped { cause: StopCause::VersionTooOld, until: LATER() }
)]
#[case::a_locked_keychain_is_no_promise_to_send(
    Facts { counts: counts(5, 1), bar: Some(Bar::KeychainLocked), ..good() },
    Headline::Barred(Bar::KeychainLocked)
)]
#[case::a_try_that_has_no_token_yet_does_not_hide_it(
    Facts { counts: counts(5, 0), bar: Some(Bar::Passphrase), sending: sending(0, 5), ..good() },
    Headline::Barred(Bar::Passphrase)
)]
#[case::a_sign_in_that_is_over_is_worse(
    Facts { counts: counts(5, 0), bar: Some(Bar::KeychainLocked), ..Facts::default() },
    Headline::SignInNeeded
)]
#[case::where_nothing_waits_a_locked_keychain_alarms_nobody(
    Facts { bar: Some(Bar::KeychainLocked), ..good() },
    Headline::AllSaved
)]
#[case::what_is_behind_attention_goes_no_sooner_for_an_open_keychain(
    Facts { counts: behind(3, 1, 3), bar: Some(Bar::KeychainLocked), ..good() },
    Headline::Attention
)]
#[case::what_is_beside_it_would(
    Facts { counts: behind(4, 1, 3), bar: Some(Bar::KeychainLocked), ..good() },
    Headline::Barred(Bar::KeychainLocked)
)]
#[case::a_hold_of_nothing_is_not_said(
    Facts { hold: hold(HoldCause::Offline(OfflineCause::Dns)), ..good() },
    Headline::AllSaved
)]
fn the_headline_is_the_worst_thing_that_is_true(#[case] facts: Facts, #[case] expected: Headline) {
    assert_eq!(headline(&facts), expected);
}

fn any_hold() -> impl Strategy<Value = Option<Hold>> {
    let causes = prop_oneof![
        Just(HoldCause::Offline(OfflineCause::Dns)),
        Just(HoldCause::ServerTrouble),
        Just(HoldCause::AskedByServer),
        Just(HoldCause::Stopped(StopCause::AllAlike)),
    ];
    proptest::option::of(causes.prop_map(|cause| Hold { until: LATER(), cause }))
}

prop_compose! {
    fn any_facts()(
        storage in proptest::option::of(Just(StorageProblem::Damaged)),
        (local, signed_in) in prop_oneof![Just((true, false)), Just((false, false)), Just((false, true))],
        (waiting, attention, behind) in (0_u64..3, 0_u64..3, 0_u64..3),
        hold in any_hold(),
        bar in proptest::option::of(Just(Bar::KeychainLocked)),
        sending in proptest::option::of(Just(Sending { done: 1, total: 2, until: LATER() })),
        server_ahead_millis in proptest::option::of(-600_000_i64..600_000),
        next_due in proptest::option::of(Just(LATER())),
    ) -> Facts {
        // Nobody who never signed in has a server.
        let attention = if local { 0 } else { attention };
        // Nothing is behind what is not there.
        let counts = self::behind(waiting, attention, if attention > 0 { behind.min(waiting) } else { 0 });
        let (hold, sending) = if local { (None, None) } else { (hold, sending) };
        let bar = bar.filter(|_| !local);
        let server_ahead_millis = server_ahead_millis.filter(|_| !local);
        Facts { storage, local, signed_in, bar, counts, next_due, hold, sending, server_ahead_millis }
    }
}

proptest! {
    #[test]
    fn one_trouble_more_never_makes_it_look_better(facts in any_facts()) {
        let before = rank(headline(&facts));
        let mut worse = vec![Facts { storage: Some(StorageProblem::Damaged), ..facts }];
        if !facts.local {
            worse.push(Facts { signed_in: false, ..facts });
            worse.push(Facts { bar: Some(Bar::SyncLock), ..facts });
            worse.push(Facts { server_ahead_millis: Some(600_000), ..facts });
            worse.push(Facts { counts: QueueCounts { attention: facts.counts.attention + 1, ..facts.counts }, ..facts });
            worse.push(Facts { counts: QueueCounts { waiting: facts.counts.waiting + 1, ..facts.counts }, ..facts });
        }
        for facts in worse {
            prop_assert!(rank(headline(&facts)) <= before, "{facts:?}");
        }
    }

    #[test]
    fn all_is_saved_only_where_nothing_is_left_and_nothing_is_wrong(facts in any_facts()) {
        let nothing_left = facts.counts.waiting == 0 && facts.counts.attention == 0;
        let saved = headline(&facts) == Headline::AllSaved;
        if saved {
            prop_assert!(nothing_left && facts.signed_in && facts.storage.is_none() && facts.sending.is_none());
        }
    }

    #[test]
    fn every_trouble_is_said_unless_a_worse_one_is(facts in any_facts()) {
        let said = rank(headline(&facts));
        let holds = facts.counts.waiting > 0 && facts.sending.is_none();
        let true_ones = [
            facts.storage.map(|_| 0),
            (!facts.local && !facts.signed_in).then_some(1),
            facts.bar.filter(|_| facts.counts.waiting > facts.counts.behind_attention && !facts.local).map(|_| 2),
            facts.hold.filter(|_| holds).map(|hold| rank(held(hold))),
            (facts.counts.attention > 0).then_some(4),
            facts.server_ahead_millis.filter(|ahead| ahead.abs() > 300_000).map(|_| 5),
            facts.sending.map(|_| 8),
            (facts.counts.waiting > 0 && !facts.local).then_some(9),
            facts.local.then_some(10),
        ];
        prop_assert_eq!(said, true_ones.into_iter().flatten().min().unwrap_or(11));
    }
}
