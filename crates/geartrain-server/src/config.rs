//! Everything that can be set, typed and valid.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use geartrain_dispatch::FunctionOrder;
use geartrain_store::GearmandQueue;

/// Port of the Gearman protocol.
pub const PORT_DEFAULT: u16 = 4730;

/// Settings of one server, checked before anything starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where Gearman's protocol is spoken.
    pub gear: GearConfig,
    /// Where metrics and health are served.
    pub http: HttpListen,
    /// Where jobs are taken over HTTP as by gearmand's plug-in; `None`: nowhere.
    pub http_jobs: Option<HttpJobsConfig>,
    /// What the rules of dispatching are told.
    pub jobs: JobsConfig,
    /// Where background jobs are kept; `None`: in memory only.
    pub store: Option<StoreConfig>,
    /// Where the log goes and how much of it.
    pub log: LogConfig,
    /// What the process asks of the system.
    pub process: ProcessConfig,
    /// Functions with metrics of their own; the rest are counted together.
    pub metrics_functions_max: usize,
}

/// The Gearman listener and its connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GearConfig {
    /// Host names or addresses; empty for every address of the machine, IPv4 and IPv6.
    pub hosts: Vec<String>,
    /// TCP port; 0 lets the system choose one, which tests use.
    pub port: u16,
    /// Connections that the system may hold ready for us.
    pub backlog: i32,
    /// Connections at a time; the limit of file descriptors may allow fewer.
    pub connections_max: usize,
    /// Bytes of a packet's body.
    pub packet_bytes_max: usize,
    /// Bytes that may wait for a peer that does not read, before it is closed; one packet may
    /// always wait, whatever its size.
    pub outbox_bytes_max: usize,
    /// How a dead peer is noticed; `None`: not at all.
    pub keepalive: Option<Keepalive>,
    /// What a worker's lower limit of the time of a run is raised to.
    pub run_limit_min: Duration,
    /// What stands before the number in a handle, such as `H:host:`.
    pub handle_prefix: String,
    /// How long a stop waits for peers to take what is already being written to them.
    pub stop_grace: Duration,
    /// Whether the admin command `shutdown` is obeyed.
    pub shutdown_command: bool,
    /// How TLS is spoken; `None`: not at all.
    pub tls: Option<TlsConfig>,
}

/// TLS on a listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsConfig {
    /// Port of a listener for TLS beside the one for plain text; `None`: the one listener there is
    /// speaks TLS.
    pub port: Option<u16>,
    /// File with the server's certificate and those between it and its authority, in PEM.
    pub certificate: PathBuf,
    /// File with the certificate's key, in PEM.
    pub key: PathBuf,
    /// Who is let in.
    pub clients: ClientCertificates,
}

/// What a peer has to show before it is let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientCertificates {
    /// Nothing; nobody is asked.
    Off,
    /// Nothing, but who shows a certificate must have it from an authority in this file.
    Optional(PathBuf),
    /// A certificate from an authority in this file.
    Required(PathBuf),
}

/// TCP keepalive of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keepalive {
    /// Silence before the first probe.
    pub idle: Duration,
    /// Time between probes.
    pub interval: Duration,
    /// Probes without answer before the peer counts as dead.
    pub probes: u32,
}

/// Where the HTTP listener stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpListen {
    /// Nowhere.
    Off,
    /// At the address that nobody asked for; that it is taken is a warning.
    Default(SocketAddr),
    /// At the address that was asked for; that it is taken is an error.
    Given(SocketAddr),
}

/// Jobs over HTTP, as gearmand's plug-in `http` has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpJobsConfig {
    /// TCP port on the addresses of the Gearman listener.
    pub port: u16,
    /// Status of the answer to a job that failed: 200 to 599.
    pub failed_status: u16,
}

/// Settings that go to the dispatcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobsConfig {
    /// How often a job may be given to a worker; `None`: no limit.
    pub attempts_max: Option<u32>,
    /// Jobs that a function may hold; `None`: no bound.
    pub queue_bound: Option<u32>,
    /// In which order functions with jobs of equal priority are served.
    pub function_order: FunctionOrder,
    /// Functions that may exist at a time.
    pub functions_max: usize,
    /// Time after which a function that nobody needs is forgotten.
    pub function_idle: Duration,
    /// Whether every client gets exceptions as such without asking for them.
    pub exceptions_for_all: bool,
}

/// Where background jobs outlive the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreConfig {
    /// Folder with one folder for each port.
    pub folder: PathBuf,
    /// Whether somebody named that folder; otherwise it is the user's.
    pub is_named: bool,
    /// Whether a damaged store ends the start; otherwise what can be read is kept.
    pub is_strict: bool,
    /// A queue of gearmand whose jobs are taken over at the start.
    pub take_over: Option<GearmandQueue>,
}

/// Settings of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogConfig {
    /// A `tracing` filter such as `info` or `geartrain_server=debug`.
    pub filter: String,
    /// How a line looks.
    pub format: LogFormat,
    /// Where lines go.
    pub target: LogTarget,
    /// Whether somebody may read standard error, which stands in for a target that cannot be opened.
    pub has_stderr: bool,
}

/// Where the log goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogTarget {
    /// To standard error.
    Stderr,
    /// To the end of this file, which is opened anew on request.
    File(PathBuf),
    /// To the system's log, through the socket `/dev/log`.
    Syslog,
    /// To the end of this file, and to the system's log.
    FileAndSyslog(PathBuf),
    /// Nowhere.
    Nowhere,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Settings of the process itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProcessConfig {
    /// Whether the server leaves its terminal once it listens.
    pub daemon: bool,
    /// User to become before anything is opened.
    pub user: Option<String>,
    /// File that holds the process id while the server runs.
    pub pid_file: Option<PathBuf>,
    /// File descriptors to ask for; `None`: as many as the user may have.
    pub files_max: Option<u64>,
    /// Whether a crash leaves a core file.
    pub coredump: bool,
    /// Threads that serve connections; 0 for one per processor.
    pub threads: usize,
}
