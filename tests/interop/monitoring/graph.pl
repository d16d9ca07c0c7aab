#!/usr/bin/perl
# HOST PORT FUNCTION: as graphing systems want it, a value a line; asks twice over one connection.

use strict;
use warnings;

use IO::Socket::INET;

my ($host, $port, $function) = @ARGV;
my $server = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port) or die "$@\n";

sub ask {
    my ($command) = @_;
    print $server "$command\n";
    my @lines;
    while (my $line = <$server>) {
        last if $line =~ /^\.$/;
        push @lines, $line;
    }
    return @lines;
}

for (ask('status')) {
    /^\Q$function\E\t(\d+)\t(\d+)\t(\d+)$/ or next;
    printf "queued.value %d\nrunning.value %d\nworkers.value %d\n", $1 - $2, $2, $3;
}
my @able = grep { /^\d+ [\d.]+ \S+ :.* \Q$function\E( |$)/ } ask('workers');
printf "connected.value %d\n", scalar @able;
