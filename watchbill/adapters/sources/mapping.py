"""What an integration may say about a sender's JSON, so that events can be read out of any."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import msgspec

from watchbill.adapters.sources.paths import check_expression
from watchbill.domain.alerting.event import Action
from watchbill.domain.alerting.urgency import SEVERITIES

_TRIGGERS = """trigger triggered firing fire alert alerting problem open opened active new down unhealthy bad
    critical crit fatal error err warning warn fail failed failure 1 true"""
_ACKNOWLEDGES = "acknowledge acknowledged acknowledgement ack acked"
_RESOLVES = """resolve resolved ok okay up recovery recovered close closed clear cleared normal healthy inactive
    success pass passed fixed good 0 false"""
ACTIONS = {
    word: action
    for action, words in (
        (Action.TRIGGER, _TRIGGERS),
        (Action.ACKNOWLEDGE, _ACKNOWLEDGES),
        (Action.RESOLVE, _RESOLVES),
    )
    for word in words.split()
}


class ActionTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which of the sender's words mean what; other words mean what they usually do."""

    path: str
    trigger: tuple[str, ...] = ()
    acknowledge: tuple[str, ...] = ()
    resolve: tuple[str, ...] = ()

    def meaning(self, word: str) -> Action | None:
        return next((action for action in Action if word in getattr(self, action.value)), None)


class SeverityTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which of the sender's words mean what; other words mean what they usually do."""

    path: str
    critical: tuple[str, ...] = ()
    error: tuple[str, ...] = ()
    warning: tuple[str, ...] = ()
    info: tuple[str, ...] = ()

    def meaning(self, word: str) -> str:
        return next((severity for severity in SEVERITIES if word in getattr(self, severity)), "")


def _said(description: str) -> msgspec.Meta:
    return msgspec.Meta(description=description)


class FieldMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Each value is a path such as `labels.host`, or a text with paths in braces such as `{host} is {state}`."""

    batch: Annotated[str, _said("the list of items; each is an event")] = ""
    action: Annotated[str | ActionTable, _said("what happened: a path, or a path with the words that mean each")] = ""
    dedup_key: Annotated[str, _said("what is the same in all events of one problem")] = ""
    summary: Annotated[str, _said("one line that says what is wrong")] = ""
    severity: Annotated[
        str | SeverityTable, _said("how bad it is: a path, or a path with the words that mean each")
    ] = ""
    source: Annotated[str, _said("the system that has the problem")] = ""
    labels: Annotated[str | dict[str, str], _said("an object of labels, or one path for each label")] = ""
    details: Annotated[str, _said("what else to keep; the whole item when not said")] = ""
    links: Annotated[str, _said("a link, or a list of links or of objects with href and text")] = ""
    runbook_url: Annotated[str, _said("the address of the runbook")] = ""
    starts_at: Annotated[str, _said("when it began")] = ""

    def expressions(self) -> Iterator[tuple[str, str]]:
        for name in self.__struct_fields__:
            said = getattr(self, name)
            if isinstance(said, dict):
                yield from ((f"{name}.{label}", path) for label, path in said.items())
            elif said != "":
                yield name, said if isinstance(said, str) else said.path


def read_mapping(options: Mapping[str, Any]) -> FieldMapping:
    """Raises `ValueError` with a sentence for what cannot work."""
    try:
        mapping = msgspec.convert(options, FieldMapping)
    except msgspec.ValidationError as error:
        raise ValueError(f"The mapping cannot be read: {error}. Known fields: {', '.join(FIELDS)}.") from None
    for name, expression in mapping.expressions():
        try:
            check_expression(expression)
        except ValueError as error:
            raise ValueError(f"The mapping of {name} cannot be read: {error}.") from None
    return mapping


FIELDS = FieldMapping.__struct_fields__


def check_mapping(options: Mapping[str, Any]) -> None:
    read_mapping(options)
