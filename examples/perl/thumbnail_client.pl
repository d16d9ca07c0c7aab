#!/usr/bin/perl
# Has a thumbnail made: PICTURE THUMBNAIL.

use strict;
use warnings;

use File::Basename 'basename';
use Gearman::Client;

my ($picture, $thumbnail) = @ARGV;
my $client = Gearman::Client->new(job_servers => [$ENV{GEARMAN_SERVER} // '127.0.0.1:4730']);
my $bytes = do { open my $in, '<:raw', $picture or die "$picture: $!\n"; local $/; <$in> };
my $result = $client->do_task('thumbnail', \$bytes) or die "$picture: the job failed\n";
open my $out, '>:raw', $thumbnail or die "$thumbnail: $!\n";
print $out $$result;
close $out or die "$thumbnail: $!\n";
printf "%s: %d bytes, thumbnail %d bytes\n", basename($picture), length $bytes, length $$result;
