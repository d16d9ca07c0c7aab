//! Options of gearmand that cannot be obeyed. They belong to queue plug-ins that are not in use, and
//! are ignored as gearmand ignores them then.

/// Declares options that take a value and are ignored, and what lists those that were given.
macro_rules! ignored_options {
    ($($field:ident => $option:literal),* $(,)?) => {
        #[derive(Clone, Debug, clap::Args)]
        pub(super) struct ForeignOptions {
            $(#[arg(long = $option, value_name = "VALUE", hide = true)]
            $field: Option<String>,)*

            #[arg(long, hide = true)]
            store_queue_on_shutdown: bool,
        }

        impl ForeignOptions {
            /// What was given and means nothing here.
            pub(super) fn ignored(&self) -> Vec<&'static str> {
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
