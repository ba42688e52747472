//! Who answers in a server's place, and how badly.

use std::net::SocketAddr;

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::message::{Message, Side};
use crate::scripted::Reply;

/// How a request is answered.
#[derive(Clone, Debug)]
pub enum StandIn {
    /// This is said.
    Say(Reply),
    /// These bytes go out, whatever they say of themselves, and the connection ends.
    Raw(Vec<u8>),
    /// The connection is reset.
    Reset,
    /// The server works, and the connection is reset before its answer.
    WorkAndReset,
    /// No answer ever comes.
    Silence,
}

impl StandIn {
    /// True where the connection goes on.
    pub(super) async fn answer(
        self,
        client: &mut TcpStream,
        server: SocketAddr,
        request: &Message,
    ) -> Result<bool> {
        match self {
            Self::Say(reply) => {
                client.write_all(&reply.bytes()).await?;
                return Ok(true);
            }
            Self::Raw(bytes) => client.write_all(&bytes).await?,
            Self::Reset => client.set_zero_linger()?,
            Self::WorkAndReset => {
                let mut server = TcpStream::connect(server).await?;
                server.write_all(&request.bytes).await?;
                Message::read(&mut server, Side::Answer).await?;
                client.set_zero_linger()?;
            }
            // Until the client hangs up.
            Self::Silence => while client.read(&mut [0; 64]).await? > 0 {},
        }
        Ok(false)
    }
}
