#!/usr/bin/perl
# Counts the primes below the number in the payload, slowly, and tells how far it is.

use strict;
use warnings;

use Gearman::Worker;
use List::Util 'max';

my $SLICES = 20;

$| = 1;
my $worker = Gearman::Worker->new(job_servers => [$ENV{GEARMAN_SERVER} // '127.0.0.1:4730']);
$worker->register_function('count-primes' => \&count_primes);
$worker->work while 1;

sub count_primes {
    my ($job) = @_;
    my $limit = int $job->arg;
    my $count = 0;
    for my $part (0 .. $SLICES - 1) {
        my ($low, $high) = map { int($limit * $_ / $SLICES) } $part, $part + 1;
        $count += primes_between($low, $high);
        $job->set_status($part + 1, $SLICES);
    }
    print "$count primes below $limit\n";
    return $count;
}

# By sieving the slice with all factors up to its root.
sub primes_between {
    my ($low, $high) = @_;
    my @is_prime = (1) x ($high - $low);
    for my $factor (2 .. int sqrt $high) {
        my $first = max($factor**2, int(($low + $factor - 1) / $factor) * $factor);
        for (my $multiple = $first; $multiple < $high; $multiple += $factor) {
            $is_prime[$multiple - $low] = 0;
        }
    }
    return scalar grep { $_ } @is_prime[max(0, 2 - $low) .. $#is_prime];
}
