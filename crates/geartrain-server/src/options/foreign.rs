//! Options of gearmand that cannot be obeyed: some are refused, the rest are ignored.
//!
//! Refused is what changes which protocol is spoken. Ignored is what
//! belongs to a queue plug-in that is not in use, as gearmand does.

use super::OptionsError;

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "gearmand's plug-ins")]
pub(super) struct ForeignOptions {
    /// Load a protocol plug-in: none is supported yet
    #[arg(short = 'r', long, value_name = "NAME")]
    protocol: Option<String>,

    /// Port of the protocol plug-in http
    #[arg(long, value_name = "PORT")]
    http_port: Option<String>,

    #[command(flatten)]
    queue: QueueOptions,
}

/// Declares options that take a value and are ignored, and what lists those that were given.
macro_rules! ignored_options {
    ($($field:ident => $option:literal),* $(,)?) => {
        #[derive(Clone, Debug, clap::Args)]
        struct QueueOptions {
            $(#[arg(long = $option, value_name = "VALUE", hide = true)]
            $field: Option<String>,)*

            #[arg(long, hide = true)]
            store_queue_on_shutdown: bool,
        }

        impl QueueOptions {
            fn ignored(&self) -> Vec<&'static str> {
                [
                    $(self.$field.as_ref().map(|_| concat!("--", $option)),)*
                    self.store_queue_on_shutdown.then_some("--store-queue-on-shutdown"),
                ]
                .into_iter()
                .flatten()
                .collect()
            }
        }
    };
}

ignored_options! {
    libmemcached_prefix => "libmemcached-prefix",
    libmemcached_servers => "libmemcached-servers",
    libpq_conninfo => "libpq-conninfo",
    libpq_table => "libpq-table",
    libsqlite3_db => "libsqlite3-db",
    libsqlite3_table => "libsqlite3-table",
    libtokyocabinet_file => "libtokyocabinet-file",
    libtokyocabinet_optimize => "libtokyocabinet-optimize",
    mysql_db => "mysql-db",
    mysql_host => "mysql-host",
    mysql_password => "mysql-password",
    mysql_port => "mysql-port",
    mysql_table => "mysql-table",
    mysql_user => "mysql-user",
    redis_password => "redis-password",
    redis_port => "redis-port",
    redis_prefix => "redis-prefix",
    redis_server => "redis-server",
}

impl ForeignOptions {
    /// Serving no HTTP where a client counts on it would surprise somebody later and worse.
    pub(super) fn refuse_unsupported(&self) -> Result<(), OptionsError> {
        match self.protocol.as_deref() {
            None => Ok(()),
            Some("http") => Err(OptionsError::Unsupported {
                option: "--protocol http".to_owned(),
                reason: "the server takes jobs through the Gearman protocol only",
            }),
            Some(name) => Err(OptionsError::Usage(format!("unknown protocol {name:?}"))),
        }
    }

    /// What was given and means nothing here.
    pub(super) fn ignored(&self) -> Vec<&'static str> {
        let http_port = self.http_port.as_ref().map(|_| "--http-port");
        http_port.into_iter().chain(self.queue.ignored()).collect()
    }
}
