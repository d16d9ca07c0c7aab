"""The compatibility page: written from the record of a run, or held against it."""

import pytest

from harness.server import is_gearmand

from . import report
from .record import Record


def pytest_addoption(parser):
    parser.addoption(
        "--write-compatibility",
        action="store_true",
        help="write what the matrix found to docs/compatibility.md",
    )


@pytest.fixture(scope="session")
def record(request):
    """Collects the findings of the whole run, and holds the page against them in the end."""
    record = Record()
    yield record
    if request.config.getoption("--write-compatibility"):
        report.write(record)
    elif not is_gearmand() and not report.not_run(record):
        report.compare(record)
