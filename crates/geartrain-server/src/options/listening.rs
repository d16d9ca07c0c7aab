//! Options of the Gearman listener and its connections.

use std::time::Duration;

use super::{OptionsError, Surroundings, port, quantity};
use crate::config::{GearConfig, Keepalive, PORT_DEFAULT, TlsConfig};

/// Connections that the system holds ready; a shorter line stalls bursts of connections for a
/// second each.
const BACKLOG_DEFAULT: i32 = 4_096;

/// Packets are kept in memory as a whole, and their size is 32 bits on the wire. An assignment is
/// larger than its submission by the job's handle.
const PACKET_BYTES_MAX: usize = u32::MAX as usize - 1_024;

/// Every address of the machine, as C's resolver and so gearmand take it.
const ALL_HOSTS: &str = "*";

/// A lost peer is noticed after about two minutes.
const KEEPALIVE_DEFAULT: Keepalive = Keepalive {
    idle: Duration::from_secs(60),
    interval: Duration::from_secs(15),
    probes: 4,
};

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Listening")]
pub(super) struct ListeningOptions {
    /// Address or host name to listen on, repeatable; * for all [default: all]
    #[arg(short = 'L', long, value_name = "HOST")]
    listen: Vec<String>,

    /// Port, 0 for a free one [default: $GEARMAND_PORT, else 4730]
    #[arg(short, long, value_name = "PORT", value_parser = port::parse)]
    port: Option<u16>,

    /// Connections that wait to be accepted
    #[arg(short, long, value_name = "N", default_value_t = BACKLOG_DEFAULT,
          value_parser = clap::value_parser!(i32).range(1..))]
    backlog: i32,

    /// Connections at a time [default: as file descriptors allow]
    #[arg(long, value_name = "N", value_parser = quantity::count)]
    connections_max: Option<usize>,

    /// Bytes of one packet
    #[arg(long, value_name = "SIZE", default_value = "128MiB", value_parser = packet_bytes)]
    packet_bytes_max: usize,

    /// Bytes that may wait for a peer that does not read
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = quantity::bytes)]
    outbox_bytes_max: usize,

    /// Notice dead peers by TCP keepalive; on unless switched off
    #[arg(long, overrides_with = "no_keepalive")]
    keepalive: bool,

    /// Never probe silent peers
    #[arg(long, overrides_with = "keepalive")]
    no_keepalive: bool,

    /// Seconds before the first probe, -1 for 60
    #[arg(long, value_name = "SECONDS", default_value_t = -1, hide_default_value = true, allow_negative_numbers = true,
          value_parser = clap::value_parser!(i32).range(-1..=32_767))]
    keepalive_idle: i32,

    /// Seconds between probes, -1 for 15
    #[arg(long, value_name = "SECONDS", default_value_t = -1, hide_default_value = true, allow_negative_numbers = true,
          value_parser = clap::value_parser!(i32).range(-1..=32_767))]
    keepalive_interval: i32,

    /// Unanswered probes before a peer counts as dead, -1 for 4
    #[arg(long, value_name = "N", default_value_t = -1, hide_default_value = true, allow_negative_numbers = true,
          value_parser = clap::value_parser!(i32).range(-1..=127))]
    keepalive_count: i32,

    /// How long a stop waits for replies to be written
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = quantity::time)]
    stop_grace: Duration,

    /// Obey the admin command `shutdown`
    #[arg(long)]
    enable_shutdown_command: bool,
}

impl ListeningOptions {
    pub(super) fn check(
        self,
        surroundings: &Surroundings,
        handle_prefix: String,
        run_limit_min: Duration,
        tls: Option<TlsConfig>,
    ) -> Result<GearConfig, OptionsError> {
        let port = main_port(self.port, surroundings)?;
        check_ports(port, tls.as_ref())?;
        Ok(GearConfig {
            port,
            tls,
            keepalive: self.keepalive(),
            hosts: check_hosts(&self.listen)?,
            backlog: self.backlog,
            connections_max: self.connections_max.unwrap_or(usize::MAX),
            packet_bytes_max: self.packet_bytes_max,
            outbox_bytes_max: self.outbox_bytes_max,
            run_limit_min,
            handle_prefix,
            stop_grace: self.stop_grace,
            shutdown_command: self.enable_shutdown_command,
        })
    }

    fn keepalive(&self) -> Option<Keepalive> {
        let default = KEEPALIVE_DEFAULT;
        let seconds = |given: i32, default: Duration| {
            positive(given).map_or(default, |seconds| Duration::from_secs(u64::from(seconds)))
        };
        (!self.no_keepalive).then(|| Keepalive {
            idle: seconds(self.keepalive_idle, default.idle),
            interval: seconds(self.keepalive_interval, default.interval),
            probes: positive(self.keepalive_count).unwrap_or(default.probes),
        })
    }
}

/// 0 and less stand for the default, as in gearmand.
fn positive(value: i32) -> Option<u32> {
    u32::try_from(value).ok().filter(|value| *value > 0)
}

fn main_port(given: Option<u16>, surroundings: &Surroundings) -> Result<u16, OptionsError> {
    let Some(text) = surroundings.port.as_ref().filter(|_| given.is_none()) else {
        return Ok(given.unwrap_or(PORT_DEFAULT));
    };
    port::parse(text)
        .map_err(|_| OptionsError::Usage(format!("GEARMAND_PORT is {text:?}, which is no port")))
}

/// Plain text and TLS cannot share a port; two ports that the system chooses differ.
fn check_ports(port: u16, tls: Option<&TlsConfig>) -> Result<(), OptionsError> {
    match tls.and_then(|tls| tls.port) {
        Some(tls_port) if tls_port == port && port != 0 => Err(OptionsError::Usage(format!(
            "--ssl-port is {port}, as is --port; leave it out for TLS on that port"
        ))),
        Some(_) | None => Ok(()),
    }
}

/// None for all addresses.
fn check_hosts(hosts: &[String]) -> Result<Vec<String>, OptionsError> {
    let bare: Result<Vec<_>, _> = hosts.iter().map(|host| check_host(host)).collect();
    let has_all = hosts.iter().any(|host| host == ALL_HOSTS);
    bare.map(|bare| if has_all { Vec::new() } else { bare })
}

/// Takes the brackets off an IPv6 address; whether a name exists shows when it is listened on.
fn check_host(host: &str) -> Result<String, OptionsError> {
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host);
    if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(OptionsError::Usage(format!(
            "--listen {host:?} is no address and no host name"
        )));
    }
    Ok(bare.to_owned())
}

fn packet_bytes(text: &str) -> Result<usize, String> {
    match quantity::bytes(text)? {
        bytes if bytes <= PACKET_BYTES_MAX => Ok(bytes),
        _ => Err("expected less than 4GiB".to_owned()),
    }
}

#[cfg(test)]
mod tests;
