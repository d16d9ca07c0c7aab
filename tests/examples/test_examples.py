"""Each example in each language: `examples/run EXAMPLE LANGUAGE` does what it promises.

GEARTRAIN_BIN names the folder of the programs that were built; `examples/install` has been run.
"""

import json
import os
import re
import signal
import struct
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
LANGUAGES = ["rust", "python", "php", "node", "go", "java", "perl", "shell"]
DEADLINE_S = 300
PAUSE_S = 0.02
JOBS_WATCHED_MAX = 5

every_language = pytest.mark.parametrize("language", LANGUAGES)


@contextmanager
def running(*arguments):
    """The running example, stopped at the end as by Ctrl-C; nothing of it may be left."""
    process = subprocess.Popen(
        [EXAMPLES / "run", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        left = end_of_group(process)
    assert not left, "processes were left behind"


def end_of_group(process):
    """Whether a process had to be killed. An orphan is in its group until init has buried it."""
    process.wait(DEADLINE_S)
    until = time.monotonic() + DEADLINE_S
    try:
        while time.monotonic() < until:
            os.killpg(process.pid, 0)
            time.sleep(PAUSE_S)
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def run(*arguments, **environment):
    return subprocess.run(
        [EXAMPLES / "run", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def jpeg_size(data):
    """Width and height, from the frame header (ISO/IEC 10918-1, B.2.2)."""
    assert data[:2] == b"\xff\xd8", "this is no JPEG"
    at = 2
    while data[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    height, width = struct.unpack_from(">HH", data, at + 5)
    return width, height


@every_language
def test_a_picture_becomes_a_thumbnail(language, tmp_path):
    thumbnail = tmp_path / "thumbnail.jpg"
    ended = run("thumbnails", language, THUMBNAIL=str(thumbnail))
    assert ended.returncode == 0, ended.stderr
    said = re.search(r"picture\.jpg: (\d+) bytes, thumbnail (\d+) bytes", ended.stdout)
    sizes = (EXAMPLES / "picture.jpg").stat().st_size, thumbnail.stat().st_size
    assert tuple(map(int, said.groups())) == sizes
    assert jpeg_size(thumbnail.read_bytes()) == (200, 150)


@every_language
def test_a_mail_arrives_with_its_letters_intact(language):
    ended = run("mail", language)
    assert ended.returncode == 0, ended.stderr
    assert "accepted as " in ended.stdout
    assert "mail for reader@example.com: Your parcel" in ended.stdout
    assert "It is on its way: grüße!" in ended.stdout


def ask(address, path, method="GET"):
    request = urllib.request.Request(address + path, method=method)
    with urllib.request.urlopen(request, timeout=DEADLINE_S) as answer:
        return json.load(answer)


def follow(address, handle):
    """What the page sees of a job until it has ended."""
    path = "status?handle=" + urllib.parse.quote(handle, safe="")
    seen = []
    while (status := ask(address, path))["known"]:
        seen.append(status)
    return seen


def line_with(process, pattern):
    """The first line of the example's output that matches."""
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found
    pytest.fail(f"the example ended without {pattern}")


def points_of_progress(process, address):
    """Starts a job and counts the different points at which the page shows it."""
    seen = follow(address, ask(address, "start", "POST")["handle"])
    assert line_with(process, r"(\d+) primes below 3000000")[1] == "216816"
    progress = [status["done"] / status["of"] for status in seen if status["of"]]
    assert progress == sorted(progress)
    return len(set(progress))


@every_language
def test_a_page_shows_the_progress_of_a_slow_job(language):
    with running("page", language) as process:
        address = line_with(process, r"open (http://\S+)")[1]
        with urllib.request.urlopen(address, timeout=DEADLINE_S) as page:
            assert b"<progress" in page.read()
        # On a busy machine the one or other job ends before it was asked about often enough.
        looks = (points_of_progress(process, address) for _ in range(JOBS_WATCHED_MAX))
        assert any(points > 2 for points in looks), "no job was seen under way"
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=DEADLINE_S)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "usage"),
        (["thumbnails"], "usage"),
        (["thumbnail", "python"], "no example thumbnail"),
        (["mail", "cobol"], "no mail in cobol"),
    ],
)
def test_a_wrong_command_line_says_what_there_is(arguments, word):
    ended = run(*arguments)
    assert ended.returncode != 0
    assert word in ended.stderr
