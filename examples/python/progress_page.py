"""A page that starts a slow job and shows its progress, on http://127.0.0.1:PORT (8080)."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import gearman

DEADLINE_S = 10
PAGE = Path(__file__).parents[1].joinpath("page/index.html").read_bytes()
client = gearman.GearmanClient([os.environ.get("GEARMAN_SERVER", "127.0.0.1:4730")])
requests = {}  # what the library keeps of each job, by handle


def start():
    request = client.submit_job(
        b"count-primes", b"3000000", background=True, poll_timeout=DEADLINE_S
    )
    handle = request.job.handle
    handle = handle.decode() if isinstance(handle, bytes) else handle
    requests[handle] = request
    return {"handle": handle}


def status(handle):
    if handle not in requests:
        return {"known": False, "running": False, "done": 0, "of": 0}
    state = client.get_job_status(requests[handle], poll_timeout=DEADLINE_S).status
    if not state["known"]:
        del requests[handle]
    return {
        "known": bool(state["known"]),
        "running": bool(state["running"]),
        "done": state["numerator"],
        "of": state["denominator"],
    }


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/":
            self.answer(PAGE, "text/html")
        elif url.path == "/status":
            [handle] = parse_qs(url.query).get("handle", [""])
            self.answer(json.dumps(status(handle)).encode(), "application/json")
        else:
            self.send_error(404)

    def do_POST(self):
        if self.path == "/start":
            self.answer(json.dumps(start()).encode(), "application/json")
        else:
            self.send_error(404)

    def answer(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The page asks too often for a log of it to be of use."""


HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Page).serve_forever()
