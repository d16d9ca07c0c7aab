// Counts the primes below the number in the payload, slowly, and tells how far it is.
'use strict'

const { setImmediate } = require('timers/promises')
const { work } = require('./jobs')

const SLICES = 20

// By sieving the slice with all factors up to its root.
function primesBetween(low, high) {
  const isPrime = new Uint8Array(high - low).fill(1)
  for (let factor = 2; factor * factor < high; factor++) {
    const first = Math.max(factor * factor, Math.ceil(low / factor) * factor)
    for (let multiple = first; multiple < high; multiple += factor) isPrime[multiple - low] = 0
  }
  return isPrime.subarray(Math.max(0, 2 - low)).reduce((count, one) => count + one, 0)
}

work('count-primes', async (payload, progress) => {
  const limit = Number(payload)
  const bound = (part) => Math.floor((limit * part) / SLICES)
  let count = 0
  for (let part = 0; part < SLICES; part++) {
    count += primesBetween(bound(part), bound(part + 1))
    progress(part + 1, SLICES)
    await setImmediate() // lets the progress out
  }
  console.log(`${count} primes below ${limit}`)
  return String(count)
})
