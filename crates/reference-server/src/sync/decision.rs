//! What a sound time entry means for what is held of it. Pure.

use homing_wire::TimeEntry;

/// What to do with an entry that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is new, or newer than what is held: it takes its place.
    Apply,
    /// What is held says this already.
    Duplicate,
    /// It says otherwise under a revision that is used up. Which of the two is right only a person can tell;
    /// neither may vanish.
    Conflict,
}

/// Decides by the revision; content counts where the revision is no newer one. Whoever sends in order sends an
/// older revision only under a key that is known, and keys were looked at before: other content under an unknown
/// key was made beside what is held, by a copy of the data that did not have it.
pub(super) fn decide(held: Option<&TimeEntry>, incoming: &TimeEntry) -> Decision {
    match held {
        Some(held) if incoming.revision <= held.revision => {
            let same = TimeEntry { revision: held.revision, ..incoming.clone() } == *held;
            if same { Decision::Duplicate } else { Decision::Conflict }
        }
        _ => Decision::Apply,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::entry_rules::sample::stopped_entry;

    fn revision(revision: u64) -> TimeEntry {
        TimeEntry { revision, ..stopped_entry() }
    }

    #[test]
    fn an_entry_that_is_not_held_is_applied_whatever_its_revision() {
        assert_eq!(decide(None, &revision(1)), Decision::Apply);
        assert_eq!(decide(None, &revision(7)), Decision::Apply);
    }

    #[test]
    fn a_higher_revision_is_applied_and_a_lower_one_that_says_the_same_is_a_duplicate() {
        assert_eq!(decide(Some(&revision(2)), &revision(5)), Decision::Apply);
        assert_eq!(decide(Some(&revision(5)), &revision(2)), Decision::Duplicate);
    }

    #[test]
    fn a_lower_revision_that_says_otherwise_is_a_conflict() {
        let beside = TimeEntry { description: "written after a restore".into(), ..revision(4) };
        assert_eq!(decide(Some(&revision(5)), &beside), Decision::Conflict);
    }

    #[test]
    fn the_same_revision_is_a_duplicate_only_with_the_same_content() {
        let other = TimeEntry { tags: vec!["other".into()], ..revision(2) };
        assert_eq!(decide(Some(&revision(2)), &revision(2)), Decision::Duplicate);
        assert_eq!(decide(Some(&revision(2)), &other), Decision::Conflict);
    }

    #[test]
    fn a_deletion_is_content_like_any_other() {
        let deleted = TimeEntry { deleted: true, ..revision(2) };
        assert_eq!(decide(Some(&revision(2)), &deleted), Decision::Conflict);
        let deleted = TimeEntry { revision: 3, ..deleted };
        assert_eq!(decide(Some(&revision(2)), &deleted), Decision::Apply);
    }
}
