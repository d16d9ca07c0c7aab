"""Writes docs/compatibility.md from what the run found."""


def write(record):
    raise NotImplementedError
