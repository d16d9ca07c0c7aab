//! Opening the sockets that are listened on.

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

/// Opens all sockets for a port or none. They have one port, also if the system chooses it.
///
/// # Errors
/// When a host has no address, or an address cannot be listened on. That the machine lacks one of
/// the two families is none, as long as the other one serves.
pub(crate) async fn bind(
    settings: &GearConfig,
    port: u16,
) -> Result<Vec<TcpListener>, ListenError> {
    let hosts = resolve_all(&settings.hosts).await?;
    let mut result = listen_all(&hosts, port, settings.backlog);
    for _ in 1..PORT_ATTEMPTS {
        match &result {
            Err(ListenError::Listen { source, .. })
                if port == 0 && source.kind() == io::ErrorKind::AddrInUse =>
            {
                result = listen_all(&hosts, port, settings.backlog);
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

fn listen_all(
    hosts: &[Vec<IpAddr>],
    mut port: u16,
    backlog: i32,
) -> Result<Vec<TcpListener>, ListenError> {
    let mut listeners = Vec::new();
    for addresses in hosts {
        for listener in listen_on_host(addresses, port, backlog)? {
            listeners.push(listener);
        }
        port = chosen_port(&listeners).unwrap_or(port);
    }
    Ok(listeners)
}

/// Listens on the addresses of one host. A family that the machine lacks is left out, as long as
/// there is another.
fn listen_on_host(
    addresses: &[IpAddr],
    mut port: u16,
    backlog: i32,
) -> Result<Vec<TcpListener>, ListenError> {
    let mut listeners = Vec::new();
    let mut missing = None;
    for ip in addresses {
        let address = SocketAddr::new(*ip, port);
        match listen(address, backlog) {
            Ok(listener) => listeners.push(listener),
            Err(source) if is_missing_family(&source) => {
                debug!(%address, error = %source, "not listening on an address of this kind");
                missing = Some(ListenError::Listen { address, source });
            }
            Err(source) => return Err(ListenError::Listen { address, source }),
        }
        port = chosen_port(&listeners).unwrap_or(port);
    }
    match missing {
        Some(error) if listeners.is_empty() => Err(error),
        Some(_) | None => Ok(listeners),
    }
}

fn chosen_port(listeners: &[TcpListener]) -> Option<u16> {
    let address = listeners.first()?.local_addr().ok()?;
    Some(address.port())
}

/// A socket of its own for each family: one for both would show IPv4 peers under IPv6 addresses.
///
/// The address may be used again right after a restart. A second server on it still fails, which
/// sharing the port would prevent.
fn listen(address: SocketAddr, backlog: i32) -> io::Result<TcpListener> {
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
    socket.listen(backlog)?;
    TcpListener::from_std(socket.into())
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
