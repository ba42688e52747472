//! Whether an entry may be for the project that it names. Pure.
//!
//! A project is any text unless the operator keeps to a list. An archived one takes no *new* work: an entry
//! that was for it before may still be stopped, corrected and deleted, else a person could not put right
//! what they have.

use homing_wire::{TimeEntry, problem};

use crate::project::Project;

/// The projects that a batch names, and how strictly they are held.
pub(super) struct ProjectRules {
    known: Vec<Project>,
    strict: bool,
}

/// Why an entry may not be for its project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ProjectFault {
    /// The type of the problem.
    pub(super) kind: &'static str,
    /// A whole sentence that repeats nothing of the entry.
    pub(super) detail: &'static str,
}

const ARCHIVED: ProjectFault = ProjectFault {
    kind: problem::PROJECT_ARCHIVED,
    detail: "The project takes no new work. Choose another one for the entry, or ask for it to be opened again.",
};
const UNKNOWN: ProjectFault = ProjectFault {
    kind: problem::UNKNOWN_PROJECT,
    detail: "This server takes work for its own projects alone; GET /v1/projects names them.",
};

impl ProjectRules {
    /// Rules over the projects that are known of those that a batch names.
    pub(super) fn new(known: Vec<Project>, strict: bool) -> Self {
        Self { known, strict }
    }

    /// Whether `entry` may take the place of what is held of it.
    pub(super) fn check(&self, entry: &TimeEntry, held: Option<&TimeEntry>) -> Result<(), ProjectFault> {
        let Some(named) = entry.project.as_deref().filter(|named| !named.is_empty()) else {
            return Ok(());
        };
        if entry.deleted || held.is_some_and(|held| held.project.as_deref() == Some(named)) {
            return Ok(());
        }
        // A name comes first: nothing keeps a project from being called like the id of another.
        let by_name = self.known.iter().find(|project| project.name == named);
        match by_name.or_else(|| self.known.iter().find(|project| project.id == named)) {
            Some(project) if project.archived_at.is_some() => Err(ARCHIVED),
            None if self.strict => Err(UNKNOWN),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::sync::entry_rules::sample::stopped_entry;

    fn rules(strict: bool) -> ProjectRules {
        let project = |id: &str, name: &str, archived: bool| Project {
            id: id.into(),
            name: name.into(),
            archived_at: archived.then_some(Timestamp::UNIX_EPOCH),
        };
        ProjectRules::new(vec![project("1", "open", false), project("2", "old", true)], strict)
    }

    fn entry_for(project: &str) -> TimeEntry {
        TimeEntry { project: Some(project.into()), ..stopped_entry() }
    }

    #[test]
    fn any_text_is_a_project_unless_the_operator_keeps_to_a_list() {
        assert_eq!(rules(false).check(&entry_for("anything"), None), Ok(()));
        assert_eq!(rules(true).check(&entry_for("anything"), None), Err(UNKNOWN));
        for named in ["open", "1", ""] {
            assert_eq!(rules(true).check(&entry_for(named), None), Ok(()), "{named:?}");
        }
        assert_eq!(rules(true).check(&stopped_entry(), None), Ok(()), "an entry needs no project");
    }

    #[test]
    fn an_archived_project_takes_no_new_work_by_name_or_id() {
        for strict in [false, true] {
            for named in ["old", "2"] {
                assert_eq!(rules(strict).check(&entry_for(named), None), Err(ARCHIVED));
                assert_eq!(rules(strict).check(&entry_for(named), Some(&entry_for("open"))), Err(ARCHIVED));
            }
        }
    }

    #[test]
    fn what_was_for_a_project_before_may_still_be_corrected_and_deleted() {
        for named in ["old", "never heard of"] {
            let held = entry_for(named);
            assert_eq!(rules(true).check(&entry_for(named), Some(&held)), Ok(()), "{named}");
            let deleted = TimeEntry { deleted: true, ..entry_for(named) };
            assert_eq!(rules(true).check(&deleted, None), Ok(()), "{named}");
        }
    }
}
