//! The bodies of `/v1/auth/login`, `/v1/auth/refresh`, `/v1/auth/logout` and `/v1/user`.

use serde::{Deserialize, Serialize};

use crate::Secret;

/// The body of `POST /v1/auth/login`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginRequest {
    /// The name that the operator gave the account; compared exactly.
    pub name: String,
    /// The account's password.
    pub password: Secret,
}

/// The body of `POST /v1/auth/refresh`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshRequest {
    /// The newest refresh token of the sign-in. It is spent by this call.
    pub refresh_token: Secret,
}

/// The body of `POST /v1/auth/logout`; the body itself may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoutRequest {
    /// A further sign-in of the same account to end, named by its refresh token. The sign-in that the
    /// access token belongs to ends in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
}

/// The answer to a login and to a refresh: who is signed in, and the tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The account.
    pub user: User,
    /// Goes into `Authorization: Bearer`. Opaque.
    pub access_token: Secret,
    /// Good for one refresh. Opaque.
    pub refresh_token: Secret,
    /// How long the access token is good, in seconds from the answer's `Date`.
    pub expires_in_seconds: u64,
}

/// An account on the server; the answer of `GET /v1/user`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The account's id on this server: a UUID.
    pub id: String,
    /// The name that it signs in with.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_password_nor_token() {
        let login = LoginRequest { name: "ada".into(), password: Secret::new("hunter2") };
        let session = Session {
            user: User { id: "1".into(), name: "ada".into() },
            access_token: Secret::new("hunter2"),
            refresh_token: Secret::new("hunter2"),
            expires_in_seconds: 900,
        };
        let refresh = RefreshRequest { refresh_token: Secret::new("hunter2") };
        let logout = LogoutRequest { refresh_token: Some(Secret::new("hunter2")) };
        let shown = format!("{login:?} {session:?} {refresh:?} {logout:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
        assert_eq!(shown.matches("[redacted]").count(), 5);
    }
}
