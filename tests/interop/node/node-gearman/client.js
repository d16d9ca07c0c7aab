// The client of the npm package node-gearman.
'use strict'

const Gearman = require('node-gearman')
const { runClient, nothingSeen, hex } = require('../contract')

class Client {
  constructor(host, port) {
    this.library = new Gearman(host, port)
  }

  // The library emits the result as one more piece of data before the end.
  run(order) {
    const seen = nothingSeen()
    return new Promise((resolve) => {
      const job = this.submit(order, false)
      job.on('data', (bytes) => seen.data.push(hex(bytes)))
      job.on('end', () => resolve({ ...seen, end: 'complete', result: seen.data.pop() ?? '' }))
      job.on('error', () => resolve({ ...seen, end: 'fail' }))
    })
  }

  // The library gives no handle for a background job; the packet behind it is seen here.
  background(order) {
    return new Promise((resolve) => {
      this.library.receive_JOB_CREATED = resolve
      this.submit(order, true)
    })
  }

  submit({ functionName, priority, unique, payload }, background) {
    return this.library.submitJob(functionName, payload, unique || null, { priority, background })
  }
}

runClient((host, port) => new Client(host, port))
