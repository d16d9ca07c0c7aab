#!/usr/bin/perl
# Makes texts louder, for as long as it lives.

use strict;
use warnings;

use Gearman::Worker;

my $worker = Gearman::Worker->new(job_servers => ['localhost:4730']);
$worker->register_function(shout => sub { uc $_[0]->arg });
$worker->work while 1;
