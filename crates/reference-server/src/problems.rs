//! The title and the status of each problem that the API names: one table, for answers and for results.

use homing_wire::{Problem, problem};

/// The problem of an answer that nobody gave a better name, by its status alone.
pub(crate) fn problem_of_status(status: u16) -> Problem {
    match status {
        404 => problem_of(problem::NOT_FOUND),
        405 => problem_of(problem::METHOD_NOT_ALLOWED),
        408 => problem_of(problem::REQUEST_TIMEOUT),
        411 => problem_of(problem::LENGTH_REQUIRED),
        413 => problem_of(problem::TOO_LARGE),
        415 => problem_of(problem::UNSUPPORTED_MEDIA_TYPE),
        400..=499 => Problem { status: Some(status), ..problem_of(problem::UNREADABLE_REQUEST) },
        _ => Problem { status: Some(status), ..problem_of(problem::INTERNAL) },
    }
}

/// The problem of this kind, without detail.
pub(crate) fn problem_of(kind: &str) -> Problem {
    let (title, status) = match kind {
        problem::WRONG_CREDENTIALS => ("The name or the password is wrong.", 401),
        problem::REFRESH_REFUSED => ("The refresh token is not good any more. Sign in again.", 401),
        problem::ACCESS_TOKEN_REFUSED => ("A good access token is needed here.", 401),
        problem::UNREADABLE_REQUEST => ("The request can't be read. Nothing of it was done.", 400),
        problem::NOT_FOUND => ("There is nothing at this path.", 404),
        problem::METHOD_NOT_ALLOWED => ("This path does not take this method.", 405),
        problem::REQUEST_TIMEOUT => ("The body did not arrive in time. Nothing of it was done.", 408),
        problem::LENGTH_REQUIRED => {
            ("The request must say how long its body is. Nothing of it was done.", 411)
        }
        problem::BLOB_MISMATCH => {
            ("The bytes have another SHA-256 than their name says. None was kept.", 422)
        }
        problem::TOO_LARGE => {
            ("The body is too large, or holds too many tasks. Nothing of it was done.", 413)
        }
        problem::UNSUPPORTED_MEDIA_TYPE => ("The body is not declared as what this path takes.", 415),
        problem::RATE_LIMITED => ("These are too many requests for now. Nothing of this one was done.", 429),
        problem::OVERLOADED => ("The server has too much to do just now. Nothing of this was done.", 503),
        problem::PASSWORD_SIGN_IN_OFF => ("This server takes no passwords. Sign in with its provider.", 403),
        problem::PROVIDER_UNAVAILABLE => {
            ("The server can't reach the provider of the sign-in just now. Nothing of this was done.", 503)
        }
        problem::UNAVAILABLE => ("The server can't reach its database just now. Try again later.", 503),
        problem::UNKNOWN_KIND => ("This server does not know this kind of task.", 422),
        problem::INVALID_TASK => ("The task is not as it must be.", 422),
        problem::INVALID_ENTRY => ("The time entry breaks a rule.", 422),
        problem::INVALID_SCREENSHOT => ("The screenshot breaks a rule.", 422),
        problem::UNKNOWN_ENTRY => ("The server does not hold the time entry of the screenshot.", 422),
        problem::PROJECT_ARCHIVED => ("The project is archived; it takes no new work.", 422),
        problem::UNKNOWN_PROJECT => ("This server has no such project.", 422),
        problem::CONFLICT => ("The server holds this with other content.", 409),
        _ => ("The server failed.", 500),
    };
    Problem {
        kind: kind.to_owned(),
        title: title.to_owned(),
        status: Some(status),
        detail: None,
        field: None,
        instance: None,
    }
}
