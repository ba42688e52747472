//! Answers that are no success, as problems. What happened inside goes to the log, never to the client.

use std::error::Error;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use homing_wire::problem;

use crate::account::{PasswordError, SignInError};
use crate::listing::ListError;
use crate::problems::problem_of;
use crate::store::StoreError;
use crate::sync::Unreadable;

/// When to try again where the database was busy: longer than it waits by itself.
const UNAVAILABLE_RETRY_SECONDS: HeaderValue = HeaderValue::from_static("10");

/// A request that did not succeed.
#[derive(Debug)]
pub(super) enum Failure {
    WrongCredentials,
    RefreshRefused,
    AccessTokenRefused,
    Unreadable(Unreadable),
    NotFound,
    MethodNotAllowed,
    TooLarge,
    UnsupportedMediaType,
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
            SignInError::Store(error) => error.into(),
            SignInError::Password(PasswordError::CutShort(source)) => Self::Internal(source),
            other => Self::internal(other),
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
            Self::TooLarge => problem::TOO_LARGE,
            Self::UnsupportedMediaType => problem::UNSUPPORTED_MEDIA_TYPE,
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

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(error.into()),
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
        if let Self::Unreadable(unreadable) = &self {
            body.detail = Some(unreadable.detail.to_owned());
            body.field.clone_from(&unreadable.field);
        }
        if let Self::Unavailable(error) | Self::Internal(error) = &self {
            tracing::error!(kind = self.kind(), causes = %causes(&**error), "a request failed");
        }
        let status = body.status.and_then(|code| StatusCode::from_u16(code).ok());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(problem::MEDIA_TYPE));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, UNAVAILABLE_RETRY_SECONDS);
        }
        response
    }
}

/// An error and all that caused it, on one line.
fn causes(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        source = cause.source();
    }
    line
}
