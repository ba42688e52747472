//! The proxy before a server that says yes to everything.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::AsyncReadExt as _;

use super::*;

const REQUEST: &[u8] = b"POST /v1/sync HTTP/1.1\r\ncontent-length: 0\r\n\r\n";
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ntrue";

async fn proxy() -> Result<Proxy> {
    Ok(counted().await?.0)
}

/// A proxy before a server that says yes to everything, and how often it did.
async fn counted() -> Result<(Proxy, Arc<AtomicUsize>)> {
    let met = Arc::new(AtomicUsize::new(0));
    let meets = Arc::clone(&met);
    let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let mut proxy = Proxy::new()?;
    proxy.up(server.local_addr()?)?;
    tokio::spawn(async move {
        while let Ok((mut client, _)) = server.accept().await {
            if Message::read(&mut client, Side::Request).await.is_ok_and(|request| request.is_some()) {
                meets.fetch_add(1, Ordering::Relaxed);
                client.write_all(ANSWER).await?;
            }
        }
        Ok::<_, std::io::Error>(())
    });
    Ok((proxy, met))
}

async fn send(proxy: &Proxy) -> Result<TcpStream> {
    let mut client = TcpStream::connect(proxy.address).await?;
    client.write_all(REQUEST).await?;
    Ok(client)
}

#[tokio::test]
async fn a_request_is_held_at_its_point_and_then_passed_or_cut() -> Result<()> {
    let proxy = proxy().await?;
    for (point, answers, seen) in [
        (Point::BeforeForwarding, 0, 0),
        (Point::BeforeAnswer, 1, 0),
        (Point::HalfOfAnswer, 1, ANSWER.len() - 2),
    ] {
        for pass in [true, false] {
            let before = proxy.exchanges().iter().filter(|exchange| exchange.status().is_some()).count();
            let mut hold = proxy.hold_sync(1, point);
            let mut client = send(&proxy).await?;
            hold.reached().await?;
            let after = proxy.exchanges().iter().filter(|exchange| exchange.status().is_some()).count();
            assert_eq!(after - before, answers, "the server was met or not: {point:?}");
            let mut read = vec![0; if pass { ANSWER.len() } else { seen }];
            match pass {
                true => hold.pass(),
                false => drop(hold),
            }
            client.read_exact(&mut read).await?;
            assert_eq!(read, &ANSWER[..read.len()]);
            if !pass {
                assert_eq!(client.read(&mut [0]).await?, 0, "cut: {point:?}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn requests_that_are_under_way_at_once_are_counted_as_such() -> Result<()> {
    let proxy = proxy().await?;
    let mut read = [0; ANSWER.len()];
    send(&proxy).await?.read_exact(&mut read).await?;
    let mut hold = proxy.hold_sync(2, Point::BeforeAnswer);
    send(&proxy).await?.read_exact(&mut read).await?;
    let _held = send(&proxy).await?;
    hold.reached().await?;
    assert_eq!(proxy.most_syncs_under_way(), 1);
    send(&proxy).await?.read_exact(&mut read).await?;
    assert_eq!(proxy.most_syncs_under_way(), 2);
    Ok(())
}

#[tokio::test]
async fn a_doubled_request_reaches_the_server_twice_and_its_client_once() -> Result<()> {
    let (proxy, met) = counted().await?;
    proxy.double_sync(1);
    let mut read = [0; ANSWER.len()];
    send(&proxy).await?.read_exact(&mut read).await?;
    assert_eq!((&read[..], met.load(Ordering::Relaxed), proxy.exchanges().len()), (ANSWER, 2, 1));
    Ok(())
}

#[tokio::test]
async fn a_late_request_reaches_the_server_when_its_client_is_long_gone() -> Result<()> {
    let (proxy, met) = counted().await?;
    let late = proxy.delay_sync(1);
    let mut client = send(&proxy).await?;
    assert_eq!(client.read(&mut [0]).await?, 0, "cut");
    assert_eq!(met.load(Ordering::Relaxed), 0);
    late.arrive().await?;
    assert_eq!(met.load(Ordering::Relaxed), 1);
    Ok(())
}

#[tokio::test]
async fn while_it_is_down_connections_are_refused_and_its_address_stays() -> Result<()> {
    let mut proxy = proxy().await?;
    let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    proxy.down().await?;
    let refused = TcpStream::connect(proxy.address).await.map_err(|error| error.kind());
    assert_eq!(refused.err(), Some(std::io::ErrorKind::ConnectionRefused));
    proxy.up(server.local_addr()?)?;
    TcpStream::connect(proxy.address).await?;
    Ok(())
}
