//! How much a client may ask for at once and in a minute. Values alone; `http` holds requests against them.

use std::num::NonZeroU32;
use std::time::Duration;

/// The greatest number of tasks in one request; the API's own limit.
const MAX_TASKS: u32 = 100;

/// What one request, one client and all of them together may take of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The greatest size of a `POST /v1/sync`, in bytes.
    pub max_body_bytes: usize,
    /// The greatest number of tasks in a `POST /v1/sync`: 1 to 100.
    pub max_batch_tasks: u32,
    /// How many requests an account may make in a minute, over all its devices.
    pub syncs_per_minute: NonZeroU32,
    /// How often a minute may bring a sign-in from one address, and how often one for one name.
    pub logins_per_minute: NonZeroU32,
    /// How often one address may refresh, or bring an access token that is not good, in a minute.
    pub refreshes_per_minute: NonZeroU32,
    /// The greatest size of a blob, in bytes; 0 takes no blobs, nor screenshots.
    pub max_blob_bytes: u64,
    /// How long the body of a request may take to arrive; that of a blob, how long nothing of it may come.
    pub request_timeout: Duration,
    /// How many requests are worked on at once; whoever comes beyond that is asked to come again.
    pub requests_at_once: usize,
    /// How many connections are held at once; further ones wait to be accepted.
    pub connections: usize,
}

impl Default for Limits {
    /// 4 MiB, 100 tasks, 600 syncs, 20 sign-ins, 60 refreshes, 32 MiB, 30 seconds, 64 requests, 512 connections.
    ///
    /// The size is a hundred tasks of 40 KiB: an entry with the longest description, in the widest
    /// characters, takes 20 KiB. A client that brings a full queue of 10,000 tasks needs 1,000 requests at
    /// its smallest step of 10 and waits for each answer, so 600 a minute slows nobody who is honest; twenty
    /// guesses a minute make a password of eight characters last. A picture of the largest screens takes up to some
    /// 30 MB without loss. The API's clients wait 30 s for an answer. A
    /// process has 1,024 files by default on Linux; half of them for connections leaves room for the rest.
    fn default() -> Self {
        let number = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self {
            max_body_bytes: 4 * 1024 * 1024,
            max_batch_tasks: MAX_TASKS,
            syncs_per_minute: number(600),
            logins_per_minute: number(20),
            refreshes_per_minute: number(60),
            max_blob_bytes: 32 * 1024 * 1024,
            request_timeout: Duration::from_secs(30),
            requests_at_once: 64,
            connections: 512,
        }
    }
}
