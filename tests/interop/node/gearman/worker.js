// The worker of the npm package gearman.
'use strict'

const gearman = require('gearman')
const { functions, workerArguments } = require('../contract')

const { host, port, prefix } = workerArguments()
const worker = gearman(host, port)

// The library leaves it to its user to ask for the next job.
function jobOf({ handle, payload, unique_id }) {
  const last = (send) => (bytes) => {
    send(handle, bytes)
    worker.grabUniqueJob()
  }
  return {
    payload,
    unique: unique_id,
    complete: last(worker.sendWorkComplete),
    fail: last(worker.sendWorkFail),
    exception: last(worker.sendWorkException),
    status: (done, all) => worker.sendWorkStatus(handle, String(done), String(all)),
    data: (bytes) => worker.sendWorkData(handle, bytes),
    warning: (bytes) => worker.sendWorkWarning(handle, bytes),
  }
}

worker.on('JOB_ASSIGN_UNIQ', (job) => functions[job.func_name.slice(prefix.length)](jobOf(job)))
worker.on('NOOP', () => worker.grabUniqueJob())
worker.on('NO_JOB', () => worker.preSleep())
worker.connect(() => {
  for (const name of Object.keys(functions)) worker.addFunction(prefix + name)
  worker.grabUniqueJob()
})
