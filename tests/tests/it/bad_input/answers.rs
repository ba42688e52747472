//! Answers to a sync that are no answers of the Homing Sync API.

use homing_tests::bad_input::{Answer, Case, Request};
use serde_json::json;

use super::verdicts::answered;

pub(super) fn cases() -> Vec<Case> {
    let bad = |number, done, answer: fn(&Request) -> Answer| answered(number, done, 69, (1, 0), answer);
    vec![
        bad(701, "A success with HTML", |_| {
            Answer::Http(200, "text/html", b"<!doctype html><title>Hotel WLAN</title>".to_vec())
        }),
        bad(702, "HTML that says it is JSON", |_| json_bytes(b"<!doctype html>")),
        bad(703, "JSON that says it is HTML", |_| {
            Answer::Http(200, "text/html", b"{\"results\":[]}".to_vec())
        }),
        bad(704, "No body", |_| json_bytes(b"")),
        bad(705, "JSON that ends in the middle", |_| json_bytes(b"{\"results\":[{\"key\":")),
        bad(706, "A list in place of an object", |_| json_bytes(b"[]")),
        bad(707, "`results` is a text", |_| Answer::json(&json!({"results": "all fine"}))),
        bad(708, "No result at all", |_| Answer::json(&json!({"results": []}))),
        bad(709, "A result for another key", |_| {
            let key = "5f0c6c3e-8f1b-4d69-9d1e-2f6a0c0b7a11";
            Answer::json(&json!({"results": [{"key": key, "result": "applied"}]}))
        }),
        bad(710, "A result that is a number", |request| request.results(&json!({"result": 7}))),
        bad(711, "Bytes that are no text", |_| json_bytes(b"\xff\xfe\x00")),
        bad(712, "200 MB", |_| Answer::Huge(200 << 20)),
        bad(713, "Fewer bytes than announced", |_| {
            Answer::Raw(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{".to_vec(),
            )
        }),
        bad(714, "The connection ends without an answer", |_| Answer::Nothing),
        bad(715, "Something that is no HTTP", |_| Answer::Raw(b"220 mail.example.org ESMTP\r\n".to_vec())),
        bad(716, "A header without end", |_| {
            let mut bytes = b"HTTP/1.1 200 OK\r\nX-Flood: ".to_vec();
            bytes.resize(1 << 20, b'x');
            Answer::Raw(bytes)
        }),
        bad(717, "A redirect to itself", |_| {
            Answer::With(302, "text/html", "Location: /v1/sync\r\n", Vec::new())
        }),
        bad(718, "A status of 999", |_| {
            Answer::Raw(b"HTTP/1.1 999 Hm\r\nContent-Length: 0\r\n\r\n".to_vec())
        }),
        bad(719, "Brackets within brackets, 100,000 deep", |_| json_bytes(&[b'['; 100_000])),
    ]
}

fn json_bytes(bytes: &[u8]) -> Answer {
    Answer::Http(200, "application/json", bytes.to_vec())
}
