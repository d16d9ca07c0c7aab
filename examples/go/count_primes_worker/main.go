// Counts the primes below the number in the payload, slowly, and tells how far it is.
package main

import (
	"fmt"
	"strconv"

	"github.com/mikespook/gearman-go/worker"

	"examples/jobs"
)

const slices = 20

func main() {
	jobs.Work("count-primes", countPrimes)
}

func countPrimes(job worker.Job) ([]byte, error) {
	limit, err := strconv.Atoi(string(job.Data()))
	if err != nil {
		return nil, err
	}
	count := 0
	for part := range slices {
		count += primesBetween(limit*part/slices, limit*(part+1)/slices)
		job.UpdateStatus(part+1, slices)
	}
	fmt.Printf("%d primes below %d\n", count, limit)
	return []byte(strconv.Itoa(count)), nil
}

func primesBetween(low, high int) int {
	count := 0
	for number := low; number < high; number++ {
		if isPrime(number) {
			count++
		}
	}
	return count
}

func isPrime(number int) bool {
	for factor := 2; factor*factor <= number; factor++ {
		if number%factor == 0 {
			return false
		}
	}
	return number > 1
}
