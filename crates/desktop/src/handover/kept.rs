//! What the earlier app's webview keeps, as a script reads it there: three keys of localStorage. Pure.

use homing_app::EarlierTokens;
use secrecy::SecretString;
use serde::Deserialize;
use zeroize::Zeroizing;

/// Gives the three values, as they are.
pub(super) const READ: &str =
    "['access_token', 'refresh_token', 'auth-storage'].map((key) => localStorage.getItem(key))";

/// Deletes them, and says whether they are gone.
pub(super) const FORGET: &str = "(() => {
    const keys = ['access_token', 'refresh_token', 'auth-storage'];
    keys.forEach((key) => localStorage.removeItem(key));
    return keys.every((key) => localStorage.getItem(key) === null);
})()";

/// The values, wiped where they are not needed any more.
#[derive(Deserialize)]
struct Values(Option<Zeroizing<String>>, Option<Zeroizing<String>>, Option<Zeroizing<String>>);

/// Of `auth-storage`, what tells whose the tokens are.
#[derive(Deserialize)]
struct AuthStorage {
    state: AuthState,
}

#[derive(Deserialize)]
struct AuthState {
    user: Option<User>,
}

#[derive(Deserialize)]
struct User {
    id: String,
}

/// The tokens among what [`READ`] said; none where there are none, or where it is something else.
pub(super) fn tokens(said: &str) -> Option<EarlierTokens> {
    // Without the parser's own words on it: they could name a value.
    let Values(access, refresh, storage) = serde_json::from_str(said).ok()?;
    let token = |value: Option<Zeroizing<String>>| {
        value.filter(|value| !value.is_empty()).map(|value| SecretString::from(value.as_str()))
    };
    let (access, refresh) = (token(access), token(refresh));
    if access.is_none() && refresh.is_none() {
        return None;
    }
    let storage = storage.and_then(|storage| serde_json::from_str::<AuthStorage>(&storage).ok());
    let user = storage.and_then(|storage| storage.state.user).map(|user| user.id);
    Some(EarlierTokens { access, refresh, user })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use rstest::rstest;
    use secrecy::ExposeSecret as _;
    use serde_json::json;

    use super::*;

    fn said(access: Option<&str>, refresh: Option<&str>, storage: Option<&str>) -> String {
        json!([access, refresh, storage]).to_string()
    }

    #[test]
    fn the_three_values_are_the_tokens_and_whose_they_are() {
        let storage = r#"{"state":{"user":{"id":"u1","email":"a@b.c"},"isAuthenticated":true},"version":0}"#;
        let tokens = tokens(&said(Some("access-1"), Some("refresh-1"), Some(storage))).unwrap();
        assert_eq!(tokens.access.unwrap().expose_secret(), "access-1");
        assert_eq!(tokens.refresh.unwrap().expose_secret(), "refresh-1");
        assert_eq!(tokens.user.as_deref(), Some("u1"));
    }

    #[rstest]
    #[case(said(None, None, Some("{}")))]
    #[case(said(Some(""), Some(""), None))]
    #[case("null".to_owned())]
    #[case("".to_owned())]
    fn without_a_token_there_is_nothing_to_move(#[case] said: String) {
        assert!(tokens(&said).is_none());
    }

    #[rstest]
    #[case(None)]
    #[case(Some("no json"))]
    #[case(Some(r#"{"state":{"user":null}}"#))]
    fn a_storage_that_names_nobody_leaves_the_tokens_nobodys(#[case] storage: Option<&str>) {
        assert_eq!(tokens(&said(None, Some("refresh-1"), storage)).unwrap().user, None);
    }

    #[test]
    fn no_token_shows_in_what_is_written_of_them() {
        let tokens = tokens(&said(Some("access-1"), Some("refresh-1"), None)).unwrap();
        let shown = format!("{tokens:?}");
        assert!(!shown.contains("access-1") && !shown.contains("refresh-1"), "{shown}");
    }
}
