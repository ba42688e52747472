//! What a scripted server does with a request, and an answer as it goes out.

use serde_json::Value;

/// What is done with one request for tasks.
#[derive(Clone, Debug, Default)]
pub enum Deed {
    /// What its API says.
    #[default]
    Work,
    /// This is answered, and nothing is looked at.
    Say(Reply),
    /// It takes effect, and the connection is reset before the answer.
    WorkAndReset,
    /// It takes effect, and no answer ever comes.
    WorkAndStaySilent,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    media: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Reply {
    /// A status with nothing behind it.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::of(status, "text/plain", "")
    }

    /// A success in JSON.
    #[must_use]
    pub fn json(body: &Value) -> Self {
        Self::of(200, "application/json", &body.to_string())
    }

    /// A problem as RFC 9457 has it.
    #[must_use]
    pub fn problem(status: u16, problem: &Value) -> Self {
        Self::of(status, "application/problem+json", &problem.to_string())
    }

    /// Any status, media type and body.
    #[must_use]
    pub fn of(status: u16, media: &'static str, body: &str) -> Self {
        Self { status, media, headers: Vec::new(), body: body.as_bytes().to_vec() }
    }

    /// The same with a further header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let Self { status, media, headers, body } = self;
        let mut head = format!("HTTP/1.1 {status} Said\r\ncontent-type: {media}\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        // A 204 and a 304 have no body, and no length of one.
        if !matches!(status, 204 | 304) {
            head += &format!("content-length: {}\r\n", body.len());
        }
        let mut bytes = (head + "\r\n").into_bytes();
        bytes.extend_from_slice(body);
        bytes
    }
}

impl From<Reply> for Deed {
    fn from(reply: Reply) -> Self {
        Self::Say(reply)
    }
}
