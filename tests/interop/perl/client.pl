#!/usr/bin/perl
# The client of Gearman::Client: ACTION HOST PORT [FUNCTION [PRIORITY UNIQUE]], payload on stdin.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use Contract;
use Gearman::Client;
use Gearman::Task;
use Time::HiRes 'usleep';

my $STATUS_PAUSE_US = 10_000;

my ($action, $host, $port, $function, $priority, $unique) = @ARGV;
my $payload = do { local $/; binmode STDIN; <STDIN> };
my %actions = (run => \&run, background => \&background, follow => \&follow, version => \&version);
$actions{$action}->();

sub client { Gearman::Client->new(job_servers => [server($host, $port)], exceptions => 1) }

sub task {
    my %options = @_;
    $options{priority} = $priority if defined $priority;
    $options{uniq}     = $unique   if ($unique // '') ne '';
    return Gearman::Task->new($function, \$payload, \%options);
}

sub run {
    my %seen = (end => 'none', result => '', exception => '', data => [], warnings => [],
        statuses => []);
    my $set = client()->new_task_set;
    $set->add_task(task(
        on_data      => sub { push @{$seen{data}}, hexed(${$_[0]}) },
        on_warning   => sub { push @{$seen{warnings}}, hexed(ref $_[0] ? ${$_[0]} : $_[0]) },
        on_status    => sub { push @{$seen{statuses}}, [map { $_ + 0 } @_] },
        on_complete  => sub { @seen{qw(end result)} = ('complete', hexed(${$_[0]})) },
        on_fail      => sub { $seen{end} = 'fail' },
        on_exception => sub { @seen{qw(end exception)} = ('exception', hexed($_[0])) },
    ));
    $set->wait;
    say_line(%seen);
}

sub submit {
    my ($client) = @_;
    my $handle = $client->dispatch_background(task()) or die "the job was not accepted\n";
    say_line(handle => bare($handle));
    return $handle;
}

# The library puts the server in front of the handle: HOST:PORT//HANDLE.
sub bare { $_[0] =~ m{^.*?//(.*)$}s ? $1 : $_[0] }

sub background { submit(client()) }

sub follow {
    my $client = client();
    my $handle = submit($client);
    my $status;
    do {
        $status = $client->get_status($handle) or die "no status\n";
        my $progress = $status->progress || [0, 0];
        say_line(known => truth($status->known), running => truth($status->running),
            numerator => $progress->[0] + 0, denominator => $progress->[1] + 0);
        usleep($STATUS_PAUSE_US);
    } while ($status->known);
}

sub version { say_line(version => "$Gearman::Client::VERSION") }
