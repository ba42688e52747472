//! Problems as RFC 9457 has them, read into the domain's own. A refusal in any other form says nothing
//! that could be relied on, so the status alone decides there.

use homing_domain::ports::{HttpResponse, Problem};
use homing_wire::problem::MEDIA_TYPE;

/// What every problem type of this API begins with.
const PREFIX: &str = "urn:homing:problem:";

/// Reads what the server said of a refusal, if it said it as a problem.
pub(super) fn read(response: &HttpResponse) -> Option<Problem> {
    if response.content_type.as_deref() != Some(MEDIA_TYPE) {
        return None;
    }
    serde_json::from_slice(&response.body).ok().map(from_wire)
}

/// The code is the type's slug. A type of someone else's gives no code: codes are stable, and theirs are not
/// ours.
pub(super) fn from_wire(problem: homing_wire::Problem) -> Problem {
    let code = problem.kind.strip_prefix(PREFIX).unwrap_or_default().to_owned();
    Problem { code, detail: problem.detail, field: problem.field }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn refusal(content_type: &str, body: &str) -> HttpResponse {
        let content_type = Some(content_type.to_owned());
        HttpResponse { status: 422, content_type, retry_after: None, date: None, body: body.into() }
    }

    #[test]
    fn a_problem_of_this_api_is_known_by_its_slug() {
        let body = r#"{"type":"urn:homing:problem:conflict","title":"t","detail":"d","field":"entry.tags"}"#;
        let problem = read(&refusal(MEDIA_TYPE, body)).unwrap();
        assert_eq!(problem.code, "conflict");
        assert_eq!((problem.detail.as_deref(), problem.field.as_deref()), (Some("d"), Some("entry.tags")));
    }

    #[test]
    fn a_problem_of_someone_elses_api_keeps_its_words_and_gets_no_code() {
        let problem = read(&refusal(MEDIA_TYPE, r#"{"type":"https://example.org/p","detail":"d"}"#)).unwrap();
        assert_eq!(problem, Problem { code: String::new(), detail: Some("d".into()), field: None });
    }

    #[test]
    fn a_refusal_that_is_no_problem_says_nothing() {
        assert_eq!(read(&refusal("text/html", "<html>")), None);
        assert_eq!(read(&refusal("application/json", r#"{"type":"urn:homing:problem:conflict"}"#)), None);
        assert_eq!(read(&refusal(MEDIA_TYPE, r#"{"type":"#)), None);
    }
}
