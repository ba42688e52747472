//! What an account is called that nobody named: by what its OpenID provider says of the person. Pure.

use super::user::MAX_NAME_CHARS;
use crate::names::is_good_name;
use crate::oidc::Names;

/// What it is called where nothing can be used, not even the subject.
const NOTHING_ELSE: &str = "user";

/// The name that the account should have: the first of the claims that can be used, else the subject.
pub(super) fn wished(names: &Names, subject: &str) -> String {
    let claims = [&names.preferred_username, &names.email, &names.name];
    let claims = claims.into_iter().flatten().map(String::as_str);
    claims.chain([subject]).find_map(usable).unwrap_or_else(|| NOTHING_ELSE.to_owned())
}

/// The n-th try at a name, from 1: others may have it. It is never taken from them, nor shared with them: what a
/// person calls themselves at a provider proves nothing here.
pub(super) fn nth(wished: &str, n: u32) -> String {
    if n == 1 {
        return wished.to_owned();
    }
    let suffix = format!(" ({n})");
    let room = MAX_NAME_CHARS.saturating_sub(suffix.chars().count());
    let kept: String = wished.chars().take(room).collect();
    format!("{}{suffix}", kept.trim_end())
}

/// A claim as a name: cut where it is too long, nothing where it shows something else than it is.
fn usable(claim: &str) -> Option<String> {
    let cut: String = claim.trim().chars().take(MAX_NAME_CHARS).collect();
    let name = cut.trim_end().to_owned();
    (is_good_name(&name, MAX_NAME_CHARS) && !name.chars().any(is_unseen)).then_some(name)
}

/// Whether a character shows nothing, or turns a line around, so that one name could look like another in a list.
/// An operator's own names may have them: some scripts need joiners.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(preferred_username: &str, email: &str, name: &str) -> Names {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Names { preferred_username: some(preferred_username), email: some(email), name: some(name) }
    }

    #[test]
    fn an_account_is_called_what_the_person_chose_else_by_mail_or_name_else_by_the_subject() {
        for (claims, wanted) in [
            (names("anna", "a@example.org", "Anna A."), "anna"),
            (names("", "a@example.org", "Anna A."), "a@example.org"),
            (names("a\nb", "", " Anna A. "), "Anna A."),
            (names("anna\u{200b}", "\u{202e}anna", "Anna A."), "Anna A."),
            (names("", "", ""), "248289761001"),
        ] {
            assert_eq!(wished(&claims, "248289761001"), wanted, "{claims:?}");
        }
        assert_eq!(wished(&names("", "", ""), " "), "user");
    }

    #[test]
    fn a_name_of_any_length_and_number_is_one_that_an_account_can_have() {
        let long = wished(&names(&format!("{} {}", "é".repeat(63), "é"), "", ""), "1");
        assert_eq!(long, "é".repeat(63));
        for (wished, n, name) in [("anna", 1, "anna".to_owned()), ("anna", 2, "anna (2)".to_owned())] {
            assert_eq!(nth(wished, n), name);
        }
        for n in [1, 2, 10, 1_000] {
            assert!(is_good_name(&nth(&long, n), MAX_NAME_CHARS), "{n}");
        }
    }
}
