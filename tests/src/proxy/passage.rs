//! One request on its way through the proxy, and its answer on the way back.

use std::net::SocketAddr;
use std::sync::Mutex;

use anyhow::{Context, Result};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::exchange::Exchange;
use super::hold::{Detour, Point};
use super::journal::{Journal, Meddling, lock};
use super::stand_in::StandIn;
use crate::message::{Message, Side};

/// One request on its way.
pub(super) struct Passage<'a> {
    journal: &'a Mutex<Journal>,
    place: usize,
    /// Whether it is among the syncs under way.
    counts: bool,
    meddling: Option<Meddling>,
}

impl<'a> Passage<'a> {
    pub(super) fn begin(journal: &'a Mutex<Journal>, request: Message) -> Self {
        let exchange = Exchange::new(request);
        let (is_sync, path) = (exchange.is_sync(), exchange.path().to_owned());
        let mut noted = lock(journal);
        let place = noted.exchanges.len();
        noted.exchanges.push(exchange);
        let meddling = noted.next_meddling(&path);
        if is_sync {
            noted.syncs_under_way += 1;
            noted.most_syncs_under_way = noted.most_syncs_under_way.max(noted.syncs_under_way);
        }
        Self { journal, place, counts: is_sync, meddling }
    }

    /// Where the request is to arrive late.
    pub(super) fn detour(&mut self) -> Option<Detour> {
        match self.meddling.take_if(|meddling| matches!(meddling, Meddling::Delay(_))) {
            Some(Meddling::Delay(detour)) => Some(detour),
            _ => None,
        }
    }

    /// Where someone else answers.
    pub(super) fn stand_in(&self) -> Option<StandIn> {
        let noted = lock(self.journal);
        let (path, conduct) = noted.stand_in.as_ref()?;
        (noted.exchanges[self.place].path() == *path).then(|| conduct.clone())
    }

    /// True where the answer went through whole.
    pub(super) async fn run(
        mut self,
        client: &mut TcpStream,
        server: SocketAddr,
        request: &Message,
    ) -> Result<bool> {
        if !self.goes_on_from(Point::BeforeForwarding).await {
            return Ok(false);
        }
        if self.meddling.take_if(|meddling| matches!(meddling, Meddling::Double)).is_some() {
            let mut server = TcpStream::connect(server).await?;
            server.write_all(&request.bytes).await?;
            Message::read(&mut server, Side::Answer).await?.context("the server gave no answer")?;
        }
        let mut server = TcpStream::connect(server).await?;
        let spoilt = matches!(self.meddling, Some(Meddling::SpoilToken));
        let bytes = if spoilt { request.with_spoilt_token() } else { request.bytes.clone() };
        server.write_all(&bytes).await?;
        let answer = Message::read(&mut server, Side::Answer).await?.context("the server gave no answer")?;
        lock(self.journal).exchanges[self.place].answer = Some(answer.clone());
        if !self.goes_on_from(Point::BeforeAnswer).await {
            return Ok(false);
        }
        let (half, rest) = answer.bytes.split_at(answer.head + answer.body().len() / 2);
        client.write_all(half).await?;
        if !self.goes_on_from(Point::HalfOfAnswer).await {
            return Ok(false);
        }
        // Before the client can know that it is over, and send the next one.
        self.end();
        client.write_all(rest).await?;
        Ok(true)
    }

    fn end(&mut self) {
        if std::mem::take(&mut self.counts) {
            lock(self.journal).syncs_under_way -= 1;
        }
    }

    async fn goes_on_from(&mut self, point: Point) -> bool {
        let is_here = |meddling: &mut Meddling| matches!(meddling, Meddling::Hold(at, _) if *at == point);
        match self.meddling.take_if(is_here) {
            Some(Meddling::Hold(_, trap)) => trap.spring().await,
            _ => true,
        }
    }
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        self.end();
    }
}
