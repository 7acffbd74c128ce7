"""What a file may name beside what stands in it: the channels, sources and calendars there are. It needs no Django."""

from watchbill.adapters.calendars import NAMES
from watchbill.adapters.channels.registry import all_channels
from watchbill.adapters.sources.registry import all_sources
from watchbill.domain.shape.known import Known


def known() -> Known:
    return Known(calendars=NAMES, sources=frozenset(all_sources()), address_kinds=frozenset(all_channels()))
