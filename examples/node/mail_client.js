// Has a mail sent and does not wait for it: TO SUBJECT TEXT.
'use strict'

const { connect } = require('./jobs')

const [to, subject, text] = process.argv.slice(2)
const client = connect()
const payload = JSON.stringify({ to, subject, text })
const job = client.submitJob('send-mail', payload, { background: true })

job.on('created', () => {
  console.log(`accepted as ${job.handle}`)
  client.close()
})
