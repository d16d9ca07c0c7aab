#!/usr/bin/perl
# The worker of Gearman::Worker: HOST PORT PREFIX.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use Contract;
use Gearman::Worker;
use Time::HiRes 'usleep';

my $GATE_PAUSE_US = 5_000;

my ($host, $port, $prefix) = @ARGV;
my $worker = Gearman::Worker->new(job_servers => [server($host, $port)]);
my @functions = (
    reverse  => \&reversed,
    fail     => sub { undef },
    throw    => sub { die "it broke\n" },
    progress => sub { $_[0]->set_status(3, 7); 'done' },
    data     => sub { $worker->send_work_data($_[0], "part\0one"); 'done' },
    warning  => sub { $worker->send_work_warning($_[0], 'careful'); 'done' },
    hold     => \&hold,
    ready    => \&reversed,
);
while (my ($name, $work) = splice @functions, 0, 2) {
    $worker->register_function($prefix . $name, $work);
}
$worker->work while 1;

sub reversed { scalar reverse $_[0]->arg }

sub hold {
    my ($job) = @_;
    usleep($GATE_PAUSE_US) until -e $job->arg;
    return 'held';
}
