//! What may be set about connections. Time-outs of a request and limits of its answer come with the request.

use std::time::Duration;

use super::{ExtraRoots, ProxyChoice};

/// How connections are made and kept.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HttpOptions {
    /// From the look-up of the name to the end of the TLS handshake. Shorter than any request's own
    /// time-out: an attempt to connect that ends by this one has surely sent nothing.
    pub connect_timeout: Duration,
    /// How long a connection is kept for the next request.
    pub idle_timeout: Duration,
    /// Which proxies are used.
    pub proxy: ProxyChoice,
    /// Whom TLS trusts besides the operating system's authorities.
    pub extra_roots: ExtraRoots,
}

impl Default for HttpOptions {
    /// 10 s to connect: TCP tries at 0, 1, 3 and 7 s (RFC 6298), and the handshake follows. 5 s to keep:
    /// the batches of one sync share a connection; nothing is kept from one sync to the next, where a
    /// laptop that slept or moved would find it dead. The pool's own timer ends with its last connection,
    /// so an idle program does nothing.
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(5),
            proxy: ProxyChoice::default(),
            extra_roots: ExtraRoots::default(),
        }
    }
}
