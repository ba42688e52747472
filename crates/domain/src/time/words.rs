//! What a person may write into an entry. Asked of new and edited texts alone: what an import brings stays as
//! it was written elsewhere, and only [`super::entry_rules`] judges it.

use super::{Draft, EntryError, TextField};

/// Whether a new entry may have these words.
pub(super) fn check_draft(draft: &Draft) -> Result<(), EntryError> {
    let Draft { project, description, tags } = draft;
    check(TextField::Description, description)?;
    project.iter().try_for_each(|text| check(TextField::Project, text))?;
    tags.iter().try_for_each(|text| check(TextField::Tag, text))
}

/// Whether a person may write this text there. A description and a remark may have several lines; a project and
/// a tag are one line that says something. No other control character: it could steer whatever shows it.
pub(super) fn check(field: TextField, text: &str) -> Result<(), EntryError> {
    let several_lines = matches!(field, TextField::Description | TextField::Annotation);
    let allowed = |character| several_lines && matches!(character, '\n' | '\t');
    if text.chars().any(|character| character.is_control() && !allowed(character)) {
        return Err(EntryError::ControlInText { field });
    }
    if field != TextField::Description && text.trim().is_empty() {
        return Err(EntryError::EmptyText { field });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_may_have_several_lines_and_be_empty() {
        for text in ["", "one\ntwo\tthree", "Ærø 北京 👩‍💻"] {
            assert_eq!(check(TextField::Description, text), Ok(()));
        }
    }

    #[test]
    fn a_tag_and_a_project_are_one_line_that_says_something() {
        for field in [TextField::Tag, TextField::Project] {
            assert_eq!(check(field, " \u{a0}"), Err(EntryError::EmptyText { field }));
            assert_eq!(check(field, "a\nb"), Err(EntryError::ControlInText { field }));
            assert_eq!(check(field, "two words"), Ok(()));
        }
    }

    #[test]
    fn what_could_steer_a_terminal_is_refused_everywhere() {
        for text in ["a\u{1b}[2J", "a\rb", "a\0b", "a\u{9b}b", "\u{7f}"] {
            for field in [TextField::Description, TextField::Annotation, TextField::Tag] {
                assert_eq!(check(field, text), Err(EntryError::ControlInText { field }), "{text:?}");
            }
        }
    }
}
