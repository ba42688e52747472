//! How the bytes of a blob are brought, and what counts as their being there.

use std::time::Duration;

use homing_domain::ports::{BlobAnswer, HttpBody, Method, Problem, Profile, all_of, chunks_of};
use homing_domain::task::{BlobName, BlobRef, Sha256};
use homing_transport::HomingProfile;
use serde_json::json;

use super::{json as json_response, problem, response, server};

fn blob(bytes: u64) -> BlobRef {
    BlobRef { name: BlobName::new("on-this-machine").unwrap(), sha256: Sha256::new([0xab; 32]), bytes }
}

#[tokio::test]
async fn bytes_are_put_under_their_digest_with_their_number_and_nothing_of_this_machine() {
    let request = HomingProfile.blob_request(&server(), &blob(5), chunks_of("bytes")).unwrap();
    assert_eq!(request.method, Method::Put);
    let digest = "ab".repeat(32);
    assert_eq!(request.url, server().join(&format!("v1/blobs/{digest}")));
    let HttpBody::Bytes { length, chunks } = request.body else { panic!("another body") };
    assert_eq!((length, all_of(chunks).await.unwrap()), (5, b"bytes".to_vec()));
}

#[test]
fn the_more_bytes_the_longer_they_are_waited_for_within_a_bound() {
    let patience =
        |bytes| HomingProfile.blob_request(&server(), &blob(bytes), chunks_of("")).unwrap().timeout;
    assert_eq!(patience(1), Duration::from_secs(30));
    assert_eq!(patience(16 * 1024 * 60), Duration::from_secs(90));
    assert_eq!(patience(u64::MAX), Duration::from_secs(600));
}

#[test]
fn a_blob_is_there_once_the_server_names_it() {
    let word = |answer| HomingProfile.blob_answer(&blob(5), &answer);
    let named = json!({ "sha256": "ab".repeat(32), "bytes": 5 });
    assert_eq!(word(json_response(200, &named)), BlobAnswer::Stored);
    assert_eq!(word(json_response(201, &named)), BlobAnswer::Stored);
    let another = json!({ "sha256": "cd".repeat(32), "bytes": 5 });
    assert_eq!(word(json_response(201, &another)), BlobAnswer::Unreadable);
    assert_eq!(word(json_response(200, &json!({}))), BlobAnswer::Unreadable);
    assert_eq!(word(response(200, "text/html", "<html>Welcome")), BlobAnswer::Unreadable);
}

#[test]
fn a_refusal_comes_with_the_servers_reason() {
    let BlobAnswer::Refused(Some(Problem { code, .. })) =
        HomingProfile.blob_answer(&blob(5), &problem(422, "blob-mismatch"))
    else {
        panic!("another answer")
    };
    assert_eq!(code, "blob-mismatch");
    assert_eq!(
        HomingProfile.blob_answer(&blob(5), &response(502, "text/html", "<html>")),
        BlobAnswer::Refused(None)
    );
}
