//! What a task has to do with the death of the process that held it.

use crate::task::Reason;

/// So often the process died with a task in hand before the task is sent alone, behind the others.
pub const CRASHES_BEFORE_ALONE: u32 = 2;

/// So often before it waits for a person. It was alone then: nothing else can have been the cause.
pub const CRASHES_BEFORE_ATTENTION: u32 = 3;

/// Whether a task with so many crashes goes alone.
#[must_use]
pub fn goes_alone(crashes: u32) -> bool {
    crashes >= CRASHES_BEFORE_ALONE
}

/// Why a task waits for a person after so many crashes, if it does.
#[must_use]
pub fn set_aside(crashes: u32) -> Option<Reason> {
    (crashes >= CRASHES_BEFORE_ATTENTION).then(|| Reason {
        code: "crashed".to_owned(),
        detail: None,
        field: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_crashes_set_a_task_apart_and_the_third_sets_it_aside() {
        let fates: Vec<_> = (0..5).map(|n| (goes_alone(n), set_aside(n).is_some())).collect();
        assert_eq!(fates, [(false, false), (false, false), (true, false), (true, true), (true, true)]);
    }
}
