"""What events make of alerts: the state of one dedup key in, and its events in order; what changes comes out."""

from enum import StrEnum

import msgspec

from watchbill.domain.alerting.event import Action, Event


class Change(StrEnum):
    OPEN = "open"  # a new alert
    REPEAT = "repeat"  # the open one was said again
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    NOTHING = "nothing"  # there was no open alert to acknowledge or resolve, or it was so already


class State(msgspec.Struct):
    """One dedup key while its events are applied. `alert` is the id of the open alert, 0 when there is none."""

    alert: int = 0
    acknowledged: bool = False


def fold(state: State, event: Event) -> Change:
    """Apply one event. After OPEN the caller puts the new alert's id into the state."""
    if event.action is Action.TRIGGER:
        return Change.REPEAT if state.alert else Change.OPEN
    if not state.alert:
        return Change.NOTHING
    if event.action is Action.RESOLVE:
        state.acknowledged = False
        return Change.RESOLVE
    if state.acknowledged:
        return Change.NOTHING
    state.acknowledged = True
    return Change.ACKNOWLEDGE
