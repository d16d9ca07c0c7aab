"""The option that writes the compatibility page, and the record that it is written from."""

import pytest

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
    """Collects the findings of the whole run."""
    record = Record()
    yield record
    if request.config.getoption("--write-compatibility"):
        report.write(record)
