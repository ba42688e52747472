//! The title and the status of each problem that the API names: one table, for answers and for results.

use homing_wire::{Problem, problem};

/// The problem of this kind, without detail.
pub(crate) fn problem_of(kind: &str) -> Problem {
    let (title, status) = match kind {
        problem::WRONG_CREDENTIALS => ("The name or the password is wrong.", 401),
        problem::REFRESH_REFUSED => ("The refresh token is not good any more. Sign in again.", 401),
        problem::ACCESS_TOKEN_REFUSED => ("A good access token is needed here.", 401),
        problem::UNREADABLE_REQUEST => ("The request can't be read. Nothing of it was done.", 400),
        problem::NOT_FOUND => ("There is nothing at this path.", 404),
        problem::METHOD_NOT_ALLOWED => ("This path does not take this method.", 405),
        problem::TOO_LARGE => ("The body is too large. Nothing of it was done.", 413),
        problem::UNSUPPORTED_MEDIA_TYPE => ("The body must be declared as application/json.", 415),
        problem::UNAVAILABLE => ("The server can't reach its database just now. Try again later.", 503),
        problem::UNKNOWN_KIND => ("This server does not know this kind of task.", 422),
        problem::INVALID_TASK => ("The task is not as it must be.", 422),
        problem::INVALID_ENTRY => ("The time entry breaks a rule.", 422),
        problem::CONFLICT => ("The server holds this revision of the entry with other content.", 409),
        _ => ("The server failed.", 500),
    };
    Problem {
        kind: kind.to_owned(),
        title: title.to_owned(),
        status: Some(status),
        detail: None,
        field: None,
    }
}
