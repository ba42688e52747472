//! The suite of [`crate::ports::Queue`], by theme; the same under trouble; and any calls at all, beside a plain model. Not
//! in it: what a kill in the middle leaves (rule 1) and what each call costs, which each backend tests itself.

pub mod blobs;
pub mod cancelled;
pub mod claim;
pub mod commit;
pub mod crashes;
pub mod cycles;
pub mod dependencies;
pub mod due;
pub mod history;
pub mod lease;
pub mod limits;
pub mod lost;
pub mod model;
pub mod person;
pub mod read;
pub mod records;
pub mod required;
pub mod room;
pub mod settle;
pub mod supersede;

use std::sync::Arc;

use super::sample::named;
use crate::ports::Queue;
use crate::testing::{Adversary, Troubled};

/// A place whose queue has trouble by the dice of that name.
pub fn under_trouble<Q: Queue + 'static>(
    name: &str,
    open: impl AsyncFn() -> Q,
) -> impl AsyncFn() -> Troubled {
    let (seed, _) = named("trouble", name).as_u64_pair();
    async move || Troubled::over(Arc::new(open().await), Arc::new(Adversary::new(seed)))
}

/// Runs the suite over `$new_place`: see [`crate::testing::conformance`].
#[macro_export]
macro_rules! queue_conformance {
    ($new_place:path) => {
        $crate::queue_suite!(@plain $new_place);
        $crate::conformance_tests!($new_place, $crate::testing::conformance::queue::lost => [
            must_39_a_commit_that_is_made_again_says_so_and_writes_nothing,
            must_39_an_id_is_known_in_every_state_and_in_every_account,
            must_39_a_task_does_not_take_its_own_place,
            must_39_once_a_task_has_left_its_id_is_free,
            must_02_a_guarded_commit_that_is_made_again_is_a_conflict,
            must_10_results_that_are_recorded_again_are_stale_and_the_rest_counts,
            must_11_a_claim_that_nobody_heard_of_comes_back_with_its_lease_or_by_reclaim,
            must_24_what_was_discarded_is_gone_where_it_is_discarded_again,
        ]);
    };
}

/// Runs the same suite over the same place where calls fail before they begin, others go on in between and answers are
/// lost ([`crate::testing::Adversary`]); and calls whose future is dropped, at each point where it waits.
#[macro_export]
macro_rules! queue_conformance_under_trouble {
    ($new_place:path) => {
        $crate::queue_suite!(@troubled $new_place);
        $crate::conformance_tests!($new_place, $crate::testing::conformance::queue::cancelled => [
            must_40_a_commit_that_is_dropped_is_there_whole_or_not_at_all,
            must_40_a_claim_that_is_dropped_holds_no_longer_than_its_lease,
            must_40_results_that_are_dropped_are_recorded_or_not,
            must_40_what_a_person_asked_for_and_dropped_is_done_or_not,
            must_40_a_dropped_read_leaves_nothing_behind,
        ]);
    };
}

