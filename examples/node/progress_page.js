// A page that starts a slow job and shows its progress, on http://127.0.0.1:PORT (8080).
'use strict'

const fs = require('fs')
const http = require('http')
const path = require('path')
const { once } = require('events')
const { connect } = require('./jobs')

const page = fs.readFileSync(path.join(__dirname, '../page/index.html'))
const client = connect()
const jobs = new Map() // by handle

async function start() {
  const job = client.submitJob('count-primes', '3000000', { background: true })
  await once(job, 'created')
  jobs.set(job.handle, job)
  return { handle: job.handle }
}

async function status(handle) {
  const job = jobs.get(handle)
  if (!job) return { known: false, running: false, done: 0, of: 0 }
  job.getStatus()
  const [told] = await once(job, 'status')
  if (!told.known) jobs.delete(handle)
  const [done, of] = [told.percent_done_num, told.percent_done_den].map(Number)
  return { known: told.known, running: told.running, done, of }
}

const answers = {
  'POST /start': () => start(),
  'GET /status': (query) => status(query.get('handle')),
}

http
  .createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost')
    const name = `${request.method} ${url.pathname}`
    if (name === 'GET /') {
      response.setHeader('Content-Type', 'text/html')
      return response.end(page)
    }
    const answer = answers[name]
    if (!answer) return response.writeHead(404).end()
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(await answer(url.searchParams)))
  })
  .listen(Number(process.env.PORT ?? 8080), '127.0.0.1')
