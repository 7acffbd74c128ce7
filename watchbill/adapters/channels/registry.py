"""Finds the channels: every module of this package that holds a `CHANNEL`."""

import importlib
import pkgutil
from functools import cache

from watchbill.adapters import channels
from watchbill.adapters.channels.channel import Channel


@cache
def all_channels() -> dict[str, Channel]:
    """By kind, in the order of their names."""
    modules = (importlib.import_module(f"{channels.__name__}.{found.name}") for found in _modules())
    declared = [module.CHANNEL for module in modules if hasattr(module, "CHANNEL")]
    return {channel.kind: channel for channel in sorted(declared, key=lambda channel: channel.kind)}


def shown(kind: str, place: str) -> str:
    """A place as pages and records show it; of a kind that no channel serves, as it is."""
    channel = all_channels().get(kind)
    return channel.shown(place) if channel else place


def _modules() -> list[pkgutil.ModuleInfo]:
    return list(pkgutil.iter_modules(channels.__path__))
