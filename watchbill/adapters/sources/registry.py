"""Finds the sources: every module of this package that holds a `SOURCE`."""

import importlib
import pkgutil
from functools import cache

from watchbill.adapters import sources
from watchbill.adapters.sources.source import Source


@cache
def all_sources() -> dict[str, Source]:
    """By kind, in the order of their names."""
    modules = (importlib.import_module(f"{sources.__name__}.{found.name}") for found in _modules())
    declared = [module.SOURCE for module in modules if hasattr(module, "SOURCE")]
    return {source.kind: source for source in sorted(declared, key=lambda source: source.kind)}


def _modules() -> list[pkgutil.ModuleInfo]:
    return list(pkgutil.iter_modules(sources.__path__))
