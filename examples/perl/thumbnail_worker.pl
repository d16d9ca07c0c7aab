#!/usr/bin/perl
# Makes thumbnails: a picture comes in, a JPEG of at most 200 x 200 goes out.

use strict;
use warnings;

use Gearman::Worker;
use Imager;

my $SIDE = 200;

my $worker = Gearman::Worker->new(job_servers => [$ENV{GEARMAN_SERVER} // '127.0.0.1:4730']);
$worker->register_function(thumbnail => \&thumbnail);
$worker->work while 1;

sub thumbnail {
    my ($job) = @_;
    my $picture = Imager->new(data => $job->arg) or die Imager->errstr, "\n";
    my $small = $picture->scale(xpixels => $SIDE, ypixels => $SIDE, type => 'min');
    $small->write(data => \my $jpeg, type => 'jpeg') or die $small->errstr, "\n";
    return $jpeg;
}
