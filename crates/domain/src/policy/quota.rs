//! How many tasks a queue takes. It limits the queue, never the record, and evicts nothing.

use crate::task::Priority;

/// Tasks of one account that are unsent or in attention, at most: 25 working days of a change every minute, and
/// at 1 kB a body no more than a photograph.
pub const QUEUE_MAX_TASKS: u64 = 10_000;

/// Tasks of [`Priority::Normal`] find no room beyond this many of any priority, so that what a person does with
/// the timer always finds some after a burst of imports or screenshots.
pub const NORMAL_MAX_TASKS: u64 = 9_000;

/// How many more tasks of this priority an account's queue takes, of which `unsent` are in it: waiting, claimed, of
/// unknown outcome or in attention. A task that takes the place of another needs no room.
#[must_use]
pub fn room(unsent: u64, priority: Priority) -> u64 {
    let most = match priority {
        Priority::Critical | Priority::High => QUEUE_MAX_TASKS,
        Priority::Normal => NORMAL_MAX_TASKS,
    };
    most.saturating_sub(unsent)
}

/// The bytes of the blobs of one account's unsent tasks, at most: ten times the 200 MB of a working week of screenshots
/// every five minutes at 400 kB, and still little beside the disk of any machine that people work on.
pub const BLOBS_MAX_BYTES: u64 = 2 << 30;

/// How many more bytes the blobs of an account's unsent tasks may have, which have `blob_bytes` now. Those of a task
/// that is superseded are no longer counted.
#[must_use]
pub fn blob_room(blob_bytes: u64) -> u64 {
    BLOBS_MAX_BYTES.saturating_sub(blob_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_of_normal_tasks_ends_at_nine_thousand_and_that_of_urgent_ones_at_ten() {
        assert_eq!(room(8_999, Priority::Normal), 1);
        assert_eq!(room(9_000, Priority::Normal), 0);
        assert_eq!(room(9_999, Priority::Critical), 1);
        assert_eq!(room(10_000, Priority::High), 0);
        assert_eq!(room(u64::MAX, Priority::Critical), 0);
    }

    #[test]
    fn the_room_of_blobs_ends_at_two_gibibytes() {
        assert_eq!(blob_room(0), 2_147_483_648);
        assert_eq!(blob_room(2_147_483_647), 1);
        assert_eq!(blob_room(u64::MAX), 0);
    }
}
