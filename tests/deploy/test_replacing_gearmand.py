"""From Debian's gearmand to this package, and back."""

GEARMAND_DEFAULTS = "/etc/default/gearman-job-server"
DEFAULTS = "/etc/default/geartrain"


def serves(machine, port):
    """Whether libgearman's tool gets an answer there."""
    done = machine.attempt("gearadmin", "--port", str(port), "--server-version")
    return done.stdout.strip() if done.returncode == 0 else None


def test_it_goes_on_with_gearmands_options(old_machine, new_package):
    machine = old_machine
    machine.write(
        GEARMAND_DEFAULTS,
        """# ours
PARAMS="--listen=127.0.0.1 -p 4731 \\
 --daemon --job-retries=3 \\
 -l /var/log/gearman-job-server/gearmand.log"
""",
    )
    machine.run("systemctl", "restart", "gearman-job-server")
    machine.until("gearmand", lambda: serves(machine, 4731))
    assert "1.1.20" in serves(machine, 4731)

    machine.install(new_package)

    assert "1.1.20" not in machine.until("geartraind", lambda: serves(machine, 4731))
    assert machine.attempt("pgrep", "--exact", "gearmand").returncode != 0
    text = machine.read(DEFAULTS)
    assert 'PARAMS="--listen=127.0.0.1 -p 4731 --job-retries=3"\n' in text
    assert "# --daemon -l /var/log/gearman-job-server/gearmand.log\n" in text
    assert machine.read(GEARMAND_DEFAULTS).startswith("# ours")


def test_services_and_scripts_find_it_under_the_old_names(old_machine, new_package):
    machine = old_machine
    machine.install(new_package)
    assert machine.unit("gearman-job-server", "Id") == "geartraind.service"
    machine.run("systemctl", "restart", "gearman-job-server")
    assert machine.is_active("geartraind")
    assert machine.run("/usr/sbin/gearmand", "--version").startswith("geartraind ")


def test_a_password_among_the_options_stays_as_closed_as_it_was(old_machine, new_package):
    machine = old_machine
    machine.write(GEARMAND_DEFAULTS, "PARAMS='--listen=localhost --redis-password=a$b'\n")
    machine.run("chmod", "640", GEARMAND_DEFAULTS)
    machine.install(new_package)
    assert machine.run("stat", "--format=%a", DEFAULTS) == "640\n"
    process = machine.unit("geartraind", "MainPID")
    assert "\0--redis-password=a$b\0" in machine.read(f"/proc/{process}/cmdline")


def test_options_that_are_refused_do_not_break_the_installation(old_machine, new_package):
    machine = old_machine
    machine.write(GEARMAND_DEFAULTS, "PARAMS='--queue-type=redis'\n")
    said = machine.install(new_package)
    assert f"will not start with the options in {DEFAULTS}" in said
    assert "--queue-type redis" in said
    assert not machine.is_active("geartraind")
    assert "--queue-type redis" in machine.log()


def test_there_is_a_way_home(old_machine, new_package, gearmand_packages):
    machine = old_machine
    machine.install(new_package)
    machine.install(*gearmand_packages)
    machine.run("systemctl", "restart", "gearman-job-server")
    machine.until("gearmand", lambda: "1.1.20" in (serves(machine, 4730) or ""))
    assert machine.attempt("pgrep", "--exact", "geartraind").returncode != 0
