"""The `echo` behaviour as a command.

It takes all of its input before it writes: the `gearman` tool does not read a command's output
while it still has input for it, so `cat` would hang with more than a pipe holds.
"""

import sys

sys.stdout.buffer.write(sys.stdin.buffer.read())
