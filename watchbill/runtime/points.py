"""Named points where the crash tests kill the process. Nothing happens there unless WATCHBILL_CRASH_AT names one.

`WATCHBILL_CRASH_AT=ingest.committed:3` kills at the third passing of that point; `stop:` before the name stops the
process (SIGSTOP) instead.
"""

import os
import signal

POINTS = (
    "ingest.received",
    "ingest.written",
    "ingest.committed",
    "timers.taken",
    "timers.handled",
    "timers.committed",
    "deliveries.claimed",
    "deliveries.sending",
    "deliveries.sent",
    "deliveries.recorded",
    "jobs.claimed",
    "jobs.done",
    "jobs.recorded",
)
_said = os.environ.get("WATCHBILL_CRASH_AT", "")
_signal = signal.SIGSTOP if _said.startswith("stop:") else signal.SIGKILL
_name, _, _count = _said.removeprefix("stop:").partition(":")
_left = int(_count or 1)


def point(name: str) -> None:
    global _left  # noqa: PLW0603 - the process has one count
    if name != _name:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), _signal)
