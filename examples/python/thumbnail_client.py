"""Has a thumbnail made: PICTURE THUMBNAIL."""

import os
import sys
from pathlib import Path

import gearman
from gearman.constants import JOB_COMPLETE

DEADLINE_S = 60

picture, thumbnail = map(Path, sys.argv[1:])
client = gearman.GearmanClient([os.environ.get("GEARMAN_SERVER", "127.0.0.1:4730")])
request = client.submit_job(b"thumbnail", picture.read_bytes(), poll_timeout=DEADLINE_S)
if request.state != JOB_COMPLETE:
    sys.exit(f"{picture}: the job failed")
thumbnail.write_bytes(request.result)
print(f"{picture.name}: {picture.stat().st_size} bytes, thumbnail {len(request.result)} bytes")
