//! Where a server listens, as people write it.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// Port of the Gearman protocol.
pub const PORT_DEFAULT: u16 = 4730;

/// Host and port of a server. Reads `host`, `host:port`, `192.0.2.1:port`, `[2001:db8::1]:port`
/// and a bare IPv6 address; without a port it is [`PORT_DEFAULT`].
///
/// ```
/// use geartrain_link::{PORT_DEFAULT, ServerAddress};
///
/// let server: ServerAddress = "jobs.example".parse()?;
/// assert_eq!((server.host(), server.port()), ("jobs.example", PORT_DEFAULT));
/// # Ok::<(), geartrain_link::AddressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerAddress {
    host: String,
    port: u16,
}

/// Why a text is no address of a server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// There is no host in it.
    #[error("server address `{0}` has no host; write HOST or HOST:PORT")]
    NoHost(String),
    /// What follows the last colon is no port.
    #[error("server address `{0}` has no valid port; write HOST:PORT with a port from 1 to 65535")]
    Port(String),
    /// A bracket is open, or what is inside is no IPv6 address.
    #[error("server address `{0}` is no valid IPv6 address; write [ADDRESS]:PORT")]
    Brackets(String),
}

impl ServerAddress {
    /// The servers that these texts name, each once and in their order; without any it is
    /// `localhost`.
    ///
    /// # Errors
    /// What is wrong with the first text that is no address.
    pub fn list(texts: &[String]) -> Result<Vec<Self>, AddressError> {
        let mut servers: Vec<Self> = Vec::new();
        for text in texts {
            let server = text.parse()?;
            if !servers.contains(&server) {
                servers.push(server);
            }
        }
        if servers.is_empty() {
            servers.push("localhost".parse()?);
        }
        Ok(servers)
    }

    /// Host name or address, IPv6 without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// TCP port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl FromStr for ServerAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.parse::<Ipv6Addr>().is_ok() {
            return Ok(Self {
                host: text.to_owned(),
                port: PORT_DEFAULT,
            });
        }
        if let Some(rest) = text.strip_prefix('[') {
            return bracketed(text, rest);
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, parse_port(text, port)?),
            None => (text, PORT_DEFAULT),
        };
        if host.contains(':') {
            return Err(AddressError::Brackets(text.to_owned()));
        }
        if host.is_empty() || host.contains(char::is_whitespace) {
            return Err(AddressError::NoHost(text.to_owned()));
        }
        Ok(Self {
            host: host.to_owned(),
            port,
        })
    }
}

fn bracketed(text: &str, rest: &str) -> Result<ServerAddress, AddressError> {
    let wrong = || AddressError::Brackets(text.to_owned());
    let (host, after) = rest.split_once(']').ok_or_else(wrong)?;
    host.parse::<Ipv6Addr>().map_err(|_| wrong())?;
    let port = match after.strip_prefix(':') {
        Some(port) => parse_port(text, port)?,
        None if after.is_empty() => PORT_DEFAULT,
        None => return Err(wrong()),
    };
    Ok(ServerAddress {
        host: host.to_owned(),
        port,
    })
}

fn parse_port(text: &str, port: &str) -> Result<u16, AddressError> {
    match port.parse() {
        Ok(port) if port != 0 => Ok(port),
        _ => Err(AddressError::Port(text.to_owned())),
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests;
