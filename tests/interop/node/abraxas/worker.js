// The worker of the npm package abraxas.
'use strict'

const abraxas = require('abraxas')
const { functions, workerArguments } = require('../contract')

const { host, port, prefix } = workerArguments()
const client = abraxas.Client.connect({ host, port })

const jobOf = (task) => ({
  payload: task.payload,
  unique: task.uniqueid,
  complete: (bytes) => task.end(bytes),
  exception: (text) => task.error(text),
  status: (done, all) => task.status(done / all),
  warning: (text) => task.warn(text),
})

for (const [name, work] of Object.entries(functions)) {
  client.registerWorker(prefix + name, (task) => {
    work(jobOf(task))
  })
}
