package Contract;

# What client and worker share: lines of JSON with bytes in hexadecimal.

use strict;
use warnings;

use Exporter 'import';
use IO::Handle;
use JSON::PP;

our @EXPORT = qw(say_line hexed truth);

STDOUT->autoflush(1);

sub say_line { print JSON::PP->new->canonical->encode({@_}), "\n" }

sub hexed { unpack 'H*', $_[0] }

sub truth { $_[0] ? JSON::PP::true : JSON::PP::false }

1;
