//! Giving addresses to the sockets that are to be listened on.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use tokio::net::{TcpListener, lookup_host};
use tracing::debug;

use crate::config::GearConfig;

/// How often a port that the system chose for one address is tried on the others.
const PORT_ATTEMPTS: usize = 16;

/// Why there is nothing to listen on.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// A name has no address, or nobody knows it.
    #[error("cannot find an address of {host}: {source}")]
    Resolve {
        /// As it was given.
        host: String,
        /// What the system says.
        source: io::Error,
    },
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {}", reason(source))]
    Listen {
        /// Which one.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

/// A socket that has its address and does not listen yet: the system refuses whoever comes.
pub(crate) struct Bound {
    socket: Socket,
    address: SocketAddr,
}

impl Bound {
    /// The port that it has, also where the system chose it.
    pub(crate) fn port(&self) -> io::Result<u16> {
        let address = self.socket.local_addr()?.as_socket();
        Ok(address.map_or(self.address.port(), |address| address.port()))
    }

    /// Lets the system accept connections.
    ///
    /// # Errors
    /// When another socket listens there, which had the address without listening as well.
    pub(crate) fn listen(self, backlog: i32) -> Result<TcpListener, ListenError> {
        let listening = self.socket.listen(backlog);
        listening
            .and_then(|()| TcpListener::from_std(self.socket.into()))
            .map_err(|source| ListenError::Listen {
                address: self.address,
                source,
            })
    }
}

/// Binds all sockets for a port or none. They have one port, also if the system chooses it.
///
/// # Errors
/// When a host has no address, or an address cannot be listened on. That the machine lacks one of
/// the two families is none, as long as the other one serves.
pub(crate) async fn bind(settings: &GearConfig, port: u16) -> Result<Vec<Bound>, ListenError> {
    let hosts = resolve_all(&settings.hosts).await?;
    let mut result = bind_all(&hosts, port);
    for _ in 1..PORT_ATTEMPTS {
        match &result {
            Err(ListenError::Listen { source, .. })
                if port == 0 && source.kind() == io::ErrorKind::AddrInUse =>
            {
                result = bind_all(&hosts, port);
            }
            Ok(_) | Err(_) => break,
        }
    }
    result
}

/// The addresses of each host; of one unnamed host if there is none, which has all addresses.
async fn resolve_all(hosts: &[String]) -> Result<Vec<Vec<IpAddr>>, ListenError> {
    if hosts.is_empty() {
        return Ok(vec![vec![
            Ipv4Addr::UNSPECIFIED.into(),
            Ipv6Addr::UNSPECIFIED.into(),
        ]]);
    }
    let mut seen = Vec::new();
    let mut resolved = Vec::new();
    for host in hosts {
        let mut addresses = resolve(host).await?;
        addresses.retain(|address| !seen.contains(address));
        seen.extend_from_slice(&addresses);
        resolved.push(addresses);
    }
    Ok(resolved)
}

async fn resolve(host: &str) -> Result<Vec<IpAddr>, ListenError> {
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let failed = |source| ListenError::Resolve {
        host: host.to_owned(),
        source,
    };
    let mut addresses: Vec<IpAddr> = Vec::new();
    for address in lookup_host((name, 0)).await.map_err(failed)? {
        if !addresses.contains(&address.ip()) {
            addresses.push(address.ip());
        }
    }
    if addresses.is_empty() {
        return Err(failed(io::ErrorKind::NotFound.into()));
    }
    Ok(addresses)
}

fn bind_all(hosts: &[Vec<IpAddr>], mut port: u16) -> Result<Vec<Bound>, ListenError> {
    let mut all = Vec::new();
    for addresses in hosts {
        all.extend(bind_host(addresses, port)?);
        port = chosen_port(&all).unwrap_or(port);
    }
    Ok(all)
}

/// Binds the addresses of one host. A family that the machine lacks is left out, as long as there
/// is another.
fn bind_host(addresses: &[IpAddr], mut port: u16) -> Result<Vec<Bound>, ListenError> {
    let mut all = Vec::new();
    let mut missing = None;
    for ip in addresses {
        let address = SocketAddr::new(*ip, port);
        match bind_one(address) {
            Ok(bound) => all.push(bound),
            Err(source) if is_missing_family(&source) => {
                debug!(%address, error = %source, "not listening on an address of this kind");
                missing = Some(ListenError::Listen { address, source });
            }
            Err(source) => return Err(ListenError::Listen { address, source }),
        }
        port = chosen_port(&all).unwrap_or(port);
    }
    match missing {
        Some(error) if all.is_empty() => Err(error),
        Some(_) | None => Ok(all),
    }
}

fn chosen_port(bound: &[Bound]) -> Option<u16> {
    Some(bound.first()?.address.port())
}

/// A socket of its own for each family: one for both would show IPv4 peers under IPv6 addresses.
///
/// The address may be used again right after a restart. A second server on it still fails, which
/// sharing the port would prevent.
fn bind_one(address: SocketAddr) -> io::Result<Bound> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&SockAddr::from(address))?;
    let address = socket.local_addr()?.as_socket().unwrap_or(address);
    Ok(Bound { socket, address })
}

/// The system knows no such addresses, or has switched them off.
fn is_missing_family(error: &io::Error) -> bool {
    const EAFNOSUPPORT: i32 = 97;
    error.raw_os_error() == Some(EAFNOSUPPORT)
        || matches!(
            error.kind(),
            io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported
        )
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => "address already in use".into(),
        io::ErrorKind::AddrNotAvailable => "this machine has no such address".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}
