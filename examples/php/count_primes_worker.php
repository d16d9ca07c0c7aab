<?php
// Counts the primes below the number in the payload, slowly, and tells how far it is.

declare(strict_types=1);

require __DIR__ . '/server.php';

const SLICES = 20;

/** By sieving the slice with all factors up to its root. */
function primes_between(int $low, int $high): int
{
    $is_prime = str_repeat('1', $high - $low);
    for ($factor = 2; $factor * $factor < $high; $factor++) {
        $first = max($factor * $factor, intdiv($low + $factor - 1, $factor) * $factor);
        for ($multiple = $first; $multiple < $high; $multiple += $factor) {
            $is_prime[$multiple - $low] = '0';
        }
    }
    return substr_count($is_prime, '1', min(strlen($is_prime), max(0, 2 - $low)));
}

work('count-primes', function (GearmanJob $job): string {
    $limit = (int) $job->workload();
    $count = 0;
    for ($part = 0; $part < SLICES; $part++) {
        $count += primes_between(
            intdiv($limit * $part, SLICES),
            intdiv($limit * ($part + 1), SLICES),
        );
        $job->sendStatus($part + 1, SLICES);
    }
    echo "$count primes below $limit\n";
    return (string) $count;
});
