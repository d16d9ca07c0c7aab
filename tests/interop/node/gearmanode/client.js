// The client of the npm package gearmanode.
'use strict'

// The library logs without having been told where to.
const winston = require('winston')
winston.configure({ silent: true })
winston.loggers.options.silent = true

const gearmanode = require('gearmanode')
const { runClient, nothingSeen, hex } = require('../contract')

const ends = {
  complete: (job) => ({ end: 'complete', result: hex(job.response) }),
  failed: () => ({ end: 'fail' }),
  exception: (_, text) => ({ end: 'exception', exception: hex(text) }),
}

const updates = {
  status: (seen, status) =>
    seen.statuses.push([status.percent_done_num, status.percent_done_den].map(Number)),
  workData: (seen, bytes) => seen.data.push(hex(bytes)),
  warning: (seen, bytes) => seen.warnings.push(hex(bytes)),
}

const next = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve))

class Client {
  constructor(host, port) {
    this.library = gearmanode.client({ host, port })
    this.server = this.library.jobServers[0]
  }

  ping(payload) {
    const answer = next(this.server, 'echo')
    this.server.echo(payload.toString())
    return answer
  }

  run(order) {
    const seen = nothingSeen()
    this.server.setOption('exceptions')
    const job = this.submit(order, false)
    for (const [event, note] of Object.entries(updates)) {
      job.on(event, (update) => note(seen, update))
    }
    const ended = Object.entries(ends).map(([event, end]) =>
      next(job, event).then((told) => end(job, told))
    )
    return Promise.race(ended).then((end) => ({ ...seen, ...end }))
  }

  async background(order) {
    this.job = this.submit(order, true)
    await next(this.job, 'created')
    return this.job.handle
  }

  submit({ functionName, priority, unique, payload }, background) {
    const options = { background, priority: priority.toUpperCase() }
    if (unique) options.unique = unique
    return this.library.submitJob(functionName, payload, options)
  }

  async status() {
    const answer = next(this.job, 'status')
    this.job.getStatus()
    const { known, running, percent_done_num, percent_done_den } = await answer
    const [numerator, denominator] = [percent_done_num, percent_done_den].map(Number)
    return { known, running, numerator, denominator }
  }
}

runClient((host, port) => new Client(host, port))
