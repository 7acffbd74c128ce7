"""What the demo's senders post, in the words of their kinds."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from watchbill.interfaces.demo.stories import Problem

KEY_IN_THE_BODY = "0" * 32
"""PagerDuty's clients put their key there. Here the integration is known already, and nobody reads it."""


def payload(source: str, problem: Problem, action: str, at: datetime) -> bytes:
    """`action` is trigger or resolve; `at` is when the problem began."""
    return json.dumps(SAY[source](problem, action, at)).encode()


def _alertmanager(problem: Problem, action: str, at: datetime) -> dict[str, Any]:
    status = "firing" if action == "trigger" else "resolved"
    alert = {
        "status": status,
        "labels": problem.labels,
        "annotations": {"summary": problem.summary, "runbook_url": problem.runbook},
        "startsAt": at.isoformat(),
        "generatorURL": f"https://prometheus.example.org/graph?g0.expr={problem.labels['alertname']}",
        "fingerprint": problem.key,
    }
    return {"version": "4", "status": status, "receiver": "watchbill", "alerts": [alert]}


def _pagerduty(problem: Problem, action: str, at: datetime) -> dict[str, Any]:
    said = {
        "summary": problem.summary,
        "source": f"{problem.integration}.example.org",
        "severity": problem.severity,
        "timestamp": at.isoformat(),
        "custom_details": problem.labels,
    }
    return {
        "routing_key": KEY_IN_THE_BODY,
        "event_action": action,
        "dedup_key": problem.key,
        "payload": said,
        "links": [{"href": f"https://graphs.example.org/{problem.key}", "text": "Graph"}],
    }


def _generic(problem: Problem, action: str, at: datetime) -> dict[str, Any]:
    gate, _, finding = problem.summary.partition(": ")
    sensor = problem.key.partition("/")[2]
    state = "firing" if action == "trigger" else "ok"
    level = problem.severity
    return {"gate": gate, "sensor": sensor, "finding": finding, "state": state, "level": level, "time": at.isoformat()}


SAY: Mapping[str, Callable[[Problem, str, datetime], dict[str, Any]]] = {
    "alertmanager": _alertmanager,
    "pagerduty": _pagerduty,
    "generic": _generic,
}
