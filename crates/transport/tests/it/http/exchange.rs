//! Requests that are answered.

use homing_domain::ports::{Http, HttpBody, HttpError, HttpRequest, Method, RetryAfter};
use homing_transport::http::AnswerTooLongError;
use wiremock::matchers::{body_string, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{client, failure, lost, request};

async fn server_that_answers(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    // Every test asks once: a second request is a try that nobody asked for.
    Mock::given(path("/path")).respond_with(answer).expect(1).mount(&server).await;
    server
}

#[tokio::test]
async fn a_request_arrives_with_its_bearer_its_body_and_who_asks() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/path"))
        .and(query_param("code", "secret-query"))
        .and(header("authorization", "Bearer secret-bearer"))
        .and(header("content-type", "application/json"))
        .and(header("user-agent", concat!("homing/", env!("CARGO_PKG_VERSION"))))
        .and(body_string(r#""secret-body""#))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    assert_eq!(client().send(request(&server.uri())).await.unwrap().status, 204);
}

#[tokio::test]
async fn a_form_arrives_as_one_with_the_wish_for_json() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/path"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(header("accept", "application/json"))
        .and(body_string("grant_type=refresh_token&refresh_token=s3cret"))
        .respond_with(ResponseTemplate::new(302).insert_header("location", "/path"))
        .expect(1)
        .mount(&server)
        .await;
    let form = HttpBody::Form("grant_type=refresh_token&refresh_token=s3cret".into());
    let answer = client().send(HttpRequest { body: form, bearer: None, ..request(&server.uri()) }).await;
    assert_eq!(answer.unwrap().status, 302, "and goes nowhere else");
}

#[tokio::test]
async fn a_request_without_bearer_and_body_has_neither_header() {
    let server = server_that_answers(ResponseTemplate::new(200)).await;
    let get =
        HttpRequest { method: Method::Get, bearer: None, body: HttpBody::None, ..request(&server.uri()) };
    client().send(get).await.unwrap();
    let received = server.received_requests().await.unwrap();
    let headers = &received[0].headers;
    assert_eq!(received[0].method.as_str(), "GET");
    assert!(!headers.contains_key("authorization") && !headers.contains_key("content-type"), "{headers:?}");
}

#[tokio::test]
async fn an_answer_is_read_with_the_headers_that_the_rules_go_by() {
    let answer = ResponseTemplate::new(503)
        .insert_header("retry-after", "7")
        .insert_header("date", "Sun, 22 Nov 2026 09:15:00 GMT")
        .set_body_raw("{}", "application/problem+json; charset=utf-8");
    let server = server_that_answers(answer).await;
    let response = client().send(request(&server.uri())).await.unwrap();
    assert_eq!(response.status, 503);
    assert_eq!(response.content_type.as_deref(), Some("application/problem+json"));
    assert_eq!(response.retry_after, Some(RetryAfter::Seconds(7)));
    assert_eq!(response.date, Some("2026-11-22T09:15:00Z".parse().unwrap()));
    assert_eq!(response.body, b"{}");
}

#[tokio::test]
async fn a_redirect_is_the_answer_and_is_not_followed() {
    let server = MockServer::start().await;
    let elsewhere = ResponseTemplate::new(307).insert_header("location", "/elsewhere");
    Mock::given(path("/path")).respond_with(elsewhere).expect(1).mount(&server).await;
    Mock::given(path("/elsewhere")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
    assert_eq!(client().send(request(&server.uri())).await.unwrap().status, 307);
}

#[tokio::test]
async fn an_answer_as_long_as_the_limit_is_read_and_a_longer_one_is_lost() {
    let server = server_that_answers(ResponseTemplate::new(200).set_body_bytes([b'x'; 1_000])).await;
    assert_eq!(client().send(request(&server.uri())).await.unwrap().body.len(), 1_000);

    let server = server_that_answers(ResponseTemplate::new(200).set_body_bytes([b'x'; 1_001])).await;
    let error = failure(&client(), request(&server.uri())).await;
    assert!(matches!(error, HttpError::AnswerLost(_)));
    assert_eq!(*lost::<AnswerTooLongError>(&error), AnswerTooLongError { max_bytes: 1_000 });
}
