package examples;

import java.util.stream.LongStream;

/** Counts the primes below the number in the payload, slowly, and tells how far it is. */
public final class CountPrimesWorker {
    private static final int SLICES = 20;

    public static void main(String[] arguments) {
        Jobs.work("count-primes", CountPrimesWorker::countPrimes);
    }

    private static byte[] countPrimes(Jobs.Job job) {
        long limit = Long.parseLong(Jobs.text(job.payload()));
        long count = 0;
        for (int part = 0; part < SLICES; part++) {
            count += primesBetween(limit * part / SLICES, limit * (part + 1) / SLICES);
            job.progress(part + 1, SLICES);
        }
        System.out.printf("%d primes below %d%n", count, limit);
        return Jobs.bytes(Long.toString(count));
    }

    private static long primesBetween(long low, long high) {
        return LongStream.range(low, high).filter(CountPrimesWorker::isPrime).count();
    }

    private static boolean isPrime(long number) {
        for (long factor = 2; factor * factor <= number; factor++) {
            if (number % factor == 0) {
                return false;
            }
        }
        return number > 1;
    }
}
