"""`watchbill serve` and `watchbill engine`: the processes."""

import asyncio
import gc
import os
import secrets
import signal
import sys
from pathlib import Path
from typing import Any

import click

SERVERS_BACKLOG = 1024
SWITCH = 0.001
"""Seconds that a thread computes before the next one may: the loop, which answers and sends, never waits for long."""


@click.command()
@click.option("--config", type=click.Path(path_type=Path, exists=True), help="Apply this file or folder, then serve.")
@click.option("--demo", is_flag=True, help="Serve the demo organisation, on loopback only.")
@click.option("--engine/--no-engine", default=True, help="Run the agenda in this process (default), or elsewhere.")
def serve(config: Path | None, demo: bool, engine: bool) -> None:
    """Serve the pages, the API and what senders post; and run the engine, unless told otherwise."""
    gc.disable()  # until it serves: what is loaded at the start stays, and looking for garbage in it takes its time
    if demo:
        os.environ.setdefault("WATCHBILL_DATA", "./data/demo")
    settings = _prepare(demo=demo, engine=engine)
    if config is not None:
        _apply(config)
    if demo:
        from watchbill.interfaces.cli.demo import fill

        fill()
    _say_welcome()
    asyncio_run(_serve(settings, engine=engine, demo=demo))


@click.command(name="engine")
def engine_alone() -> None:
    """Run the agenda alone, beside any number of `serve --no-engine` (PostgreSQL only)."""
    settings = _prepare(demo=False, engine=True)
    if settings.EMBEDDED:
        raise click.UsageError(
            "The embedded database has one process: `watchbill serve` runs its engine. Set WATCHBILL_DATABASE_URL."
        )
    asyncio_run(_engine())


def asyncio_run(main: Any) -> None:
    import uvloop

    sys.setswitchinterval(SWITCH)
    uvloop.run(main)


def _prepare(*, demo: bool, engine: bool) -> Any:
    """Settings, the data folder, the database's tables."""
    from watchbill.interfaces.cli.bootstrap import start

    settings = start()
    if demo and settings.BIND.host not in ("127.0.0.1", "::1", "localhost"):
        raise click.UsageError("--demo lets everybody look around as anybody: it listens on loopback only.")
    if settings.EMBEDDED:
        if not engine:
            raise click.UsageError("--no-engine needs PostgreSQL: set WATCHBILL_DATABASE_URL.")
        _take_folder(settings)
    if settings.BIND.port and click.get_current_context().info_name == "serve":
        _check_port(settings.BIND)
    settings.DEMO = demo
    settings.LOCAL_TOKEN = secrets.token_urlsafe(32)
    from django.core.management import call_command

    click.echo("Preparing the database …", err=True)
    call_command("migrate", verbosity=0, interactive=False)
    from watchbill.apps.alerts import retention

    retention.plan_next()
    return settings


def _take_folder(settings: Any) -> None:
    from watchbill.database.folder import Folder, InUse

    settings.FOLDER = Folder(settings.DATA)
    try:
        settings.FOLDER.take()
    except InUse as problem:
        raise click.ClickException(f"{problem} Stop it first, or give this one its own WATCHBILL_DATA.") from problem


def _check_port(bind: Any) -> None:
    import socket

    family = socket.AF_INET6 if ":" in bind.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind.host, bind.port))
        except OSError as problem:
            raise click.ClickException(
                f"{bind.host}:{bind.port} cannot be listened on: {problem.strerror}. Set WATCHBILL_BIND to another."
            ) from problem


def _apply(path: Path) -> None:
    from watchbill.interfaces.cli.configuration import apply_in_process

    apply_in_process([path])


def _say_welcome() -> None:
    from watchbill.interfaces.ui.welcome import code_to_say

    if code := code_to_say():
        click.echo(f"The first administrator is asked for this code: {code}", err=True)


async def _serve(settings: Any, *, engine: bool, demo: bool) -> None:
    from granian.constants import Interfaces
    from granian.server.embed import Server

    from watchbill.asgi import Front
    from watchbill.runtime.process import Process

    process = Process(engine=engine)
    await process.start()
    trickle = _trickle(process) if demo else None
    server = Server(
        Front(process),
        address=settings.BIND.host,
        port=settings.BIND.port,
        interface=Interfaces.ASGINL,
        backlog=SERVERS_BACKLOG,
        log_enabled=False,
        websockets=False,
    )
    if settings.EMBEDDED:
        settings.FOLDER.introduce(url=_local_url(settings), token=settings.LOCAL_TOKEN, pid=os.getpid())
    stopping = _stop_on_signals()
    serving = asyncio.create_task(server.serve())
    gc.freeze()
    gc.enable()
    click.echo(f"Watchbill is at {settings.BASE_URL}  (stop with Ctrl-C)")
    sys.stdout.flush()
    await asyncio.wait({serving, asyncio.create_task(stopping.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if trickle is not None:
        trickle.cancel()
    process.close_streams()
    server.stop()  # type: ignore[no-untyped-call]
    await serving
    await process.stop()


def _trickle(process: Any) -> "asyncio.Task[None]":
    from watchbill.interfaces.cli.demo import trickle

    return asyncio.create_task(trickle(process))


async def _engine() -> None:
    from watchbill.runtime.process import Process

    process = Process(doors=False)
    await process.start()
    click.echo("The engine is running  (stop with Ctrl-C)")
    sys.stdout.flush()
    await _stop_on_signals().wait()
    await process.stop()


def _local_url(settings: Any) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.BIND.host, settings.BIND.host)  # noqa: S104
    return f"http://{host}:{settings.BIND.port}"


def _stop_on_signals() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    return stopping
