//! Ports by number or by the name of the service.

use std::fs;

use crate::config::PORT_DEFAULT;

/// The system's list of services.
const SERVICES: &str = "/etc/services";

/// Reads a port: a number, or the name of a service over TCP that the system lists.
pub(super) fn parse(text: &str) -> Result<u16, String> {
    if text.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '+') {
        return text
            .parse()
            .map_err(|_| "expected a number from 0 to 65535".to_owned());
    }
    // Without a list there is nothing to find in it.
    let services = fs::read_to_string(SERVICES).unwrap_or_default();
    of_service(text, &services)
        .ok_or_else(|| "expected a number or the name of a service over TCP".to_owned())
}

/// Finds a service by its name or another of its names. The one of Gearman is known anyway.
fn of_service(name: &str, services: &str) -> Option<u16> {
    let listed = services.lines().find_map(|line| {
        let entry = line.split('#').next().unwrap_or_default();
        let mut words = entry.split_ascii_whitespace();
        let first = words.next()?;
        let port = words.next()?.strip_suffix("/tcp")?;
        let is_it = first == name || words.any(|other| other == name);
        port.parse().ok().filter(|_| is_it)
    });
    listed.or_else(|| (name == "gearman").then_some(PORT_DEFAULT))
}

#[cfg(test)]
mod tests;
