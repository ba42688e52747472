//! What a sound time entry means for what is held of it. Pure.

use homing_wire::TimeEntry;

/// What to do with an entry that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is new, or newer than what is held: it takes its place.
    Apply,
    /// What is held says this already, or says more.
    Duplicate,
    /// The same revision is held with other content. One of the two is wrong; neither may vanish.
    Conflict,
}

/// Decides by the revision; content counts only between equal revisions.
pub(super) fn decide(held: Option<&TimeEntry>, incoming: &TimeEntry) -> Decision {
    let Some(held) = held else {
        return Decision::Apply;
    };
    if incoming.revision > held.revision {
        Decision::Apply
    } else if incoming.revision < held.revision || incoming == held {
        Decision::Duplicate
    } else {
        Decision::Conflict
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
    fn a_higher_revision_is_applied_and_a_lower_one_is_a_duplicate() {
        assert_eq!(decide(Some(&revision(2)), &revision(5)), Decision::Apply);
        assert_eq!(decide(Some(&revision(5)), &revision(2)), Decision::Duplicate);
    }

    #[test]
    fn a_lower_revision_is_a_duplicate_whatever_it_says() {
        let older = TimeEntry { description: "said otherwise then".into(), ..revision(1) };
        assert_eq!(decide(Some(&revision(2)), &older), Decision::Duplicate);
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
