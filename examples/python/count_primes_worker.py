"""Counts the primes below the number in the payload, slowly, and tells how far it is."""

import os

import gearman

SLICES = 20


def primes_between(low, high):
    """By sieving the slice with all factors up to its root."""
    is_prime = bytearray([1]) * (high - low)
    for factor in range(2, int(high**0.5) + 1):
        first = max(factor * factor, (low + factor - 1) // factor * factor)
        for multiple in range(first, high, factor):
            is_prime[multiple - low] = 0
    return sum(is_prime[max(0, 2 - low) :])


def count_primes(worker, job):
    limit = int(job.data)
    count = 0
    for part in range(SLICES):
        count += primes_between(limit * part // SLICES, limit * (part + 1) // SLICES)
        worker.send_job_status(job, part + 1, SLICES)
    print(f"{count} primes below {limit}", flush=True)
    return str(count).encode()


worker = gearman.GearmanWorker([os.environ.get("GEARMAN_SERVER", "127.0.0.1:4730")])
worker.register_task(b"count-primes", count_primes)
worker.work()
