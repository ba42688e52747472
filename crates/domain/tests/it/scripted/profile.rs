//! The profile that speaks to the scripted server: one line of the body a task, one word of the answer a task.

use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::names::DeviceId;
use homing_domain::policy::Scope;
use homing_domain::ports::{
    BatchAnswer, BlobAnswer, Capabilities, Chunks, HttpBody, HttpRequest, HttpResponse, ItemAnswer, Method,
    Problem, Profile, UnfitError,
};
use homing_domain::task::{BlobRef, Task};

/// Speaks the line protocol of [`super::Net`].
pub(crate) struct LineProfile {
    /// How many requests it takes side by side.
    pub(crate) at_once: usize,
    /// The greatest blob that the server announced.
    pub(crate) blob_max_bytes: Option<u64>,
}

impl LineProfile {
    /// One request at a time, and nothing announced.
    pub(crate) const ONE: Self = Self { at_once: 1, blob_max_bytes: None };
}

impl Profile for LineProfile {
    fn defaults(&self) -> Capabilities {
        Capabilities {
            max_tasks: 100,
            max_bytes: 1_000_000,
            keys_kept: Duration::from_secs(86_400),
            blob_max_bytes: self.blob_max_bytes,
        }
    }

    fn capabilities_request(&self, _: &ServerUrl) -> Option<HttpRequest> {
        None
    }

    fn capabilities_answer(&self, _: &HttpResponse) -> Option<Capabilities> {
        None
    }

    fn sync_request(
        &self,
        server: &ServerUrl,
        _: DeviceId,
        tasks: &[Task],
    ) -> Result<HttpRequest, (usize, UnfitError)> {
        let line = |(place, task): (usize, &Task)| {
            let body = String::from_utf8(task.task.body.as_bytes().to_vec());
            let body = body.map_err(|error| (place, UnfitError::Body(error.into())))?;
            Ok(format!("{}|{}|{body}", task.task.key, task.task.lane))
        };
        let lines: Vec<String> = tasks.iter().enumerate().map(line).collect::<Result<_, _>>()?;
        Ok(HttpRequest {
            method: Method::Post,
            url: server.join("sync"),
            bearer: None,
            body: HttpBody::Json(lines.join("\n").into_bytes()),
            timeout: Duration::from_secs(30),
            max_answer_bytes: 1_000_000,
        })
    }

    fn sync_answer(&self, tasks: &[Task], response: &HttpResponse) -> BatchAnswer {
        if response.status != 200 {
            return BatchAnswer::Whole(None);
        }
        if response.content_type.as_deref() != Some("text/plain") {
            return BatchAnswer::Unreadable;
        }
        let text = String::from_utf8_lossy(&response.body);
        let mut words = text.lines();
        BatchAnswer::Items(tasks.iter().map(|_| item(words.next())).collect())
    }

    fn blob_request(&self, server: &ServerUrl, blob: &BlobRef, chunks: Chunks) -> Option<HttpRequest> {
        Some(HttpRequest {
            method: Method::Put,
            url: server.join(&format!("blobs/{}", blob.name)),
            bearer: None,
            body: HttpBody::Bytes { length: blob.bytes, chunks },
            timeout: Duration::from_secs(30),
            max_answer_bytes: 1_000_000,
        })
    }

    fn blob_answer(&self, blob: &BlobRef, response: &HttpResponse) -> BlobAnswer {
        match response.status {
            200 | 201 if response.body == blob.name.as_str().as_bytes() => BlobAnswer::Stored,
            200 | 201 => BlobAnswer::Unreadable,
            _ => BlobAnswer::Refused(None),
        }
    }

    fn scope(&self, tasks: &[Task]) -> Scope {
        Scope::Batch { alone: tasks.len() == 1 }
    }

    fn requests_at_once(&self) -> usize {
        self.at_once
    }
}

fn item(word: Option<&str>) -> ItemAnswer {
    match word {
        Some("applied") => ItemAnswer::Applied,
        Some("duplicate") => ItemAnswer::Duplicate,
        Some("blocked") => ItemAnswer::Blocked,
        Some("retry") => ItemAnswer::Retry { after: Some(Duration::from_secs(30)) },
        Some("rejected") => {
            ItemAnswer::Rejected(Problem { code: "invalid".to_owned(), detail: None, field: None })
        }
        _ => ItemAnswer::Missing,
    }
}
