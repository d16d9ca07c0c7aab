//! What the command line is read against: the environment and the machine.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use geartrain_store::StatePlaces;

use super::setting::VARIABLE_PREFIX;
use crate::process::ServiceVariables;

/// Everything besides the command line that has a say in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// `GEARMAND_PORT`, if it is set and not empty.
    pub port: Option<String>,
    /// `RUST_LOG`, if it is set and not empty.
    pub log_filter: Option<String>,
    /// All variables whose names begin as those of settings do, by name.
    pub variables: Vec<(String, OsString)>,
    /// Files that the options of TLS leave open.
    pub ssl: SslFiles,
    /// What tells where jobs are kept unless an option does.
    pub state: StatePlaces,
    /// Name of this machine.
    pub host_name: String,
    /// gearmand's file of options that is read when it exists and no other is named.
    pub default_file: PathBuf,
    /// TOML file that is read when it exists and no other is named.
    pub default_toml: PathBuf,
    /// Whether the system has a log that can be written to.
    pub has_syslog: bool,
    /// Whether a service manager watches this very process.
    pub is_service: bool,
}

/// Files for TLS that gearmand's environment names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SslFiles {
    /// `GEARMAND_CA_CERTIFICATE`, if it is set and not empty.
    pub ca: Option<PathBuf>,
    /// `GEARMAND_SERVER_PEM`, if it is set and not empty.
    pub certificate: Option<PathBuf>,
    /// `GEARMAND_SERVER_KEY`, if it is set and not empty.
    pub key: Option<PathBuf>,
}

impl Surroundings {
    /// Those of this process; an empty environment is fine.
    #[must_use]
    pub fn of_process() -> Self {
        Self {
            port: variable("GEARMAND_PORT"),
            log_filter: variable("RUST_LOG"),
            variables: variables(),
            ssl: SslFiles {
                ca: path("GEARMAND_CA_CERTIFICATE"),
                certificate: path("GEARMAND_SERVER_PEM"),
                key: path("GEARMAND_SERVER_KEY"),
            },
            state: StatePlaces::of_process(nix::unistd::geteuid().is_root()),
            host_name: host_name(),
            default_file: PathBuf::from("/etc/gearmand.conf"),
            default_toml: PathBuf::from("/etc/geartrain.toml"),
            has_syslog: Path::new(crate::logging::SYSLOG_SOCKET).exists(),
            is_service: ServiceVariables::of_process().name_this_process(),
        }
    }
}

fn variable(name: &str) -> Option<String> {
    let value = env::var_os(name)?.to_string_lossy().into_owned();
    (!value.is_empty()).then_some(value)
}

fn variables() -> Vec<(String, OsString)> {
    let all = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let mut ours: Vec<_> = all
        .filter(|(name, _)| name.starts_with(VARIABLE_PREFIX))
        .collect();
    ours.sort();
    ours
}

fn path(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

fn host_name() -> String {
    let name = nix::unistd::gethostname().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
