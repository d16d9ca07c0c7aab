// The client of the npm package gearman.
'use strict'

const gearman = require('gearman')
const { runClient, nothingSeen, hex } = require('../contract')

const ends = {
  WORK_COMPLETE: (job) => ({ end: 'complete', result: hex(job.payload) }),
  WORK_FAIL: () => ({ end: 'fail' }),
  WORK_EXCEPTION: (job) => ({ end: 'exception', exception: hex(job.exception) }),
}

const updates = {
  WORK_STATUS: (seen, job) => seen.statuses.push([job.percent_num, job.percent_den].map(Number)),
  WORK_DATA: (seen, job) => seen.data.push(hex(job.payload)),
  WORK_WARNING: (seen, job) => seen.warnings.push(hex(job.warning)),
}

class Client {
  constructor(library) {
    this.library = library
  }

  next(event) {
    return new Promise((resolve) => this.library.on(event, resolve))
  }

  ping(payload) {
    const answer = this.next('ECHO_RES')
    this.library.echo(payload)
    return answer
  }

  run(order) {
    const seen = nothingSeen()
    for (const [event, note] of Object.entries(updates)) {
      this.library.on(event, (job) => note(seen, job))
    }
    this.library.setOption('exceptions')
    this.submit(order, false)
    const ended = Object.entries(ends).map(([event, end]) => this.next(event).then(end))
    return Promise.race(ended).then((end) => ({ ...seen, ...end }))
  }

  background(order) {
    const created = this.next('JOB_CREATED')
    this.submit(order, true)
    return created
  }

  submit({ functionName, priority, unique, payload }, background) {
    const options = { priority, background, unique_id: unique || undefined }
    this.library.submitJob(functionName, payload, options)
  }

  async status(handle) {
    const answer = this.next('STATUS_RES')
    this.library.getJobStatus(handle)
    const { known, running, percent_done_num, percent_done_den } = await answer
    return {
      known: known === '1',
      running: running === '1',
      numerator: Number(percent_done_num),
      denominator: Number(percent_done_den),
    }
  }
}

const connect = (host, port) =>
  new Promise((resolve) => {
    const library = gearman(host, port)
    library.connect(() => resolve(new Client(library)))
  })

runClient(connect)