/// The tests of the suite, with `@plain` calls or `@troubled` ones.
#[doc(hidden)]
#[macro_export]
macro_rules! queue_suite {
    (@$how:ident $new_place:path) => {
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::commit => [
            must_01_records_and_tasks_are_there_after_a_restart,
            must_01_a_commit_of_records_or_of_tasks_alone_or_of_nothing_works,
            must_02_a_guard_that_does_not_hold_is_named_as_a_conflict,
            must_02_after_a_conflict_nothing_is_written,
            must_02_a_guard_that_holds_lets_the_write_through,
            must_03_sequence_numbers_grow_over_commits_and_within_one,
            must_03_a_sequence_number_is_never_reused,
            must_06_a_keep_task_leaves_every_other_task_as_it_is,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::supersede => [
            must_04_the_survivor_is_the_newest_in_the_place_of_the_oldest,
            must_04_a_task_that_had_waited_for_a_retry_is_due_at_once,
            must_04_a_task_in_attention_is_superseded_and_its_lane_flows_again,
            must_04_other_kinds_lanes_and_accounts_stay_as_they_are,
            must_04_tasks_of_one_commit_supersede_each_other_in_their_order,
            must_04_tasks_of_one_commit_supersede_what_waited_and_each_other,
            must_05_a_claimed_task_is_never_superseded,
            must_05_a_task_of_unknown_outcome_is_never_superseded,
            must_05_the_new_task_follows_the_frozen_one_also_where_it_supersedes_an_earlier_one,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::claim => [
            must_07_a_lane_comes_with_its_first_unsent_tasks_in_sequence,
            must_07_a_lane_that_is_not_due_yet_is_not_given,
            must_07_a_lane_whose_first_task_is_in_attention_is_not_given,
            must_07_a_claim_stops_before_a_task_in_attention,
            must_08_lanes_come_in_the_order_of_their_rank,
            must_08_lanes_of_one_rank_come_in_the_order_of_their_names,
            must_08_an_urgent_task_pulls_its_whole_lane_forward,
            must_08_another_accounts_tasks_are_never_given,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::limits => [
            must_08_no_more_tasks_are_given_than_asked_for,
            must_08_no_more_bytes_are_given_than_asked_for,
            must_08_the_first_task_is_given_whatever_its_size,
            must_08_what_is_over_the_limit_comes_with_a_later_claim_in_order,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::lease => [
            must_09_a_claimed_lane_is_given_to_nobody,
            must_09_a_lane_is_given_again_once_each_task_is_settled,
            must_09_a_lane_is_given_again_once_its_lease_has_run_out,
            must_09_a_lane_is_given_again_once_it_is_reclaimed,
            must_09_a_new_task_does_not_open_a_claimed_lane,
            must_10_each_claim_of_a_lane_raises_its_epoch,
            must_10_a_result_of_a_lost_claim_is_stale_and_changes_nothing,
            must_10_a_second_result_for_a_task_is_stale_and_changes_nothing,
            must_10_a_result_that_names_another_lane_or_task_is_stale,
            must_11_a_task_of_a_claim_that_ran_out_comes_back_as_unknown,
            must_11_a_reclaimed_task_comes_back_as_unknown_and_is_counted,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::settle => [
            must_12_a_sent_task_is_gone_from_the_queue_and_counted_in_the_history,
            must_12_behind_a_sent_task_the_next_one_is_given,
            must_13_attention_keeps_the_task_and_its_body_and_holds_its_lane_alone,
            must_14_a_released_task_is_as_it_was_before_the_claim,
            must_14_a_released_task_of_unknown_outcome_stays_frozen,
            must_15_all_results_of_one_call_are_recorded_together,
            settled_as_wait_a_task_is_due_when_it_says_and_may_be_superseded,
            settled_as_wait_a_task_of_unknown_outcome_stays_frozen,
            settled_as_unknown_a_task_is_due_when_it_says_and_keeps_its_key,
            settled_a_task_counts_an_attempt_only_where_the_result_says_so,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::records => [
            must_16_a_record_is_seen_by_its_account_alone,
            must_42_named_records_are_given_as_each_alone_is,
            must_16_a_scan_gives_ascending_sort_keys_then_ids,
            must_16_each_record_comes_exactly_once_over_the_pages,
            must_16_both_ends_of_a_range_are_included,
            must_17_unsent_gives_records_that_no_task_carries_in_their_newest_revision,
            must_17_what_a_sent_task_carried_stays_carried,
            must_17_a_task_may_carry_a_record_of_an_earlier_commit,
            must_17_unsent_keeps_to_account_collection_and_limit,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::read => [
            must_18_counts_agree_with_the_tasks_in_every_state,
            must_18_what_waits_behind_attention_is_counted_apart,
            must_18_the_next_due_time_is_the_earliest_of_the_lanes_that_flow,
            must_18_counts_are_of_one_account,
            must_19_tasks_lists_unsent_tasks_in_sequence_without_bodies,
            must_19_tasks_goes_on_after_a_sequence_number_and_keeps_to_the_limit,
            must_43_named_tasks_are_given_as_each_alone_is,
            must_20_bring_forward_makes_every_waiting_task_due,
            must_20_bring_forward_touches_neither_claims_nor_attention,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::person => [
            must_22_an_unsent_task_comes_with_its_body_in_every_state,
            must_22_a_task_that_is_sent_or_another_accounts_is_none,
            must_23_a_retried_task_is_due_at_once_under_its_own_id_key_and_body,
            must_23_only_selected_tasks_in_attention_are_retried,
            must_23_a_retry_touches_no_task_in_another_state,
            must_23_a_lane_waits_on_for_a_task_in_attention_that_was_not_selected,
            must_24_a_discarded_task_is_gone_and_its_lane_flows_again,
            must_24_what_may_be_at_the_server_is_refused_and_nothing_of_the_call_is_discarded,
            must_24_another_accounts_task_is_as_none,
            must_24_a_discarded_tasks_sequence_number_is_never_reused,
            must_25_a_discarded_record_stays_and_is_unsent_only_once_it_changes,
            must_26_what_can_be_written_to_says_so_and_stays_as_it_is,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::crashes => [
            must_11_a_lost_claim_is_one_crash_and_its_instant_is_kept,
            must_11_a_settled_task_is_no_crash_and_unknown_since_goes_with_the_outcome,
            must_32_a_task_that_crashed_twice_is_given_alone_and_behind_the_others,
            must_32_what_came_much_later_goes_behind_the_task_that_crashed_twice,
            must_32_a_claim_stops_before_a_task_that_goes_alone_in_the_middle_of_its_lane,
            must_32_limits_change_nothing_for_a_task_that_goes_alone,
            must_32_at_the_third_crash_a_task_waits_for_a_person,
            must_23_a_retried_task_and_must_04_a_survivor_have_no_crash,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::dependencies => [
            must_27_a_task_is_held_by_the_other_lane_in_the_states_that_count,
            must_27_a_task_in_the_middle_of_its_lane_ends_what_is_given_of_it,
            must_27_a_task_waits_for_all_that_was_in_the_other_lane_and_for_nothing_later,
            must_27_a_chain_goes_one_after_the_other,
            must_27_of_several_dependencies_the_last_one_lets_go,
            must_27_nobody_waits_for_another_account_for_the_own_lane_or_for_an_empty_one,
            must_27_a_task_waits_for_an_earlier_task_of_its_commit_and_for_no_later_one,
            must_27_what_is_behind_attention_is_out_of_the_way,
            must_27_a_lane_is_out_of_the_way_once_its_first_task_is_in_attention,
            must_27_a_task_is_held_again_where_the_other_comes_back_from_attention,
            must_27_a_claim_that_was_lost_lets_nothing_go,
            must_27_whoever_comes_after_a_discarded_task_goes_on,
            must_28_a_survivor_waits_for_what_the_superseded_waited_for_and_for_what_it_names,
            must_28_a_survivor_waits_for_what_was_in_the_other_lane_by_then,
            must_28_whoever_waited_for_the_superseded_waits_for_the_survivor,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::cycles => [
            must_29_two_tasks_that_would_wait_for_each_other_are_refused,
            must_29_a_cycle_over_a_chain_of_lanes_is_refused,
            must_29_a_cycle_over_the_order_within_lanes_is_refused,
            must_29_a_survivor_that_would_wait_for_itself_is_refused,
            must_29_a_cycle_within_one_commit_is_refused,
            must_29_a_task_that_takes_nobodys_place_closes_no_cycle,
            must_29_a_task_that_follows_a_frozen_one_closes_no_cycle,
            must_29_what_waits_for_earlier_tasks_of_the_lane_closes_no_cycle,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::required => [
            must_30_a_task_that_requires_a_discarded_one_waits_for_a_person,
            must_30_the_same_where_the_discarded_one_had_been_refused,
            must_30_a_discarded_task_that_came_later_sets_nothing_aside,
            must_30_what_requires_the_one_that_was_set_aside_waits_on,
            must_30_both_may_be_discarded_at_once,
            must_23_a_retried_task_goes_without_what_it_required,
            must_30_what_supersedes_the_one_that_was_set_aside_goes,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::room => [
            must_31_normal_finds_room_for_nine_thousand_and_the_urgent_for_ten,
            must_31_what_is_sent_or_discarded_makes_room,
            must_31_a_task_that_supersedes_another_always_finds_room,
            must_31_a_task_that_is_put_off_leaves_its_record_unsent,
            must_31_what_may_be_put_off_goes_with_an_earlier_one_of_its_commit,
            must_31_a_task_without_an_unsent_record_is_never_put_off,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::due => [
            must_33_the_next_due_time_is_the_earliest_of_what_waits_or_is_claimed,
            must_33_what_waits_for_a_person_or_for_another_lane_is_never_due,
            must_20_nothing_waits_beyond_the_instant_and_what_is_due_before_stays,
            must_20_what_was_brought_forward_is_due_then,
        ]);
        $crate::conformance_tests!(@$how $new_place, $crate::testing::conformance::queue::history => [
            must_34_rows_that_left_until_then_go_and_later_ones_stay,
            must_34_the_oldest_go_first_and_no_more_than_asked_for,
            must_34_discarded_rows_go_too_and_nothing_unsent_or_of_others_does,
            must_34_a_number_of_the_purged_is_never_reused,
            must_41_what_was_sent_is_told_the_latest_first,
            must_41_nothing_is_told_of_the_discarded_the_unsent_and_of_others,
        ]);
        $crate::conformance_tests!($new_place, $crate::testing::conformance::queue::blobs => [
            must_35_a_task_keeps_its_blob_through_every_state,
            must_35_a_survivor_has_the_blob_of_the_newest,
            must_35_behind_a_frozen_task_each_has_its_own_blob,
            must_36_a_task_that_leaves_refers_to_nothing,
            must_37_a_blob_beyond_the_room_is_refused_and_what_leaves_makes_some,
            must_37_what_a_task_supersedes_leaves_it_its_room,
            must_37_a_task_with_a_blob_is_never_put_off,
            must_38_a_name_is_referenced_as_long_as_any_unsent_task_of_any_account_has_it,
        ]);
    };
}
