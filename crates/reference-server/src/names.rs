//! What a name may look like that an operator gives: to an account, to a project. Pure.

/// Whether `name` has 1 to `most` characters, no space at either end and no control characters, so that it
/// shows what it is on a line of any listing.
pub(crate) fn is_good_name(name: &str, most: usize) -> bool {
    !name.is_empty()
        && name.chars().count() <= most
        && name.trim() == name
        && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_shows_what_it_is() {
        for good in ["ada", "Ada Lovelace", "ada@example.org", "阿达", &"a".repeat(64)] {
            assert!(is_good_name(good, 64), "{good:?}");
        }
        for bad in ["", " ada", "ada ", "a\nb", "a\u{0}b", &"a".repeat(65)] {
            assert!(!is_good_name(bad, 64), "{bad:?}");
        }
    }
}
