"""The clients and workers under test, each behind the same few calls.

A client has `run(order)` for a foreground job that it waits for, `start(order)` for one that it
waits for later, `submit(order)` for a background job, `status(handle)` and `close()`. `CANNOT`
names what a peer itself is not able to do, with the reason that the report of the tests shows.
"""

from . import gear_client, gearman3_client, gearman_tool, python_workers

CLIENTS = {
    "gearman-tool": gearman_tool.Client,
    "gearman3": gearman3_client.Client,
    "gear": gear_client.Client,
}

WORKERS = {
    "gearman-tool": gearman_tool.Worker,
    "gearman3": python_workers.Gearman3Worker,
    "gear": python_workers.GearWorker,
}
