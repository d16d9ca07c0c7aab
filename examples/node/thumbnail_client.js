// Has a thumbnail made: PICTURE THUMBNAIL.
'use strict'

const fs = require('fs')
const path = require('path')
const { connect } = require('./jobs')

const [picture, thumbnail] = process.argv.slice(2)
const bytes = fs.readFileSync(picture)
const client = connect()
const job = client.submitJob('thumbnail', bytes)

job.on('complete', () => {
  fs.writeFileSync(thumbnail, job.response)
  const sizes = `${bytes.length} bytes, thumbnail ${job.response.length} bytes`
  console.log(`${path.basename(picture)}: ${sizes}`)
  client.close()
})
job.on('failed', () => {
  console.error(`${picture}: the job failed`)
  process.exitCode = 1
  client.close()
})
