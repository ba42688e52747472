//! What buckets are for: an account, an address, a name.

use std::net::{IpAddr, Ipv6Addr};

use sha2::{Digest as _, Sha256};

/// What tells one bucket of a limit from another.
pub(crate) trait BucketKey {
    /// Writes bytes that no other key of this kind writes.
    fn write(&self, into: &mut dyn FnMut(&[u8]));
}

impl BucketKey for String {
    fn write(&self, into: &mut dyn FnMut(&[u8])) {
        into(self.as_bytes());
    }
}

/// Where a request comes from, as far as it counts: an IPv4 address or an IPv6 network of 64 bits, which is
/// what one household or machine gets. None where the server does not know, as in a test without a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Address(Option<IpAddr>);

impl Address {
    pub(crate) fn of(address: Option<IpAddr>) -> Self {
        Self(address.map(|address| match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (!0 << 64))),
        }))
    }
}

impl BucketKey for Address {
    fn write(&self, into: &mut dyn FnMut(&[u8])) {
        match self.0 {
            Some(IpAddr::V4(address)) => into(&address.octets()),
            Some(IpAddr::V6(address)) => into(&address.octets()),
            None => {}
        }
    }
}

/// The name somebody signs in with, as a digest: whatever is sent takes 32 bytes, and a dump shows no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NameDigest([u8; 32]);

impl NameDigest {
    pub(crate) fn of(name: &str) -> Self {
        Self(Sha256::digest(name.as_bytes()).into())
    }
}

impl BucketKey for NameDigest {
    fn write(&self, into: &mut dyn FnMut(&[u8])) {
        into(&self.0);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::rates::BucketId;

    #[test]
    fn a_network_of_ipv6_counts_as_one_address_and_a_mapped_address_as_its_own() {
        let address = |text: &str| BucketId::of("a", &Address::of(Some(text.parse().unwrap())));
        assert_eq!(address("2001:db8:0:1::1"), address("2001:db8:0:1:ffff::2"));
        assert_ne!(address("2001:db8:0:1::1"), address("2001:db8:0:2::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
        assert_ne!(address("192.0.2.1"), address("192.0.2.2"));
    }

    #[test]
    fn the_same_key_has_a_bucket_in_each_limit() {
        let key = Address::of(None);
        assert_ne!(BucketId::of("a", &key), BucketId::of("b", &key));
    }
}
