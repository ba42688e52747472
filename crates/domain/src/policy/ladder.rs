//! How many tasks the next request carries.

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
}

impl Ladder {
    /// The first step, under what the server announced.
    #[must_use]
    pub fn new(max_tasks: usize, max_bytes: usize) -> Self {
        let max_tasks = max_tasks.max(1);
        Self { tasks: STEPS[0].min(max_tasks), max_tasks, bytes: max_bytes.max(1) }
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

    /// After a batch that met no trouble.
    #[must_use]
    pub fn up(self) -> Self {
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
    fn a_request_that_was_too_large_halves_the_bytes_that_it_had() {
        let ladder = Ladder::new(100, 4_000_000).smaller(1_000_000);
        assert_eq!((ladder.tasks(), ladder.bytes()), (5, 500_000));
    }
}
