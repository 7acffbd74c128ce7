"""A form of a page as a browser would send it: what stands in it, with some of it changed."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Fields(HTMLParser):
    """The fields of the form that posts to a path, with what stands in them."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._path = path
        self._inside = False
        self._choosing = self._writing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = said.get("method") == "post" and said.get("action", self._path) == self._path
        elif self._inside and (name := said.get("name")) is not None:
            self._field(tag, name, said)
        elif self._inside and tag == "option" and "selected" in said:
            self.values[self._choosing] = said.get("value", "")

    def _field(self, tag: str, name: str, said: dict[str, str]) -> None:
        if tag == "select":
            self._choosing = name
        elif tag == "textarea":
            self._writing, self.values[name] = name, ""
        elif tag == "input" and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.values[name] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._writing:
            self.values[self._writing] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        if tag == "textarea":
            self.values[self._writing] = self.values[self._writing].removeprefix("\n")  # as browsers do
            self._writing = ""


def fields(client: Client, path: str) -> dict[str, str]:
    parser = _Fields(path)
    parser.feed(client.get(path).content.decode())
    return parser.values


def send(client: Client, path: str, button: str = "", **changed: str) -> Any:
    """Fill in what is named, leave the rest as it stands, and press a button."""
    said = fields(client, path) | changed | ({button: "yes"} if button else {})
    return client.post(path, said)
