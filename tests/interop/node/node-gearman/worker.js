// The worker of the npm package node-gearman.
'use strict'

const Gearman = require('node-gearman')
const { functions, workerArguments } = require('../contract')

const { host, port, prefix } = workerArguments()
const worker = new Gearman(host, port)

const jobOf = (payload, job) => ({
  payload,
  complete: (bytes) => job.end(bytes),
  fail: () => job.error(),
  data: (bytes) => job.write(bytes),
})

for (const [name, work] of Object.entries(functions)) {
  worker.registerWorker(prefix + name, (payload, job) => work(jobOf(payload, job)))
}
