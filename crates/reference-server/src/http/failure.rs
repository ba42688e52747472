//! Answers that are no success, as problems. What happened inside goes to the log, never to the client.
//!
//! An answer made here carries its problem beside it; `exchange` writes it out, with the exchange's id.

use std::error::Error;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use homing_wire::problem;

use super::rate::{whole_seconds, write_standing};
use crate::account::{PasswordError, SignInError};
use crate::listing::ListError;
use crate::logging::causes;
use crate::measures;
use crate::problems::problem_of;
use crate::rates::NoRoom;
use crate::store::StoreError;
use crate::sync::{EnvelopeError, Unreadable};

/// When to try again where the database was busy: longer than it waits by itself.
const UNAVAILABLE_RETRY_SECONDS: u64 = 10;

/// When to try again where too many were at it: most requests take well under a second.
const OVERLOADED_RETRY_SECONDS: u64 = 2;

/// A request that did not succeed.
#[derive(Debug)]
pub(super) enum Failure {
    WrongCredentials,
    RefreshRefused,
    AccessTokenRefused,
    Unreadable(Unreadable),
    NotFound,
    MethodNotAllowed,
    RequestTimeout,
    LengthRequired,
    TooLarge(Option<Unreadable>),
    UnsupportedMediaType,
    BlobMismatch,
    RateLimited(NoRoom),
    Overloaded,
    /// Passwords sign nobody in here.
    NoPasswords,
    /// The OpenID provider can't be asked before this has passed.
    ProviderAway(Duration),
    Unavailable(Box<dyn Error + Send + Sync>),
    Internal(Box<dyn Error + Send + Sync>),
}

impl Failure {
    pub(super) fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// What a failed sign-in is, where a refusal means `refused`.
    pub(super) fn of_sign_in(error: SignInError, refused: Self) -> Self {
        match error {
            SignInError::Refused => refused,
            SignInError::NoPasswords => Self::NoPasswords,
            SignInError::ProviderAway { wait } => Self::ProviderAway(wait),
            SignInError::Store(error) => error.into(),
            SignInError::Password(PasswordError::CutShort(source)) => Self::Internal(source),
            other => Self::internal(other),
        }
    }

    /// Counts what an operator wants to see rising.
    fn count(&self) {
        match self {
            Self::WrongCredentials => measures::refused_sign_in("wrong-credentials"),
            Self::RefreshRefused => measures::refused_sign_in("refresh-refused"),
            Self::AccessTokenRefused => measures::refused_sign_in("access-token-refused"),
            Self::Unavailable(_) => measures::database_error("request"),
            Self::Internal(error) if error.is::<StoreError>() => measures::database_error("request"),
            _ => {}
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::WrongCredentials => problem::WRONG_CREDENTIALS,
            Self::RefreshRefused => problem::REFRESH_REFUSED,
            Self::AccessTokenRefused => problem::ACCESS_TOKEN_REFUSED,
            Self::Unreadable(_) => problem::UNREADABLE_REQUEST,
            Self::NotFound => problem::NOT_FOUND,
            Self::MethodNotAllowed => problem::METHOD_NOT_ALLOWED,
            Self::RequestTimeout => problem::REQUEST_TIMEOUT,
            Self::LengthRequired => problem::LENGTH_REQUIRED,
            Self::TooLarge(_) => problem::TOO_LARGE,
            Self::UnsupportedMediaType => problem::UNSUPPORTED_MEDIA_TYPE,
            Self::BlobMismatch => problem::BLOB_MISMATCH,
            Self::RateLimited(_) => problem::RATE_LIMITED,
            Self::Overloaded => problem::OVERLOADED,
            Self::NoPasswords => problem::PASSWORD_SIGN_IN_OFF,
            Self::ProviderAway(_) => problem::PROVIDER_UNAVAILABLE,
            Self::Unavailable(_) => problem::UNAVAILABLE,
            Self::Internal(_) => problem::INTERNAL,
        }
    }
}

impl From<Unreadable> for Failure {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

impl From<EnvelopeError> for Failure {
    fn from(error: EnvelopeError) -> Self {
        match error {
            EnvelopeError::Unreadable(unreadable) => unreadable.into(),
            EnvelopeError::TooMany(unreadable) => Self::TooLarge(Some(unreadable)),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::ReadOnly => Self::Unavailable(error.into()),
            other => Self::internal(other),
        }
    }
}

impl From<ListError> for Failure {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Query(unreadable) => unreadable.into(),
            ListError::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut body = problem_of(self.kind());
        if let Self::Unreadable(unreadable) | Self::TooLarge(Some(unreadable)) = &self {
            body.detail = Some(unreadable.detail.to_owned());
            body.field.clone_from(&unreadable.field);
        }
        self.count();
        if let Self::Unavailable(error) | Self::Internal(error) = &self {
            tracing::error!(kind = self.kind(), causes = %causes(&**error), "a request failed");
        }
        let status = body.status.and_then(|code| StatusCode::from_u16(code).ok());
        let mut response = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        let headers = response.headers_mut();
        match &self {
            Self::WrongCredentials | Self::RefreshRefused | Self::AccessTokenRefused => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::RateLimited(full) => {
                write_standing(headers, full.standing);
                // A whole second at least: nought would ask for the same refusal again.
                headers.insert(header::RETRY_AFTER, whole_seconds(full.wait).max(1).into());
            }
            Self::Unavailable(_) => {
                headers.insert(header::RETRY_AFTER, UNAVAILABLE_RETRY_SECONDS.into());
            }
            Self::ProviderAway(wait) => {
                headers.insert(header::RETRY_AFTER, whole_seconds(*wait).max(1).into());
            }
            Self::Overloaded => {
                headers.insert(header::RETRY_AFTER, OVERLOADED_RETRY_SECONDS.into());
            }
            _ => {}
        }
        response.extensions_mut().insert(body);
        response
    }
}
