//! Why a cycle runs, and what that ends.

/// Why a cycle runs. A wait that the server asked for ends by none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Something is due.
    Due,
    /// The machine woke or its network is another one: what this client held the queue for says nothing of now.
    /// What a single task waits for stays.
    Changed,
    /// A person asked: every wait of this client's own making is over, each task's too.
    ByHand,
}

impl Occasion {
    /// Whether the queue goes although this client itself holds it.
    #[must_use]
    pub fn ends_own_waits(self) -> bool {
        self != Self::Due
    }
}
