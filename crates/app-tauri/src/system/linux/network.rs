//! Word of another network: the kernel's own, of addresses and routes that come and go (rtnetlink). What has changed is
//! not read: whoever hears of it tries and sees.
//!
//! Links are left out: a wireless one reports each of its scans, and one that comes up brings an address or a route.

use std::io;

use rustix::io::Errno;
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, socket_with};

use super::readable::Readable;

/// The groups of linux/rtnetlink.h: RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE, RTMGRP_IPV6_IFADDR, RTMGRP_IPV6_ROUTE.
const ADDRESSES_AND_ROUTES: u32 = 0x10 | 0x40 | 0x100 | 0x400;

/// Hears of the network.
pub(super) struct Network(Readable);

impl Network {
    /// Listens from now on.
    pub(super) fn open() -> io::Result<Self> {
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        // No protocol is NETLINK_ROUTE.
        let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, flags, None)?;
        bind(&socket, &SocketAddrNetlink::new(0, ADDRESSES_AND_ROUTES))?;
        Ok(Self(Readable::new(socket)?))
    }

    /// Waits until something has changed. Whatever has come by then is one change.
    pub(super) async fn heard(&mut self) -> io::Result<()> {
        // A part of a message is enough: the rest goes with it.
        let mut part = [0_u8; 16];
        match self.0.read(&mut part).await {
            // More happened than the kernel could keep: something did.
            Err(error) if error.raw_os_error() == Some(Errno::NOBUFS.raw_os_error()) => {}
            read => drop(read?),
        }
        while self.0.try_read(&mut part).is_ok() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::process::Command;

    use futures_util::future::poll_immediate;

    use super::*;

    /// Set in the process that has a network of its own.
    const INSIDE: &str = "HOMING_TEST_IN_A_NETWORK_OF_ITS_OWN";

    fn ip(line: &str) {
        let done = Command::new("ip").args(line.split(' ')).status();
        assert!(done.is_ok_and(|status| status.success()), "`ip {line}` failed: is iproute2 there?");
    }

    /// Runs itself once more, in a network that nobody else is in, and there as its root.
    #[tokio::test]
    async fn an_address_or_a_route_that_comes_or_goes_is_told_and_a_quiet_network_is_not() {
        if std::env::var_os(INSIDE).is_none() {
            let this = "system::linux::network::tests::\
                        an_address_or_a_route_that_comes_or_goes_is_told_and_a_quiet_network_is_not";
            let mut again = Command::new("unshare");
            again.args(["--user", "--map-root-user", "--net"]).arg(std::env::current_exe().unwrap());
            let inside = again.args([this, "--exact"]).env(INSIDE, "1").output().unwrap();
            let said = String::from_utf8_lossy(&inside.stdout).into_owned();
            let why = String::from_utf8_lossy(&inside.stderr).into_owned();
            assert!(inside.status.success() && said.contains("1 passed"), "{said}{why}");
            return;
        }
        ip("link set lo up");
        let mut network = Network::open().unwrap();
        assert!(poll_immediate(Box::pin(network.heard())).await.is_none());
        for change in [
            "address add 10.9.0.1/24 dev lo",
            "route add 10.9.1.0/24 dev lo",
            "address del 10.9.0.1/24 dev lo",
        ] {
            ip(change);
            network.heard().await.unwrap();
            assert!(
                poll_immediate(Box::pin(network.heard())).await.is_none(),
                "one change is told once: {change}"
            );
        }
    }
}
