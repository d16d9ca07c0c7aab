package Contract;

# What client and worker share: lines of JSON with bytes in hexadecimal.

use strict;
use warnings;

use Exporter 'import';
use IO::Handle;
use JSON::PP;

our @EXPORT = qw(server say_line hexed truth);

STDOUT->autoflush(1);

# Where to connect, with TLS where the environment names its files.
sub server {
    my ($host, $port) = @_;
    return "$host:$port" unless $ENV{TLS_CA};
    my %server = (host => $host, port => $port, use_ssl => 1, ca_file => $ENV{TLS_CA});
    @server{qw(cert_file key_file)} = @ENV{qw(TLS_CERTIFICATE TLS_KEY)} if $ENV{TLS_CERTIFICATE};
    return \%server;
}

sub say_line { print JSON::PP->new->canonical->encode({@_}), "\n" }

sub hexed { unpack 'H*', $_[0] }

sub truth { $_[0] ? JSON::PP::true : JSON::PP::false }

1;
