//! One HTTP/1.1 message as it was on the wire: its bytes, and what they say. It knows bodies of a stated length;
//! anything else is refused, since neither side here sends it.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// More than any of the programs sends.
const MOST_HEADERS: usize = 64;

/// A request or an answer.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// Everything, head and body.
    pub(crate) bytes: Vec<u8>,
    /// How many of them are the head.
    pub(crate) head: usize,
    pub(crate) start: Start,
    headers: Vec<(String, String)>,
}

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Request { method: String, target: String },
    Answer { status: u16 },
}

/// Which of the two is read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Side {
    Request,
    Answer,
}

impl Message {
    /// The next message, or none where the other side closed the connection between two.
    pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin), side: Side) -> Result<Option<Self>> {
        let mut bytes = Vec::new();
        let mut message = loop {
            if let Some(message) = Self::parse(&bytes, side)? {
                break message;
            }
            if stream.read_buf(&mut bytes).await? == 0 {
                ensure!(bytes.is_empty(), "the connection was closed within a head");
                return Ok(None);
            }
        };
        let whole = message.head + message.body_length()?;
        while bytes.len() < whole {
            ensure!(stream.read_buf(&mut bytes).await? > 0, "the connection was closed within a body");
        }
        ensure!(bytes.len() == whole, "a second message came before the first was answered");
        message.bytes = bytes;
        Ok(Some(message))
    }

    /// A header's value; names in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// What comes after the head.
    pub(crate) fn body(&self) -> &[u8] {
        &self.bytes[self.head..]
    }

    /// The body as JSON, null where there is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(self.body()).unwrap_or_default()
    }

    /// Its bytes, with each character of the access token replaced.
    pub(crate) fn with_spoilt_token(&self) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        let token = self.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        if let Some(token) = token.filter(|token| !token.is_empty()) {
            let head = &mut bytes[..self.head];
            if let Some(at) = head.windows(token.len()).position(|window| window == token.as_bytes()) {
                head[at..at + token.len()].fill(b'0');
            }
        }
        bytes
    }

    /// Whether the sender closes the connection after it.
    pub(crate) fn is_last(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }

    fn parse(bytes: &[u8], side: Side) -> Result<Option<Self>> {
        let mut room = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let (status, start, headers) = match side {
            Side::Request => {
                let mut request = httparse::Request::new(&mut room);
                let status = request.parse(bytes).context("this is no HTTP request")?;
                let start = request.method.zip(request.path);
                let start = start
                    .map(|(method, target)| Start::Request { method: method.into(), target: target.into() });
                (status, start, request.headers)
            }
            Side::Answer => {
                let mut answer = httparse::Response::new(&mut room);
                let status = answer.parse(bytes).context("this is no HTTP answer")?;
                (status, answer.code.map(|status| Start::Answer { status }), answer.headers)
            }
        };
        let httparse::Status::Complete(head) = status else { return Ok(None) };
        let headers = headers.iter().map(|header| {
            let value = std::str::from_utf8(header.value).context("a header is no text")?;
            Ok((header.name.to_ascii_lowercase(), value.to_owned()))
        });
        let start = start.context("a head without a first line")?;
        Ok(Some(Self { bytes: Vec::new(), head, start, headers: headers.collect::<Result<_>>()? }))
    }

    fn body_length(&self) -> Result<usize> {
        if self.header("transfer-encoding").is_some() {
            bail!("this proxy knows bodies of a stated length only");
        }
        self.header("content-length").map_or(Ok(0), |length| length.parse().context("no length of a body"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nX-A: b\r\n\r\n{\"a\":1}";

    #[tokio::test]
    async fn a_message_that_comes_byte_by_byte_is_read_whole() -> Result<()> {
        let (mut sender, mut receiver) = tokio::io::duplex(1);
        let sending = async move { tokio::io::AsyncWriteExt::write_all(&mut sender, ANSWER).await };
        let (sent, read) = tokio::join!(sending, Message::read(&mut receiver, Side::Answer));
        sent?;
        let message = read?.context("nothing was read")?;
        assert_eq!(message.start, Start::Answer { status: 200 });
        assert_eq!((message.header("x-a"), message.json()), (Some("b"), serde_json::json!({"a": 1})));
        assert_eq!(message.bytes, ANSWER);
        Ok(())
    }

    #[tokio::test]
    async fn a_connection_that_ends_is_an_end_between_messages_and_an_error_within_one() -> Result<()> {
        assert!(Message::read(&mut &b""[..], Side::Answer).await?.is_none());
        for cut in [10, ANSWER.len() - 1] {
            assert!(Message::read(&mut &ANSWER[..cut], Side::Answer).await.is_err(), "cut at {cut}");
        }
        Ok(())
    }
}
