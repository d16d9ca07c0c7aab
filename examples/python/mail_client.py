"""Has a mail sent and does not wait for it: TO SUBJECT TEXT."""

import json
import os
import sys

import gearman

DEADLINE_S = 10

to, subject, text = sys.argv[1:]
order = json.dumps({"to": to, "subject": subject, "text": text}).encode()
client = gearman.GearmanClient([os.environ.get("GEARMAN_SERVER", "127.0.0.1:4730")])
request = client.submit_job(b"send-mail", order, background=True, poll_timeout=DEADLINE_S)
handle = request.job.handle
print("accepted as", handle.decode() if isinstance(handle, bytes) else handle)
