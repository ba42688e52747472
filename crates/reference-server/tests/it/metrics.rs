//! Metrics of the real process: there is no listener unless one is named, and the page says what is written.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use serde_json::json;

use crate::process::Installation;
use crate::raw::{get, get_text, post};
use crate::samples::{entry, request, task};

/// The address is in the log: the line on standard output is the API's alone.
fn address_of_metrics(log: &str) -> SocketAddr {
    let rest = log.split_once("address=").expect("the address of the metrics").1;
    rest.split_whitespace().next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn what_happened_is_counted_under_the_names_of_the_documentation() {
    let installation = Installation::new();
    assert!(installation.add_user("ada", "correct horse battery\n").status.success());
    let running = installation.serve_with("info", &["--metrics-listen", "127.0.0.1:0"]);
    let address = running.address;
    let wrong = json!({"name": "ada", "password": "wrong pony"});
    assert_eq!(post(address, "/v1/auth/login", None, &wrong).await.0, 401);
    let right = json!({"name": "ada", "password": "correct horse battery"});
    let (_, session) = post(address, "/v1/auth/login", None, &right).await;
    let token = session["access_token"].as_str();
    let batch = serde_json::to_value(request([task(1, entry(1)), task(2, entry(2))])).unwrap();
    assert_eq!(post(address, "/v1/sync", token, &batch).await.0, 200);
    assert_eq!(get(address, "/v1/../../etc/passwd").await.0, 404);

    let page = get_text(address_of_metrics(&running.log()), "/metrics").await;
    for line in [
        "homing_server_tasks_total{result=\"applied\"} 2",
        "homing_server_refused_sign_ins_total{what=\"wrong-credentials\"} 1",
        "homing_server_request_seconds_count{method=\"POST\",route=\"/v1/sync\",status=\"200\"} 1",
        "homing_server_request_seconds_count{method=\"GET\",route=\"none\",status=\"404\"} 1",
        "homing_server_requests_in_flight 0",
        "homing_server_blobs_total{result=\"stored\"} 0",
        "homing_server_blob_bytes_total 0",
    ] {
        assert!(page.lines().any(|shown| shown == line), "{line}\n{page}");
    }
    for private in ["ada", "passwd", "Flüge"] {
        assert!(!page.contains(private), "{private}\n{page}");
    }
    let shown: BTreeSet<_> =
        page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let documented = documented();
    for name in shown {
        assert!(documented.contains(name), "docs/metrics.md does not have {name}");
    }
    assert_eq!(running.end("TERM").0, Some(0));
}

#[tokio::test]
async fn without_a_listener_of_their_own_nothing_is_shown() {
    let installation = Installation::new();
    let running = installation.serve("info");
    let answer = get_text(running.address, "/metrics").await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}

#[test]
fn every_metric_of_the_documentation_is_one_that_is_written() {
    let written = include_str!("../../src/measures.rs");
    for name in documented().into_iter().filter(|name| name.starts_with("homing_server_")) {
        assert!(written.contains(&format!("\"{name}\"")), "nothing writes {name}");
    }
}

/// The names that the page has in its tables.
fn documented() -> BTreeSet<&'static str> {
    let page = include_str!("../../../../docs/metrics.md");
    page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}
