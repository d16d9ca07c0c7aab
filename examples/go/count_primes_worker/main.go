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

// By sieving the slice with all factors up to its root.
func primesBetween(low, high int) int {
	isComposite := make([]bool, high-low)
	for factor := 2; factor*factor < high; factor++ {
		first := max(factor*factor, (low+factor-1)/factor*factor)
		for multiple := first; multiple < high; multiple += factor {
			isComposite[multiple-low] = true
		}
	}
	count := 0
	for number := max(2, low); number < high; number++ {
		if !isComposite[number-low] {
			count++
		}
	}
	return count
}
