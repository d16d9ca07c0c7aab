"""What only one library does."""

import gear
import gearman
from gearman.protocol import GEARMAN_COMMAND_ECHO_REQ

import peers
from harness import observe
from harness.deadline import DEADLINE_S
from harness.kinds import Order
from peers import gearman3_repair

gearman3_repair.apply()


def test_an_echo_comes_back_byte_by_byte(server):
    payload = bytes(range(256)) * 16
    assert observe.echo(server, payload) == payload


def test_gearman3_pings_the_server(server):
    admin = gearman.GearmanAdminClient([server.address], poll_timeout=DEADLINE_S)
    admin.establish_admin_connection()
    admin.current_handler.send_echo_request("ping? pong!")
    assert admin.wait_until_server_responds(GEARMAN_COMMAND_ECHO_REQ) == b"ping? pong!"
    admin.shutdown()


class GearAdmin:
    """gear sends admin lines and packets on one connection."""

    def __init__(self, server):
        self.client = gear.Client("gear-admin")
        self.client.addServer(server.host, server.port)
        self.client.waitForServer(DEADLINE_S)

    def ask(self, request):
        self.client.getConnection().sendAdminRequest(request, DEADLINE_S)
        return request.response


def test_gear_asks_admin_questions_between_jobs(server, connect, function):
    handle = connect(peers.CLIENTS["gear"]).submit(Order(function, b"shown"))
    admin = GearAdmin(server)
    assert admin.ask(gear.VersionAdminRequest()).startswith(b"OK ")
    assert f"{function}\t1\t0\t0\n".encode() in admin.ask(gear.StatusAdminRequest())
    assert handle in admin.ask(gear.ShowJobsAdminRequest())
    assert b"gear-client" not in admin.ask(gear.ShowUniqueJobsAdminRequest())
    assert admin.ask(gear.WorkersAdminRequest()).endswith(b".\n")
    assert admin.ask(gear.CancelJobAdminRequest(handle)) == b"OK\r\n"
    admin.client.shutdown()
