"""Makes thumbnails: a picture comes in, a JPEG of at most 200 x 200 goes out."""

import io
import os

import gearman
from PIL import Image

SIZE = (200, 200)


def thumbnail(_worker, job):
    with Image.open(io.BytesIO(job.data)) as picture:
        picture.thumbnail(SIZE)
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG")
    return out.getvalue()


worker = gearman.GearmanWorker([os.environ.get("GEARMAN_SERVER", "127.0.0.1:4730")])
worker.register_task(b"thumbnail", thumbnail)
worker.work()
