//! How many tasks the next request carries, and how many requests are on their way at once.

use std::time::Duration;

/// A round trip below this is steady, whatever the one before it was: of so little, the growing size of the
/// batches themselves is the larger part.
const STEADY_BELOW: Duration = Duration::from_secs(1);

/// The steps that a healthy connection climbs.
const STEPS: [usize; 3] = [10, 50, 100];

/// The size of the next batch: 10, then 50, then 100 after clean batches; halved by trouble down to 1,
/// and doubled again from there up to 10. In bytes: what the server announced, halved when it says
/// that a request was too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ladder {
    tasks: usize,
    max_tasks: usize,
    bytes: usize,
    /// How long the last clean batch took.
    round_trip: Option<Duration>,
}

impl Ladder {
    /// The first step, under what the server announced.
    #[must_use]
    pub fn new(max_tasks: usize, max_bytes: usize) -> Self {
        let max_tasks = max_tasks.max(1);
        Self { tasks: STEPS[0].min(max_tasks), max_tasks, bytes: max_bytes.max(1), round_trip: None }
    }

    /// Most tasks of the next batch.
    #[must_use]
    pub fn tasks(&self) -> usize {
        self.tasks
    }

    /// Most bytes of the next batch.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many requests may be on their way at once, of the `most` that the API takes side by side: one, until
    /// the largest batches come back clean. Before that a larger batch brings more, and after trouble one at
    /// a time is what a server that recovers can bear.
    #[must_use]
    pub fn in_flight(&self, most: usize) -> usize {
        if self.is_at_its_top() { most.max(1) } else { 1 }
    }

    /// Whether the batches are as large as they get.
    #[must_use]
    pub fn is_at_its_top(&self) -> bool {
        self.tasks >= STEPS[2].min(self.max_tasks)
    }

    /// After a clean batch that took `round_trip`: a step up, where that is no more than twice the one before,
    /// or below a second.
    #[must_use]
    pub fn clean(self, round_trip: Duration) -> Self {
        let steady = round_trip < STEADY_BELOW
            || self.round_trip.is_none_or(|before| round_trip <= before.saturating_mul(2));
        let next = if steady { self.up() } else { self };
        Self { round_trip: Some(round_trip), ..next }
    }

    fn up(self) -> Self {
        let next = if self.tasks < STEPS[0] {
            (self.tasks * 2).min(STEPS[0])
        } else {
            STEPS.into_iter().find(|step| *step > self.tasks).unwrap_or(STEPS[2])
        };
        Self { tasks: next.min(self.max_tasks), ..self }
    }

    /// After a time-out, 413, 429 or 5xx.
    #[must_use]
    pub fn down(self) -> Self {
        Self { tasks: (self.tasks / 2).max(1), ..self }
    }

    /// After the server said that a request of `sent_bytes` was too large.
    #[must_use]
    pub fn smaller(self, sent_bytes: usize) -> Self {
        Self { bytes: (self.bytes.min(sent_bytes) / 2).max(1), ..self.down() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn climb(ladder: Ladder, times: usize) -> Vec<usize> {
        std::iter::successors(Some(ladder), |ladder| Some(ladder.up()))
            .take(times)
            .map(|l| l.tasks())
            .collect()
    }

    #[test]
    fn clean_batches_climb_to_ten_fifty_and_a_hundred() {
        assert_eq!(climb(Ladder::new(1_000, 1), 5), [10, 50, 100, 100, 100]);
    }

    #[test]
    fn trouble_halves_down_to_one_and_the_way_up_doubles_to_ten_first() {
        let mut ladder = Ladder::new(100, 1).up().up();
        let down: Vec<usize> = (0..8)
            .map(|_| {
                ladder = ladder.down();
                ladder.tasks()
            })
            .collect();
        assert_eq!(down, [50, 25, 12, 6, 3, 1, 1, 1]);
        assert_eq!(climb(ladder, 7), [1, 2, 4, 8, 10, 50, 100]);
    }

    #[test]
    fn no_step_is_over_what_the_server_announced() {
        assert_eq!(climb(Ladder::new(30, 1), 4), [10, 30, 30, 30]);
        assert_eq!(climb(Ladder::new(0, 1), 2), [1, 1]);
    }

    #[test]
    fn a_round_trip_that_more_than_doubles_stays_on_its_step_until_it_is_steady() {
        let seconds = Duration::from_secs;
        let ladder = Ladder::new(100, 1).clean(seconds(2));
        assert_eq!(ladder.tasks(), 50);
        let slow = ladder.clean(seconds(5));
        assert_eq!(slow.tasks(), 50);
        assert_eq!(slow.clean(seconds(5)).tasks(), 100);
        assert_eq!(Ladder::new(100, 1).clean(Duration::ZERO).clean(Duration::from_millis(999)).tasks(), 100);
    }

    #[test]
    fn several_requests_are_on_their_way_only_at_the_top_of_the_ladder() {
        let ladder = Ladder::new(100, 1);
        assert_eq!([ladder, ladder.up(), ladder.up().up()].map(|ladder| ladder.in_flight(4)), [1, 1, 4]);
        assert_eq!(ladder.up().up().down().in_flight(4), 1);
        assert_eq!(Ladder::new(30, 1).up().in_flight(4), 4);
        assert_eq!(ladder.up().up().in_flight(0), 1);
    }

    #[test]
    fn a_request_that_was_too_large_halves_the_bytes_that_it_had() {
        let ladder = Ladder::new(100, 4_000_000).smaller(1_000_000);
        assert_eq!((ladder.tasks(), ladder.bytes()), (5, 500_000));
    }
}
