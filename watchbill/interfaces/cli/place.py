"""Where `plan`, `apply` and `export` find the organisation: with a server, or in the database, which they make."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import click

from watchbill.interfaces.cli.bootstrap import start
from watchbill.interfaces.cli.client import Client, Server, Unreachable

Contents = list[tuple[str, bytes]]
TIMEOUT = 300.0
"""Seconds. A large organisation takes its time, and a plan is done before it is taken back."""


class Configuration(Protocol):
    def plan(self, files: Contents, *, prune: bool) -> dict[str, Any]: ...
    def apply(self, files: Contents, *, prune: bool) -> dict[str, Any]: ...
    def export(self) -> str: ...


@contextmanager
def configuration(url: str, token: str) -> Iterator[Configuration]:
    """The server that was named; else the one that holds the data folder; else its database, held meanwhile."""
    from watchbill.database.folder import Folder, InUse

    if url:
        yield There(url, token)
        return
    settings = start()
    folder = Folder(settings.DATA) if settings.EMBEDDED else None
    if folder is not None and (server := folder.introduced()) is not None:
        yield There(server["url"], server["token"])
        return
    try:
        if folder is not None:
            folder.take()
    except InUse as problem:
        raise Unreachable(f"{problem} Try again when it has ended.") from problem
    try:
        _migrate()
        yield Here()
    finally:
        if folder is not None:
            folder.leave()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


class Here:
    """In this process."""

    def plan(self, files: Contents, *, prune: bool) -> dict[str, Any]:
        from watchbill.apps.configuration import services

        return self._done(services.plan_files, files, prune)

    def apply(self, files: Contents, *, prune: bool) -> dict[str, Any]:
        from watchbill.apps.configuration import services

        return self._done(services.apply_files, files, prune)

    def export(self) -> str:
        from watchbill.apps.configuration import services

        return services.export_text(by=services.FILE)

    def _done(self, act: Any, files: Contents, prune: bool) -> dict[str, Any]:
        import msgspec

        from watchbill.apps.configuration.services import FILE
        from watchbill.problems import Problem

        try:
            found: dict[str, Any] = msgspec.to_builtins(act(files=files, by=FILE, prune=prune))
        except Problem as problem:
            raise click.ClickException(problem.sentence) from problem
        return found


class There:
    """With a server, over its API."""

    def __init__(self, url: str, token: str) -> None:
        self._client = Client(Server(url, token, TIMEOUT))

    def plan(self, files: Contents, *, prune: bool) -> dict[str, Any]:
        return self._posted("plan", files, prune)

    def apply(self, files: Contents, *, prune: bool) -> dict[str, Any]:
        return self._posted("apply", files, prune)

    def export(self) -> str:
        return str(self._client.get("/configuration/export")["text"])

    def _posted(self, act: str, files: Contents, prune: bool) -> dict[str, Any]:
        texts = [{"name": name, "text": content.decode("utf-8-sig")} for name, content in files]
        answer: dict[str, Any] = self._client.post(f"/configuration/{act}", files=texts, prune=prune)
        return answer
