// Sends mail: the payload is JSON with `to`, `subject` and `text`. SMTP_SERVER says through whom.
'use strict'

const nodemailer = require('nodemailer')
const { work } = require('./jobs')

const [host, port] = (process.env.SMTP_SERVER ?? '127.0.0.1:2525').split(':')
const mailer = nodemailer.createTransport({ host, port: Number(port), ignoreTLS: true })

work('send-mail', async (payload) => {
  const { to, subject, text } = JSON.parse(payload)
  await mailer.sendMail({ from: 'shop@example.com', to, subject, text })
  return ''
})
