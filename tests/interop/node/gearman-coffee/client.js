// The client of the npm package gearman-coffee.
'use strict'

const { Client: Library } = require('gearman-coffee')
const { runClient, nothingSeen, hex } = require('../contract')

class Client {
  constructor(host, port) {
    this.library = new Library({ host, port })
  }

  run({ functionName, payload }) {
    const seen = nothingSeen()
    return new Promise((resolve) => {
      this.library
        .submitJob(functionName, payload)
        .on('data', (_, text) => seen.data.push(hex(text)))
        .on('warning', (_, text) => seen.warnings.push(hex(text)))
        .on('status', (_, done, all) => seen.statuses.push([done, all]))
        .on('complete', (_, bytes) => resolve({ ...seen, end: 'complete', result: hex(bytes) }))
        .on('fail', () => resolve({ ...seen, end: 'fail' }))
    })
  }
}

runClient((host, port) => new Client(host, port))
