"""The `desk` behaviour as a command: the job's payload on stdin, its result on stdout."""

import os
import sys

from behaviours import visit

sys.stdout.buffer.write(
    visit(os.environ["DESK"], os.environ["WORKER_NAME"], sys.stdin.buffer.read())
)
