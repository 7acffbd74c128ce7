"""How a command reaches the product: a server over HTTP, or the same API in this process where nobody serves."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from http.client import HTTPException
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import click

from watchbill.database.folder import Folder, InUse
from watchbill.environment import EnvironmentProblem, read

TIMEOUT = 30.0
NO_DATABASE = (
    "No server runs here, and {data} holds no database. "
    "Start one with `watchbill serve`, or say which one with --url and --token (WATCHBILL_URL, WATCHBILL_TOKEN)."
)


class Unreachable(click.ClickException):
    """There is nobody to ask."""

    exit_code = 3


class Refused(click.ClickException):
    """The product has said no; `error` is what it said, as the API gives it."""

    def __init__(self, error: dict[str, Any]) -> None:
        fields = [f"  {name}: {text}" for name, text in error.get("fields", {}).items()]
        super().__init__("\n".join([error["message"], *fields]))
        self.error = error


class Door(Protocol):
    """`ask` gives the status and the body of an answer. Raises Unreachable."""

    def ask(self, method: str, target: str, body: bytes | None) -> tuple[int, bytes]: ...


class Client:
    def __init__(self, door: Door) -> None:
        self._door = door

    def get(self, path: str, **query: Any) -> Any:
        """Empty parameters are not sent. Raises Refused and Unreachable."""
        said = urlencode({name: value for name, value in query.items() if value}, doseq=True)
        return self._answer("GET", f"{path}?{said}" if said else path, None)

    def post(self, path: str, **body: Any) -> Any:
        """Raises Refused and Unreachable."""
        return self._answer("POST", path, json.dumps(body).encode() if body else None)

    def _answer(self, method: str, target: str, body: bytes | None) -> Any:
        status, content = self._door.ask(method, f"/api/v1{target}", body)
        try:
            said = json.loads(content)
            if status >= 400:
                raise Refused(said["error"])
        except (ValueError, KeyError, TypeError) as problem:
            raise Unreachable(f"What answered ({status}) is not Watchbill's API: see the address.") from problem
        return said


class Server:
    """Over HTTP."""

    def __init__(self, url: str, token: str, timeout: float = TIMEOUT) -> None:
        if not url.startswith(("http://", "https://")):
            raise click.UsageError(f"The address of a server begins with http:// or https://, not {url!r}.")
        self._url, self._token, self._timeout = url.rstrip("/"), token, timeout

    def ask(self, method: str, target: str, body: bytes | None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        request = Request(f"{self._url}{target}", data=body, headers=headers, method=method)  # noqa: S310 - checked above
        try:
            with urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                return answer.status, answer.read()
        except HTTPError as refusal:
            return refusal.code, refusal.read()
        except URLError as problem:
            raise Unreachable(f"{self._url} does not answer: {problem.reason}.") from problem
        except (OSError, HTTPException) as problem:
            raise Unreachable(f"{self._url} broke off: {problem}.") from problem


def _unused(written: bytes) -> None:
    """What WSGI once wanted of every server."""


class Here:
    """The API in this process, for whoever may write its database anyway."""

    def __init__(self, token: str) -> None:
        from django.core.wsgi import get_wsgi_application

        self._application = get_wsgi_application()
        self._token = token

    def ask(self, method: str, target: str, body: bytes | None) -> tuple[int, bytes]:
        statuses: list[str] = []

        def start(status: str, *_: Any) -> Callable[[bytes], object]:
            statuses.append(status)
            return _unused

        content = self._application(self._environ(method, target, body or b""), start)
        return int(statuses[0].split(" ")[0]), b"".join(content)

    def _environ(self, method: str, target: str, body: bytes) -> dict[str, Any]:
        path, _, query = target.partition("?")
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_AUTHORIZATION": f"Bearer {self._token}",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
        }


@contextmanager
def connect(url: str, token: str) -> Iterator[Client]:
    """The server that was named; else the one that serves the data folder; else its database itself."""
    try:
        if url:
            yield Client(Server(url, token))
            return
        data, elsewhere = Path(read("WATCHBILL_DATA", "./data")), read("WATCHBILL_DATABASE_URL")
    except EnvironmentProblem as problem:
        raise click.UsageError(str(problem)) from problem
    folder = None if elsewhere else Folder(data)
    if folder is not None and not (data / "watchbill.sqlite3").exists():
        raise Unreachable(NO_DATABASE.format(data=data))
    if folder is not None and (server := folder.introduced()) is not None:
        yield Client(Server(server["url"], server["token"]))
        return
    with _taken(folder):
        yield Client(_here())


@contextmanager
def _taken(folder: Folder | None) -> Iterator[None]:
    """So that no server starts on the database meanwhile."""
    if folder is None:
        yield
        return
    try:
        folder.take()
    except InUse as problem:
        raise Unreachable(f"{problem} Try again in a moment.") from problem
    try:
        yield
    finally:
        folder.leave()


def _here() -> Here:
    import secrets

    from watchbill.interfaces.cli.bootstrap import start

    settings = start()
    settings.LOCAL_TOKEN = secrets.token_urlsafe(32)
    from watchbill.interfaces.api.health import reasons_against_reading

    if reasons := reasons_against_reading():
        raise Unreachable(" ".join(reasons))
    return Here(settings.LOCAL_TOKEN)


def which_server(url: str | None, token: str | None) -> tuple[str, str]:
    """The address and the token that were given, here or in the environment; empty when none is named."""
    try:
        said_url, said_token = url or read("WATCHBILL_URL"), token or read("WATCHBILL_TOKEN")
    except EnvironmentProblem as problem:
        raise click.UsageError(str(problem)) from problem
    if said_url and not said_token:
        raise click.UsageError("A server asks for a token: add --token, or set WATCHBILL_TOKEN.")
    if said_token and not said_url:
        raise click.UsageError("The token is for which server? Add --url, or set WATCHBILL_URL.")
    return said_url, said_token


def reaching(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command its client, and the options that say which server, and `--json`."""

    @click.option("--url", help="The server's address. Default: WATCHBILL_URL, else the one that runs here.")
    @click.option(
        "--token", help="An API token. Default: WATCHBILL_TOKEN, or the file that WATCHBILL_TOKEN_FILE names."
    )
    @click.option("--json", "as_json_", is_flag=True, help="Print JSON.")
    @wraps(command)
    def reached(url: str | None, token: str | None, **given: Any) -> Any:
        with connect(*which_server(url, token)) as client:
            return command(client, **given)

    return reached
