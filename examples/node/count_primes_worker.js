// Counts the primes below the number in the payload, slowly, and tells how far it is.
'use strict'

const { setImmediate } = require('timers/promises')
const { work } = require('./jobs')

const SLICES = 20

function isPrime(number) {
  for (let factor = 2; factor * factor <= number; factor++) {
    if (number % factor === 0) return false
  }
  return number > 1
}

function primesBetween(low, high) {
  let count = 0
  for (let number = low; number < high; number++) count += isPrime(number)
  return count
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
