//! A server that follows a script: it expects packets and sends packets, byte by byte its own
//! way, over a real socket. The tests of the client and of the worker include this file.

use std::future::Future;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

/// Nothing that a test waits for takes this long, unless it does not happen at all.
const DEADLINE: Duration = Duration::from_secs(120);

/// Waits for what has to happen.
pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(DEADLINE, future)
        .await
        .unwrap_or_else(|_| panic!("waited in vain for {what}"))
}

/// An address that nobody listens at. The port is kept as long as this lives: a free one might be
/// the next test's.
pub struct Nowhere {
    _socket: TcpSocket,
    pub address: String,
}

impl Nowhere {
    pub fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // So that a server may listen there after all.
        socket.set_reuseaddr(true).unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = socket.local_addr().unwrap().to_string();
        Self {
            _socket: socket,
            address,
        }
    }
}

/// Where the scripted server listens.
pub struct Server {
    listener: TcpListener,
    pub address: String,
}

impl Server {
    pub async fn listen() -> Self {
        Self::listen_at("127.0.0.1:0").await
    }

    pub async fn listen_at(address: &str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        Self { listener, address }
    }

    pub async fn accept(&self) -> Peer {
        let (socket, _) = soon("a connection", self.listener.accept()).await.unwrap();
        Peer { socket }
    }
}

/// One connection of the scripted server.
pub struct Peer {
    socket: TcpStream,
}

impl Peer {
    /// The next packet: its type and its body.
    pub async fn next(&mut self) -> (u32, Vec<u8>) {
        soon("a packet", async {
            let mut header = [0; 12];
            self.socket.read_exact(&mut header).await.unwrap();
            assert_eq!(&header[..4], b"\0REQ");
            let size = number(&header[8..]) as usize;
            let mut body = vec![0; size];
            self.socket.read_exact(&mut body).await.unwrap();
            (number(&header[4..8]), body)
        })
        .await
    }

    /// Waits until there is something to read; whether there is, and not the end.
    #[allow(dead_code, reason = "not all tests that include this file need it")]
    pub async fn peek(&self) -> bool {
        matches!(self.socket.peek(&mut [0]).await, Ok(1))
    }

    /// The next packet is this one.
    pub async fn expect(&mut self, kind: u32, arguments: &[&[u8]]) {
        let (found, body) = self.next().await;
        let shown = body.escape_ascii().to_string();
        assert_eq!(
            (found, shown),
            (kind, arguments.join(&0).escape_ascii().to_string())
        );
    }

    pub async fn send(&mut self, kind: u32, arguments: &[&[u8]]) {
        self.send_all(&[(kind, arguments)]).await;
    }

    /// Sends several packets in one piece.
    pub async fn send_all(&mut self, packets: &[(u32, &[&[u8]])]) {
        let mut bytes = Vec::new();
        for (kind, arguments) in packets {
            let body = arguments.join(&0);
            bytes.extend(b"\0RES");
            bytes.extend(kind.to_be_bytes());
            bytes.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
            bytes.extend(body);
        }
        self.send_raw(&bytes).await;
    }

    pub async fn send_raw(&mut self, bytes: &[u8]) {
        soon("room to write", self.socket.write_all(bytes))
            .await
            .unwrap();
    }

    /// The other side closes the connection, and sends nothing before that.
    pub async fn expect_end(&mut self) {
        let read = soon("the end", self.socket.read(&mut [0])).await;
        assert!(matches!(read, Ok(0)), "{read:?}");
    }
}

fn number(bytes: &[u8]) -> u32 {
    u32::from_be_bytes(bytes.try_into().unwrap())
}
