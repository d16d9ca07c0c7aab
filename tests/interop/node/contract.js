// What the clients and workers of Node share: the command line and lines of JSON with bytes in
// hexadecimal.
'use strict'

const fs = require('fs')

const STATUS_PAUSE_MS = 10
const GATE_PAUSE_MS = 5

// Settled when the line is out: a process that exits earlier would cut it.
const sayLine = (fields) =>
  new Promise((resolve) => process.stdout.write(JSON.stringify(fields) + '\n', resolve))

const nothingSeen = () => ({
  end: 'none',
  result: '',
  exception: '',
  data: [],
  warnings: [],
  statuses: [],
})

const hex = (bytes) => (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes ?? '')).toString('hex')

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

// A library's client is made by `connect(host, port)` and has those of the methods `ping(payload)`,
// `run(order)`, `background(order)` and `status(handle)` that the library is able to do.
async function runClient(connect) {
  const [action, host, port, functionName, priority = 'normal', unique = ''] = process.argv.slice(2)
  const client = await connect(host, Number(port))
  const order = { functionName, priority, unique, payload: fs.readFileSync(0) }
  await actions[action](client, order)
  process.exit(0)
}

const actions = {
  ping: async (client, order) => sayLine({ result: hex(await client.ping(order.payload)) }),
  run: async (client, order) => sayLine({ ...nothingSeen(), ...(await client.run(order)) }),
  background,
  follow: async (client, order) => follow(client, await background(client, order)),
}

async function background(client, order) {
  const handle = await client.background(order)
  await sayLine({ handle })
  return handle
}

async function follow(client, handle) {
  for (let known = true; known; await pause(STATUS_PAUSE_MS)) {
    const status = await client.status(handle)
    await sayLine(status)
    known = status.known
  }
}

// What each worker registers. A function gets the job with `payload` (and `unique`, where the
// library knows it) and what the library offers of the methods complete, fail, exception, status,
// data and warning.
const functions = {
  reverse: (job) => job.complete(Buffer.from(job.payload).reverse()),
  fail: (job) => job.fail(),
  throw: (job) => job.exception('it broke'),
  progress: (job) => {
    job.status(3, 7)
    job.complete('done')
  },
  data: (job) => {
    job.data(Buffer.from('part\0one'))
    job.complete('done')
  },
  warning: (job) => {
    job.warning('careful')
    job.complete('done')
  },
  unique: (job) => job.complete(job.unique),
  hold: async (job) => {
    while (!fs.existsSync(job.payload.toString())) await pause(GATE_PAUSE_MS)
    job.complete('held')
  },
  ready: (job) => functions.reverse(job),
}

const workerArguments = () => {
  const [host, port, prefix] = process.argv.slice(2)
  return { host, port: Number(port), prefix }
}

module.exports = { runClient, nothingSeen, hex, functions, workerArguments }
