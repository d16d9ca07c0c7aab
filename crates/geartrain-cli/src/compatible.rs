//! The commands `gearman` and `gearadmin` of libgearman, under whose names this program can be
//! called, so that scripts go on. Measured on Debian's gearman-tools 1.1.20.

mod gearadmin;
mod gearman;
mod words;

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use geartrain_client::ClientBuilder;
use geartrain_worker::WorkerBuilder;

use crate::exit::{Code, Trouble};
use crate::target::{Target, address};

/// Runs as the command whose name this program was called by, if it is one of those.
pub(crate) fn run() -> Option<ExitCode> {
    let mut words = env::args_os();
    let called = words.next()?;
    let words: Vec<OsString> = words.collect();
    match Path::new(&called).file_name()?.to_str()? {
        "gearman" => Some(gearman::run(&words)),
        "gearadmin" => Some(gearadmin::run(&words)),
        _ => None,
    }
}

/// Host, port and TLS as these commands are told.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Server {
    host: String,
    port: String,
    /// In place of host and port, with commas between several.
    named: Option<String>,
    has_tls: bool,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: "4730".to_owned(),
            named: None,
            has_tls: false,
        }
    }
}

impl Server {
    /// What `gearman` finds in its environment, which `gearadmin` does not look at.
    fn take_environment(&mut self) {
        let named = env::var("GEARMAN_SERVER").ok();
        self.named = named.filter(|named| !named.is_empty());
    }

    fn client(&self) -> Result<ClientBuilder, Trouble> {
        let builder = self.target().client()?;
        Ok(self.further().fold(builder, ClientBuilder::server))
    }

    fn worker(&self) -> Result<WorkerBuilder, Trouble> {
        let builder = self.target().worker()?;
        Ok(self.further().fold(builder, WorkerBuilder::server))
    }

    /// Those behind the first one.
    fn further(&self) -> impl Iterator<Item = &str> {
        self.named.iter().flat_map(|named| named.split(',')).skip(1)
    }

    /// The first one, or the only one.
    fn address(&self) -> String {
        if let Some(named) = &self.named {
            return named.split(',').next().unwrap_or_default().to_owned();
        }
        match self.host.contains(':') && !self.host.starts_with('[') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        }
    }

    /// With TLS the files are those that libgearman finds in its environment.
    fn target(&self) -> Target {
        let file = |name| match self.has_tls {
            true => env::var_os(name).map(Into::into),
            false => None,
        };
        Target {
            server: self.address(),
            tls_ca: file("GEARMAND_CA_CERTIFICATE"),
            tls_certificate: file("GEARMAN_CLIENT_PEM"),
            tls_key: file("GEARMAN_CLIENT_KEY"),
        }
    }

    /// The addresses and the files of TLS, as far as they can be judged without a connection.
    fn check(&self) -> Result<(), Trouble> {
        if self.has_tls && env::var_os("GEARMAND_CA_CERTIFICATE").is_none() {
            let text =
                "-S needs GEARMAND_CA_CERTIFICATE, the file of the authority, in the environment";
            return Err(Trouble::new(Code::Usage, text));
        }
        let target = self.target();
        target.tls()?;
        target.address()?;
        for further in self.further() {
            address(further)?;
        }
        Ok(())
    }
}
