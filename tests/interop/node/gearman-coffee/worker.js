// The worker of the npm package gearman-coffee: one connection for each function.
'use strict'

const { Worker } = require('gearman-coffee')
const { functions, workerArguments } = require('../contract')

const { host, port, prefix } = workerArguments()

const jobOf = (payload, job) => ({
  payload,
  complete: (bytes) => job.complete(bytes),
  fail: () => job.error(),
  status: (done, all) => job.status(done, all),
  data: (bytes) => job.data(bytes),
  warning: (text) => job.warning(text),
})

for (const [name, work] of Object.entries(functions)) {
  new Worker(prefix + name, (payload, job) => work(jobOf(payload, job)), { host, port })
}
