// The job server is where GEARMAN_SERVER says, or on this machine.
//
// Two libraries, each for what it does best: gearmanode asks for the status of a job, abraxas's
// workers send binary results.
'use strict'

const abraxas = require('abraxas')
// gearmanode logs without having been told where to.
require('winston').configure({ silent: true })
require('winston').loggers.options.silent = true
const gearmanode = require('gearmanode')

function server() {
  const [host, port] = (process.env.GEARMAN_SERVER ?? '127.0.0.1:4730').split(':')
  return { host, port: Number(port) }
}

// Runs jobs of one function; `run(payload, progress)` gives the result, or throws.
function work(name, run) {
  abraxas.Client.connect(server()).registerWorker(name, async (task) => {
    const progress = (done, of) => task.status(done / of)
    try {
      task.end(await run(Buffer.from(task.payload), progress))
    } catch (error) {
      console.error(`${name}: ${error.message}`)
      task.error(error.message)
    }
  })
}

const connect = () => gearmanode.client(server())

module.exports = { connect, work }
