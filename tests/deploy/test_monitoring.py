"""Scrape configuration, alert rules and dashboard, against the metrics that are documented."""

import json
import re
import shutil
import subprocess

import pytest

from package import ROOT

PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARD = ROOT / "deploy" / "grafana" / "geartrain.json"
DOCUMENTED = ROOT / "docs" / "metrics.md"

# What Grafana puts in.
VARIABLES = {"$__rate_interval": "5m", "$instance": ".*", "$function": ".*", "$job": ".*"}


def promtool(*arguments):
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not there")
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def rules(key):
    """The values of a key in the alert rules."""
    text = (PROMETHEUS / "geartrain.rules.yml").read_text()
    return re.findall(rf"^ +(?:- )?{key}: (.*)$", text, re.MULTILINE)


def dashboard_expressions():
    panels = json.loads(DASHBOARD.read_text())["panels"]
    for panel in panels:
        for target in panel.get("targets", []):
            yield f"{panel['title']} {target['refId']}", target["expr"]


def documented():
    """Names of metrics, with those that a histogram has beside its own."""
    names = set()
    for name, meaning in re.findall(r"^\| `([a-z_]+)` \|(.*)$", DOCUMENTED.read_text(), re.MULTILINE):
        names.add(name)
        if "histogram" in meaning:
            names |= {f"{name}_{part}" for part in ["bucket", "sum", "count"]}
    return names


def named(expression):
    """Names of metrics in an expression."""
    return set(re.findall(r"\b(?:gearman|geartrain|process)_[a-z_]+", expression))


def test_prometheus_takes_the_configuration_with_the_rules():
    promtool("check", "config", PROMETHEUS / "prometheus.yml")


def test_alerts_fire_when_they_should_and_not_before():
    promtool("test", "rules", PROMETHEUS / "rules_test.yml")


def test_every_alert_is_tried():
    tried = re.findall(r"alertname: (\w+)", (PROMETHEUS / "rules_test.yml").read_text())
    assert set(rules("alert")) == set(tried)


def test_alerts_are_about_documented_metrics():
    expressions = rules("expr")
    assert len(expressions) == len(rules("alert"))
    assert set().union(*map(named, expressions)) - documented() == set()


def test_the_dashboard_shows_documented_metrics():
    names = [named(expression) for _, expression in dashboard_expressions()]
    assert all(names)
    assert set().union(*names) - documented() == set()


def test_the_dashboard_leaves_no_metric_of_ours_out():
    shown = set().union(*(named(expression) for _, expression in dashboard_expressions()))
    histograms = {name.removesuffix("_bucket") for name in shown if name.endswith("_bucket")}
    ours = {name for name in documented() if re.match("geartrain_(?!.*_(bucket|sum|count)$)", name)}
    assert ours - shown - histograms == {"geartrain_functions", "geartrain_process_id"}


def test_prometheus_understands_the_dashboard(tmp_path):
    lines = ["groups:", "  - name: dashboard", "    rules:"]
    for number, (_, expression) in enumerate(dashboard_expressions()):
        for variable, value in VARIABLES.items():
            expression = expression.replace(variable, value)
        assert "$" not in expression, expression
        lines += [f"      - record: panel_{number}", f"        expr: {json.dumps(expression)}"]
    file = tmp_path / "dashboard.yml"
    file.write_text("\n".join(lines) + "\n")
    promtool("check", "rules", file)


def test_panels_have_places_and_numbers_of_their_own():
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = set()
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert (x, y) not in cells, panel["title"]
                cells.add((x, y))
