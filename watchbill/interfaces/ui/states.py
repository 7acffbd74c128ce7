"""How each state looks (the classes are in assets/css/parts.css) and which word says it."""

from watchbill.apps.agenda.models import AttemptResult, DeliveryState
from watchbill.apps.alerts.models import AlertStatus
from watchbill.apps.paging.models import PageStatus, RunStatus

NEEDED, SOON, HELD, DONE, OFF, OPEN = "needed", "soon", "held", "done", "off", "open"

LOOKS: dict[str, dict[str, str]] = {
    "alert": {
        AlertStatus.TRIGGERED: NEEDED,
        AlertStatus.ACKNOWLEDGED: HELD,
        AlertStatus.RESOLVED: DONE,
    },
    "page": {
        PageStatus.OPEN: OPEN,
        PageStatus.ACKNOWLEDGED: DONE,
        PageStatus.DECLINED: OFF,
        PageStatus.SUPERSEDED: OFF,
        PageStatus.UNREACHABLE: NEEDED,
    },
    "run": {
        RunStatus.PAGING: NEEDED,
        RunStatus.WAITING: SOON,
        RunStatus.ACKNOWLEDGED: HELD,
        RunStatus.EXHAUSTED: NEEDED,
        RunStatus.ENDED: DONE,
    },
    "delivery": {
        DeliveryState.WAITING: OPEN,
        DeliveryState.LEASED: HELD,
        DeliveryState.SENT: DONE,
        DeliveryState.FAILED: NEEDED,
        DeliveryState.WITHDRAWN: OFF,
    },
    "attempt": {
        AttemptResult.UNDER_WAY: HELD,
        AttemptResult.SENT: DONE,
        AttemptResult.TEMPORARY: SOON,
        AttemptResult.PERMANENT: NEEDED,
        AttemptResult.LEASE_ENDED: SOON,
    },
}
WORDS = {
    "alert": AlertStatus,
    "page": PageStatus,
    "run": RunStatus,
    "delivery": DeliveryState,
    "attempt": AttemptResult,
}


def state_of(kind: str, value: str) -> tuple[str, str]:
    """(how it looks, the word). A state that is not known here is shown by its own word."""
    try:
        word = str(WORDS[kind](value).label)
    except ValueError:
        word = value
    return LOOKS[kind].get(value, OPEN), word
