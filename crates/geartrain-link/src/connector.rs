//! How servers are connected to.

use std::io;
use std::time::Duration;

use tokio::time::timeout;

use crate::socket::{encrypted, plain};
use crate::{Link, ReadSide, ServerAddress, Tls, WriteSide, connect};

/// A deadline and, if wanted, TLS.
///
/// ```no_run
/// use std::time::Duration;
/// use geartrain_link::Connector;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let connector = Connector { deadline: Duration::from_secs(5), tls: None };
/// let link = connector.link(&"localhost:4730".parse()?).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Connector {
    /// Time to connect, for name resolution and the handshake together.
    pub deadline: Duration,
    /// How the server is verified and what it is shown; `None` for plain text.
    pub tls: Option<Tls>,
}

impl Connector {
    /// Connects, for packets.
    ///
    /// # Errors
    /// What the system says, what is wrong with the server's certificate;
    /// [`io::ErrorKind::TimedOut`] when the deadline passes first.
    pub async fn link(&self, server: &ServerAddress) -> io::Result<Link> {
        let (read, write) = self.open(server).await?;
        Ok(Link::over(read, write))
    }

    /// Connects, for bytes.
    ///
    /// # Errors
    /// As [`link`](Self::link).
    pub async fn open(&self, server: &ServerAddress) -> io::Result<(ReadSide, WriteSide)> {
        let Some(tls) = &self.tls else {
            return Ok(plain(connect(server, self.deadline).await?));
        };
        let attempt = async {
            let socket = connect(server, self.deadline).await?;
            tls.shake_hands(server, socket).await
        };
        let no_answer = |_| {
            let text = format!("no TLS handshake within {:?}", self.deadline);
            io::Error::new(io::ErrorKind::TimedOut, text)
        };
        let stream = timeout(self.deadline, attempt).await.map_err(no_answer)??;
        Ok(encrypted(stream))
    }
}
