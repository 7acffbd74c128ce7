"""What senders post: the same requests for wrk, in its Lua, and in Python."""

import json
from collections.abc import Callable

from bench.load import Work
from bench.organisation import key

KNOWN = 1000
"""Dedup keys that have an open alert before a measure begins."""
GROUP = 20
_POST = 'local n = -1\nwrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
Key = Callable[[int], str]


def event(dedup_key: str) -> bytes:
    """One event as PagerDuty's clients send it."""
    return (_EVENT % dedup_key).encode()


_EVENT = json.dumps(
    {
        "routing_key": key("events"),
        "event_action": "trigger",
        "dedup_key": "%s",
        "payload": {
            "summary": "Silence on the transmitter: no carrier for 30 seconds",
            "source": "tx-2.example.org",
            "severity": "critical",
            "component": "exciter",
            "custom_details": {"carrier": "-92 dBm", "since": "30 s", "runbook": "exciter"},
        },
    }
)


def _firing(name: str) -> dict[str, object]:
    return {
        "status": "firing",
        "labels": {"alertname": "Silence", "severity": "critical", "instance": name, "job": "transmitter"},
        "annotations": {"summary": f"Silence on {name}", "description": "No carrier for 30 seconds"},
        "startsAt": "2026-01-05T09:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example.org/graph?g0.expr=carrier",
        "fingerprint": name,
    }


def group(names: list[str]) -> bytes:
    """A group of alerts as Alertmanager posts it."""
    said = {"version": "4", "groupKey": "{}:{}", "status": "firing", "receiver": "watchbill", "truncatedAlerts": 0}
    return json.dumps(said | {"alerts": [_firing(name) for name in names]}).encode()


def repeats() -> Work:
    """Events about alerts that are open already: nothing for the engine to do."""
    return _events("string.format('k-%d', n % " + str(KNOWN) + ")", lambda n: f"k-{n % KNOWN}")


def half_new() -> Work:
    lua = "n % 2 == 0 and string.format('k-%d', n % " + str(KNOWN) + ") or string.format('new-%d', n)"
    return _events(lua, lambda n: f"k-{n % KNOWN}" if n % 2 == 0 else f"new-{n}")


def _events(lua_key: str, python_key: Key) -> Work:
    lua = f"""{_POST}
request = function()
  n = n + 1
  return wrk.format(nil, nil, nil, string.format([==[{_EVENT}]==], {lua_key}))
end
"""
    return Work("/v2/enqueue", lua, lambda n: event(python_key(n)))


def batches(known: int) -> Work:
    """Groups of 20 about the first `known` alerts, in turn; wrk repeats bodies that are made beforehand."""
    bodies = [group([f"g-{n}" for n in range(start, start + GROUP)]) for start in range(0, known, GROUP)]
    listed = ",\n".join(f"[==[{body.decode()}]==]" for body in bodies)
    lua = f"""{_POST}
local bodies = {{{listed}}}
local made = {{}}
init = function(args)
  for i, body in ipairs(bodies) do made[i] = wrk.format(nil, nil, nil, body) end
end
request = function()
  n = n + 1
  return made[n % #made + 1]
end
"""
    return Work(f"/in/alertmanager/{key('prometheus')}", lua, lambda n: bodies[n % len(bodies)])


def alerts_of_alertmanager() -> Work:
    """The peer's own: one alert for each request, 1,000 different ones."""
    alert = json.dumps([{"labels": {"alertname": "Silence", "instance": "%s"}, "annotations": {"summary": "Silence"}}])
    lua = f"""{_POST}
request = function()
  n = n + 1
  return wrk.format(nil, nil, nil, string.format([==[{alert}]==], string.format('k-%d', n % {KNOWN})))
end
"""
    return Work("/api/v2/alerts", lua, lambda n: (alert % f"k-{n % KNOWN}").encode())
