//! `/v1/projects`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use homing_wire::ProjectQuery;
use sha2::{Digest as _, Sha256};

use super::Failure;
use super::admission::Place;
use super::bearer::Bearer;
use super::body::Params;
use crate::{App, listing};

/// One page. Clients ask again and again and projects seldom change: a page that the client has already is
/// answered 304.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Bearer(_): Bearer,
    headers: HeaderMap,
    Params(query): Params<ProjectQuery>,
) -> Result<Response, Failure> {
    let _place = Place::take(&app)?;
    let page = listing::projects(&app, &query).await?;
    let bytes = serde_json::to_vec(&page).map_err(Failure::internal)?;
    let tag = tag_of(&bytes);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let mut response = if known.is_some_and(|tags| names(tags, &tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(page).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::from_str(&tag).map_err(Failure::internal)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// The tag of a page: a digest of its bytes, so that it needs no bookkeeping.
fn tag_of(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// Whether `If-None-Match` names this tag: one of a list, weak or strong, or any at all.
fn names(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_any_form_that_a_cache_sends_it_back() {
        for tags in ["\"a\"", "W/\"a\"", "\"b\", W/\"a\"", "*"] {
            assert!(names(tags, "\"a\""), "{tags}");
        }
        for tags in ["", "a", "\"b\"", "\"aa\""] {
            assert!(!names(tags, "\"a\""), "{tags}");
        }
    }
}
