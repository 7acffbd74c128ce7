"""How an integration says where in a payload something stands: `a.b[0].c`, or a text with such paths in braces."""

import re
from functools import lru_cache
from typing import Any

from watchbill.adapters.sources.payload import scalar, shown

Path = tuple[str | int, ...]

_STEP = re.compile(r"""\.?([^.\[\]{}"\s]+)|\[(\d{1,6})\]|\["([^"]+)"\]""")
_HOLE = re.compile(r"\{([^{}]*)\}")


@lru_cache(maxsize=4096)
def parse_path(text: str) -> Path:
    """`labels.host`, `items[0].name`, `labels["host.name"]`. Raises `ValueError` with a sentence."""
    steps: list[str | int] = []
    at = 0
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None or (at == 0 and text.startswith(".")):
            raise ValueError(f"{text!r} is not a path; expected one such as labels.host or items[0].name")
        steps.append(int(found[2]) if found[2] else found[1] or found[3])
        at = found.end()
    if not steps:
        raise ValueError("a path is empty; expected one such as labels.host")
    return tuple(steps)


def look(value: Any, path: str) -> Any:
    """None where there is nothing."""
    for step in parse_path(path):
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def check_expression(text: str) -> None:
    """Raises `ValueError` with a sentence."""
    holes = _HOLE.findall(text)
    for path in holes or [text]:
        parse_path(path)
    if holes and _HOLE.sub("", text).strip("{}") != _HOLE.sub("", text):
        raise ValueError(f"{text!r} has a brace too many; expected a text such as {{host}} is {{state}}")


def evaluate(expression: str, value: Any) -> Any:
    """What a path leads to; of a text with paths in braces, that text filled in."""
    if "{" not in expression:
        return look(value, expression)
    return _HOLE.sub(lambda hole: _filled(look(value, hole[1])), expression)


def _filled(found: Any) -> str:
    text = scalar(found)
    return shown(found) if text is None else text
