// The client of the npm package abraxas.
'use strict'

const abraxas = require('abraxas')
const { runClient, nothingSeen, hex } = require('../contract')

class Client {
  constructor(library) {
    this.library = library
  }

  ping(payload) {
    return new Promise((resolve, reject) => {
      this.library.echo(payload, (error, bytes) => (error ? reject(error) : resolve(bytes)))
    })
  }

  run(order) {
    const seen = nothingSeen()
    return new Promise((resolve) => {
      const task = this.library.submitJob(order.functionName, options(order), order.payload)
      const chunks = []
      task.on('warn', (text) => seen.warnings.push(hex(text)))
      task.on('status', (fraction) => seen.statuses.push([fraction, 1]))
      task.on('data', (bytes) => chunks.push(bytes))
      task.on('end', () => {
        resolve({ end: 'complete', result: hex(Buffer.concat(chunks)), ...trimmed(seen) })
      })
      task.on('error', (error) => resolve({ ...seen, ...endOf(error) }))
    })
  }

  background(order) {
    return new Promise((resolve, reject) => {
      const done = (error, handle) => (error ? reject(error) : resolve(handle))
      this.library.submitJobBg(order.functionName, options(order), order.payload, done)
    })
  }

  status(handle) {
    return new Promise((resolve, reject) => {
      this.library.getStatus(handle, (error, { known, running, complete }) => {
        if (error) return reject(error)
        resolve({ known: known > 0, running: running > 0, numerator: complete, denominator: 1 })
      })
    })
  }
}

const options = ({ priority, unique }) => ({
  ...(priority === 'normal' ? {} : { priority }),
  ...(unique ? { uniqueid: unique } : {}),
})

const trimmed = ({ warnings, statuses, data }) => ({ warnings, statuses, data })

const endOf = (error) =>
  error.name === 'JobException'
    ? { end: 'exception', exception: hex(error.message) }
    : { end: 'fail' }

const connect = (host, port) =>
  new Promise((resolve, reject) => {
    abraxas.Client.connect({ host, port }, (error, library) =>
      error ? reject(error) : resolve(new Client(library))
    )
  })

runClient(connect)
