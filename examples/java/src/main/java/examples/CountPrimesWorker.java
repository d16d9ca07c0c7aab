package examples;

import java.util.BitSet;

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

    /** By sieving the slice with all factors up to its root. */
    private static int primesBetween(long low, long high) {
        BitSet prime = new BitSet();
        prime.set((int) Math.max(0, 2 - low), (int) (high - low));
        for (long factor = 2; factor * factor < high; factor++) {
            long first = Math.max(factor * factor, (low + factor - 1) / factor * factor);
            for (long multiple = first; multiple < high; multiple += factor) {
                prime.clear((int) (multiple - low));
            }
        }
        return prime.cardinality();
    }
}
