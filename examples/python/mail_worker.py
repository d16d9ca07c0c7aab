"""Sends mail: the payload is JSON with `to`, `subject` and `text`. SMTP_SERVER says through whom."""

import json
import os
import smtplib
from email.message import EmailMessage

import gearman


def send_mail(_worker, job):
    order = json.loads(job.data)
    mail = EmailMessage()
    mail["From"] = "shop@example.com"
    mail["To"] = order["to"]
    mail["Subject"] = order["subject"]
    mail.set_content(order["text"])
    host, port = os.environ.get("SMTP_SERVER", "127.0.0.1:2525").rsplit(":", 1)
    with smtplib.SMTP(host, int(port)) as server:
        server.send_message(mail)
    return b""


worker = gearman.GearmanWorker([os.environ.get("GEARMAN_SERVER", "127.0.0.1:4730")])
worker.register_task(b"send-mail", send_mail)
worker.work()
