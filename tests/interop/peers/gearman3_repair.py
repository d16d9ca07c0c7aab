"""What newer Pythons took from gearman3, given back.

gearman3 was last released for Python 3.6. Two things broke since then, neither on the wire:
arrays lost `fromstring`, and it compares the words of a status answer, which are bytes, with text.
"""

import array
import types

import gearman.client
import gearman.client_handler
import gearman.connection


class _Array(array.array):
    """An array with the old name of `frombytes`, also after it was sliced."""

    def fromstring(self, more):
        self.frombytes(more)

    def __getitem__(self, key):
        part = super().__getitem__(key)
        return _Array(self.typecode, part) if isinstance(key, slice) else part


class ClientHandler(gearman.client_handler.GearmanClientCommandHandler):
    """The library's handler, given text where it expects text."""

    def recv_status_res(self, job_handle, known, running, numerator, denominator):
        return super().recv_status_res(
            job_handle, known.decode(), running.decode(), numerator, denominator
        )


def apply():
    """Repair the library in this process."""
    gearman.connection.array = types.SimpleNamespace(array=_Array)
    gearman.client.GearmanClient.command_handler_class = ClientHandler
