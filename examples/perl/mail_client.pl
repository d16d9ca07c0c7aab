#!/usr/bin/perl
# Has a mail sent and does not wait for it: TO SUBJECT TEXT.

use strict;
use warnings;

use Encode 'decode';
use Gearman::Client;
use JSON::PP 'encode_json';

my %order;
@order{qw(to subject text)} = map { decode('UTF-8', $_) } @ARGV;
my $client = Gearman::Client->new(job_servers => [$ENV{GEARMAN_SERVER} // '127.0.0.1:4730']);
my $handle = $client->dispatch_background('send-mail', \encode_json(\%order))
    or die "the job was not accepted\n";
print "accepted as $handle\n";
