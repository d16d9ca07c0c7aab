// The worker of the npm package gearmanode.
'use strict'

// The library logs without having been told where to.
const winston = require('winston')
winston.configure({ silent: true })
winston.loggers.options.silent = true

const gearmanode = require('gearmanode')
const { functions, workerArguments } = require('../contract')

const { host, port, prefix } = workerArguments()
const worker = gearmanode.worker({ host, port, withUnique: true })

const jobOf = (job) => ({
  payload: job.payload,
  unique: job.unique,
  complete: (bytes) => job.workComplete(bytes),
  fail: () => job.reportError(),
  exception: (text) => job.reportException(text),
  status: (done, all) => job.reportStatus(done, all),
  data: (bytes) => job.sendWorkData(bytes),
  warning: (bytes) => job.reportWarning(bytes),
})

for (const [name, work] of Object.entries(functions)) {
  worker.addFunction(prefix + name, (job) => work(jobOf(job)))
}
